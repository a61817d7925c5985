package imageresizer.local;

import imageresizer.local.api.UploadReport;
import imageresizer.local.api.UploadReport.Mail;
import imageresizer.local.api.UploadReport.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows every upload through the stack, from what S3, Lambda, SNS and the mail server say as it happens. Thread-safe.
 */
final class Journal implements AutoCloseable {

    private static final int LONGEST = 10_000;

    private final Map<Version, Journey> journeys = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Version, Journey> eldest) {
            return size() > LONGEST;
        }
    };

    private final Map<String, List<Journey>> byRequest = new HashMap<>();
    private final Map<String, Journey> byMessage = new HashMap<>();
    private boolean closed;

    /**
     * One version of one object.
     *
     * @param id empty in a bucket that keeps no versions
     */
    record Version(String bucket, String key, String id) {}

    /** An upload's event has been handed to the function's queue. */
    synchronized void queued(Version version, String requestId) {
        Journey journey = journeys.computeIfAbsent(version, _ -> new Journey());
        journey.requests.put(requestId, Stage.WAITING);
        byRequest.computeIfAbsent(requestId, _ -> new ArrayList<>()).add(journey);
        notifyAll();
    }

    synchronized void running(String requestId) {
        changeAll(requestId, journey -> journey.requests.put(requestId, Stage.RUNNING));
    }

    synchronized void retrying(String requestId, String failure) {
        changeAll(requestId, journey -> {
            journey.requests.put(requestId, Stage.RETRYING);
            journey.failure = failure;
        });
    }

    synchronized void succeeded(String requestId) {
        changeAll(requestId, journey -> {
            journey.requests.remove(requestId);
            journey.succeeded = true;
        });
        byRequest.remove(requestId);
    }

    synchronized void deadLettered(String requestId, String failure) {
        changeAll(requestId, journey -> {
            journey.requests.remove(requestId);
            journey.failure = failure;
        });
        byRequest.remove(requestId);
    }

    /**
     * The function has announced an upload's outcome.
     *
     * @param mails how many e-mails SNS will send of it
     */
    synchronized void published(Version version, String messageId, String manifest, int mails) {
        change(journeys.get(version), journey -> {
            byMessage.put(messageId, journey);
            journey.manifest = manifest;
            journey.mailsDue += mails;
        });
    }

    synchronized void mailed(String messageId, Mail mail) {
        change(byMessage.get(messageId), journey -> journey.mails.add(mail));
    }

    /** A mail that is due will never come. */
    synchronized void notMailed(String messageId) {
        change(byMessage.get(messageId), journey -> journey.mailsDue--);
    }

    /** Waits until an upload is through, at most for {@code patience}; empty if the stack has seen no such upload. */
    synchronized Optional<UploadReport> await(Version version, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            @Nullable Journey journey = journeys.get(version);
            long left = (end - System.nanoTime()) / 1_000_000;
            if (closed
                    || left <= 0
                    || (journey != null && journey.report().stage().isLast())) {
                return Optional.ofNullable(journey).map(Journey::report);
            }
            wait(left);
        }
    }

    /** Ends every waiting. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private void changeAll(String requestId, Consumer<Journey> change) {
        byRequest.getOrDefault(requestId, List.of()).forEach(change);
        notifyAll();
    }

    private void change(@Nullable Journey journey, Consumer<Journey> change) {
        if (journey != null) {
            change.accept(journey);
            notifyAll();
        }
    }

    private static final class Journey {

        /** How far each event of this upload is, while it is on its way: S3 may send two, and people send them again. */
        private final Map<String, Stage> requests = new HashMap<>();

        private boolean succeeded;
        private @Nullable String manifest;
        private @Nullable String failure;
        private int mailsDue;
        private final List<Mail> mails = new ArrayList<>();

        UploadReport report() {
            return new UploadReport(stage(), manifest, succeeded ? null : failure, mails);
        }

        /** A function that is done is not the end: the mail is. */
        private Stage stage() {
            if (!requests.isEmpty()) {
                return Collections.max(requests.values());
            }
            return !succeeded ? Stage.FAILED : mails.size() < mailsDue ? Stage.RUNNING : Stage.DONE;
        }
    }
}
