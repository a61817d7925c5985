package imageresizer.local;

import com.fasterxml.jackson.databind.JsonNode;
import imageresizer.local.api.ReasonText;
import imageresizer.local.api.UploadReport;
import imageresizer.local.api.UploadReport.SentMail;
import imageresizer.local.api.UploadReport.Stage;
import imageresizer.local.api.UploadView;
import imageresizer.local.api.UploadView.Gone;
import imageresizer.model.PrintableText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Follows every upload through the stack, from what S3, Lambda, SNS and the mail server say as it happens. Thread-safe.
 */
final class UploadTracker implements AutoCloseable {

    private static final int LONGEST = 10_000;

    private final Consumer<UploadView> listener;
    private final Map<ObjectVersion, TrackedUpload> uploads = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectVersion, TrackedUpload> eldest) {
            if (size() <= LONGEST) {
                return false;
            }
            forget(eldest.getValue());
            return true;
        }
    };

    /** What each key of the input bucket holds, as far as it was seen. */
    private final Map<ObjectName, TrackedUpload> current = new HashMap<>();

    /** The upload that each rendition was last stored for. */
    private final Map<ObjectName, TrackedUpload> byRendition = new HashMap<>();

    private final Map<String, List<TrackedUpload>> byRequest = new HashMap<>();
    private final Map<String, List<TrackedUpload>> byMessage = new HashMap<>();
    private long count;
    private int outcomesInMailQueue;
    private int mailsOnTheirWay;
    private boolean closed;

    /** @param listener hears of every step of every upload, one after the other; must not throw */
    UploadTracker(Consumer<UploadView> listener) {
        this.listener = listener;
    }

    /**
     * One version of one object.
     *
     * @param id empty in a bucket that keeps no versions
     */
    record ObjectVersion(String bucket, String key, String id) {}

    private record ObjectName(String bucket, String key) {

        static ObjectName of(ObjectVersion version) {
            return new ObjectName(version.bucket(), version.key());
        }
    }

    /**
     * An object is stored in the input bucket.
     *
     * @param expected whether the function will be called for it
     */
    synchronized void uploaded(ObjectVersion version, Instant time, long bytes, boolean expected) {
        TrackedUpload before = uploads.get(version);
        if (before != null && before.uploaded != null) {
            // In a bucket without versions, the next upload of a key is another one.
            uploads.remove(version);
        }
        TrackedUpload upload = upload(version);
        upload.uploaded = time;
        upload.bytes = bytes;
        upload.expected = expected;
        @Nullable TrackedUpload replaced = current.put(ObjectName.of(version), upload);
        if (replaced != upload) {
            change(replaced, changed -> changed.gone = Gone.REPLACED);
        }
        tell(upload);
    }

    /**
     * An object is removed from the input bucket.
     *
     * @param version the one that was removed or, if {@code byMarker}, the delete marker that was laid
     */
    synchronized void removed(ObjectVersion version, boolean byMarker) {
        ObjectName name = ObjectName.of(version);
        if (byMarker || version.id().isEmpty()) {
            change(current.remove(name), upload -> {
                upload.gone = Gone.REMOVED;
                upload.marker = version.id();
            });
            return;
        }
        @Nullable TrackedUpload upload = uploads.get(version);
        if (upload == null) {
            // A delete marker may be gone, so that its key holds again what it held before.
            uploads.values().stream()
                    .filter(marked -> version.id().equals(marked.marker))
                    .findFirst()
                    .ifPresent(this::restore);
        } else if (!upload.losesOriginal()) {
            boolean wasCurrent = current.remove(name, upload);
            change(upload, changed -> changed.gone = Gone.REMOVED);
            if (wasCurrent) {
                uploads.values().stream()
                        .filter(older -> ObjectName.of(older.version).equals(name) && older.gone == Gone.REPLACED)
                        .max(Comparator.comparingLong(older -> older.number))
                        .ifPresent(this::restore);
            }
        }
    }

    private void restore(TrackedUpload upload) {
        current.put(ObjectName.of(upload.version), upload);
        change(upload, restored -> {
            restored.gone = null;
            restored.marker = null;
        });
    }

    /**
     * An object in the output bucket has changed.
     *
     * @param eTag without quotation marks; null if it was removed
     */
    synchronized void outputChanged(String bucket, String key, @Nullable String eTag) {
        @Nullable TrackedUpload upload = byRendition.get(new ObjectName(bucket, key));
        if (upload != null) {
            boolean isIntact = eTag != null && eTag.equals(upload.renditions.get(new ObjectName(bucket, key)));
            if (isIntact ? upload.lost.remove(key) : upload.lost.add(key)) {
                tell(upload);
            }
        }
    }

    /** An upload's event has been handed to the function's queue. */
    synchronized void queued(ObjectVersion version, String requestId) {
        TrackedUpload upload = upload(version);
        if (upload.requests.isEmpty()) {
            upload.queuedNow = Instant.now();
            upload.startedNow = null;
            upload.ignored = null;
        }
        upload.requests.put(requestId, Stage.WAITING);
        byRequest.computeIfAbsent(requestId, _ -> new ArrayList<>()).add(upload);
        tell(upload);
    }

    synchronized void running(String requestId) {
        changeAll(requestId, upload -> {
            upload.requests.put(requestId, Stage.RUNNING);
            upload.attempts++;
            upload.startedNow = Instant.now();
        });
    }

    synchronized void retrying(String requestId, String failure) {
        changeAll(requestId, upload -> {
            upload.requests.put(requestId, Stage.RETRYING);
            upload.failure = failure;
        });
    }

    /** @param lines what the function returned */
    synchronized void succeeded(String requestId, List<String> lines) {
        changeAll(requestId, upload -> {
            upload.requests.remove(requestId);
            upload.succeeded = true;
            upload.ignored = ignored(upload.version, lines);
        });
        byRequest.remove(requestId);
    }

    private static @Nullable String ignored(ObjectVersion version, List<String> lines) {
        String beginning = "SKIPPED " + PrintableText.oneLine("s3://" + version.bucket() + "/" + version.key()) + ": ";
        return lines.stream()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()))
                .findFirst()
                .orElse(null);
    }

    synchronized void deadLettered(String requestId, String failure) {
        changeAll(requestId, upload -> {
            upload.requests.remove(requestId);
            upload.failure = failure;
        });
        byRequest.remove(requestId);
    }

    /**
     * The function has announced an upload's outcome.
     *
     * @param waitsForMail whether the mail queue got it, so that {@link #leftMailQueue} follows
     */
    synchronized void published(ObjectVersion version, String manifest, boolean waitsForMail) {
        change(uploads.get(version), upload -> {
            upload.manifest = manifest;
            upload.parsed = UploadEventMapper.parsed(manifest);
            upload.queued = upload.queuedNow;
            upload.started = upload.startedNow;
            upload.published = Instant.now();
            upload.mailed = null;
            ownRenditions(upload);
            upload.inMailQueue += waitsForMail ? 1 : 0;
            outcomesInMailQueue += waitsForMail ? 1 : 0;
        });
    }

    private void ownRenditions(TrackedUpload upload) {
        upload.renditions.keySet().forEach(name -> byRendition.remove(name, upload));
        upload.renditions.clear();
        upload.lost.clear();
        for (JsonNode rendition : upload.parsed.path("renditions")) {
            ObjectName name = new ObjectName(
                    rendition.path("bucket").asText(), rendition.path("key").asText());
            upload.renditions.put(name, rendition.path("eTag").asText().replace("\"", ""));
            change(byRendition.put(name, upload), before -> before.lost.add(name.key()));
        }
    }

    private void forget(TrackedUpload upload) {
        current.remove(ObjectName.of(upload.version), upload);
        upload.renditions.keySet().forEach(name -> byRendition.remove(name, upload));
    }

    /**
     * The mail function has published a message about uploads.
     *
     * @param mails how many e-mails SNS will send of it
     */
    synchronized void mailPublished(List<ObjectVersion> versions, String messageId, int mails) {
        List<TrackedUpload> about = versions.stream()
                .distinct()
                .map(uploads::get)
                .filter(Objects::nonNull)
                .toList();
        byMessage.put(messageId, about);
        mailsOnTheirWay += mails;
        about.forEach(upload -> change(upload, changed -> changed.mailsDue += mails));
    }

    /** The mail function is done with outcomes, or has failed too often: no other mail will be about them. */
    synchronized void leftMailQueue(List<ObjectVersion> versions) {
        outcomesInMailQueue = Math.max(0, outcomesInMailQueue - versions.size());
        versions.forEach(version ->
                change(uploads.get(version), upload -> upload.inMailQueue = Math.max(0, upload.inMailQueue - 1)));
        notifyAll();
    }

    /** The mail queue is gone, with the outcomes in it. */
    synchronized void mailQueueIsGone() {
        outcomesInMailQueue = 0;
        uploads.values().stream()
                .filter(upload -> upload.inMailQueue > 0)
                .forEach(upload -> change(upload, changed -> changed.inMailQueue = 0));
        notifyAll();
    }

    synchronized void mailed(String messageId, SentMail mail) {
        List<TrackedUpload> about = byMessage.get(messageId);
        if (about != null) {
            mailsOnTheirWay--;
            about.forEach(upload -> change(upload, changed -> {
                changed.mails.add(mail);
                changed.mailed = Objects.requireNonNullElseGet(changed.mailed, Instant::now);
            }));
            notifyAll();
        }
    }

    /** A mail that is due will never come. */
    synchronized void notMailed(String messageId) {
        List<TrackedUpload> about = byMessage.get(messageId);
        if (about != null) {
            mailsOnTheirWay--;
            about.forEach(upload -> change(upload, changed -> changed.mailsDue--));
            notifyAll();
        }
    }

    /** Waits until an upload is through, at most for {@code patience}; empty if the stack has seen no such upload. */
    Optional<UploadReport> await(ObjectVersion version, Duration patience) throws InterruptedException {
        return await(version, patience, upload -> upload.stage().isLast());
    }

    /** Waits until the function is done with an upload, as {@link #await} does; mails may still be on their way. */
    Optional<UploadReport> awaitOutcome(ObjectVersion version, Duration patience) throws InterruptedException {
        return await(version, patience, TrackedUpload::isDone);
    }

    /** Waits until the mail function is done with every outcome that was published; returns whether that is so. */
    boolean awaitMailQueue(Duration patience) throws InterruptedException {
        return awaitNone(() -> outcomesInMailQueue, patience);
    }

    /** Waits until every mail that SNS sends about an upload has arrived; returns whether that is so. */
    boolean awaitMails(Duration patience) throws InterruptedException {
        return awaitNone(() -> mailsOnTheirWay, patience);
    }

    private synchronized boolean awaitNone(IntSupplier number, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (number.getAsInt() > 0 && !closed) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        return number.getAsInt() == 0;
    }

    private synchronized Optional<UploadReport> await(
            ObjectVersion version, Duration patience, Predicate<TrackedUpload> wanted) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            @Nullable TrackedUpload upload = uploads.get(version);
            long left = (end - System.nanoTime()) / 1_000_000;
            if (closed || left <= 0 || (upload != null && wanted.test(upload))) {
                return Optional.ofNullable(upload).map(TrackedUpload::report);
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

    private TrackedUpload upload(ObjectVersion version) {
        return uploads.computeIfAbsent(version, _ -> new TrackedUpload(++count, version));
    }

    private void changeAll(String requestId, Consumer<TrackedUpload> change) {
        byRequest.getOrDefault(requestId, List.of()).forEach(upload -> change(upload, change));
    }

    private void change(@Nullable TrackedUpload upload, Consumer<TrackedUpload> change) {
        if (upload != null) {
            change.accept(upload);
            tell(upload);
        }
    }

    private void tell(TrackedUpload upload) {
        listener.accept(upload.view());
        notifyAll();
    }

    private static final class TrackedUpload {

        private final long number;
        private final ObjectVersion version;

        /** How far each event of this upload is, while it is on its way: S3 may send two, and people send them again. */
        private final Map<String, Stage> requests = new HashMap<>();

        private final List<SentMail> mails = new ArrayList<>();
        private boolean expected = true;
        private boolean succeeded;
        private int attempts;
        private int inMailQueue;
        private int mailsDue;
        private @Nullable Long bytes;
        private @Nullable String manifest;
        private JsonNode parsed = ReasonText.NOTHING;
        private @Nullable String failure;
        private @Nullable String ignored;
        private @Nullable Instant uploaded;
        private @Nullable Instant queued;
        private @Nullable Instant started;
        private @Nullable Instant published;
        private @Nullable Instant mailed;

        /** Of the event that is under way; they count once something is published. */
        private @Nullable Instant queuedNow;

        private @Nullable Instant startedNow;
        private @Nullable Gone gone;
        private @Nullable String marker;

        /** The ETags of the renditions that it was announced with, without quotation marks. */
        private final Map<ObjectName, String> renditions = new HashMap<>();

        private final Set<String> lost = new TreeSet<>();

        TrackedUpload(long number, ObjectVersion version) {
            this.number = number;
            this.version = version;
        }

        UploadReport report() {
            return new UploadReport(stage(), manifest, succeeded ? null : failure, ignored(), mails);
        }

        UploadView view() {
            return new UploadView(
                    number,
                    version.bucket(),
                    version.key(),
                    version.id(),
                    bytes,
                    stage(),
                    new UploadView.Times(
                            millis(uploaded),
                            millis(manifest == null ? queuedNow : queued),
                            millis(manifest == null ? startedNow : started),
                            millis(published),
                            millis(mailed)),
                    attempts,
                    succeeded ? null : failure,
                    ignored(),
                    manifest == null ? null : parsed,
                    published == null ? null : mailsDue + inMailQueue,
                    mails.size(),
                    gone,
                    List.copyOf(lost),
                    manifest == null ? null : ignored);
        }

        /** Whether the function deletes the original, so that it is not missed. */
        private boolean losesOriginal() {
            return parsed.path("losesOriginal").asBoolean();
        }

        /** An event that comes again changes nothing about what was done. */
        private @Nullable String ignored() {
            return manifest == null ? ignored : null;
        }

        private static @Nullable Long millis(@Nullable Instant time) {
            return time == null ? null : time.toEpochMilli();
        }

        private boolean isDone() {
            return requests.isEmpty() && (succeeded || failure != null || !expected);
        }

        /** A function that is done is not the end: the mail is. */
        private Stage stage() {
            if (!requests.isEmpty()) {
                return Collections.max(requests.values());
            }
            if (succeeded) {
                return inMailQueue > 0 || mails.size() < mailsDue ? Stage.RUNNING : Stage.DONE;
            }
            return failure != null ? Stage.FAILED : expected ? Stage.WAITING : Stage.IGNORED;
        }
    }
}
