package imageresizer;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import imageresizer.event.Removal;
import imageresizer.event.S3Change;
import imageresizer.model.InvocationAttempt;
import imageresizer.model.Outcome;
import imageresizer.model.PrintableText;
import imageresizer.model.Upload;
import imageresizer.picture.render.EngineChain;
import imageresizer.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Sends one upload at a time on its way, and gives it up before Lambda would kill the process. For one thread.
 */
final class UploadWorker {

    /** What is left of the time when an upload is given up. */
    private static final Duration RESERVE = Duration.ofMillis(1500);

    /** How long an upload that is given up may take to end. */
    private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

    private final ResizePipeline pipeline;
    private final Deadline deadline;
    private final Runnable endProcess;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("upload").daemon().factory());

    /** @param endProcess called when an upload that was given up does not end, so that no later one has to wait for it */
    UploadWorker(ResizePipeline pipeline, Deadline deadline, Runnable endProcess) {
        this.pipeline = requireNonNull(pipeline);
        this.deadline = requireNonNull(deadline);
        this.endProcess = requireNonNull(endProcess);
    }

    /** A worker between S3 and SNS. The AWS SDK finds endpoint, region and credentials in its own settings. */
    static UploadWorker of(Settings settings, EngineChain engines) {
        SdkHttpClient http = AwsClients.http();
        Deadline deadline = new Deadline(InstantSource.system());
        return new UploadWorker(
                new ResizePipeline(
                        settings, deadline.limit(AwsClients.s3(http)), deadline.limit(AwsClients.sns(http)), engines),
                deadline,
                () -> Runtime.getRuntime().halt(1));
    }

    /**
     * A result and how long it took.
     *
     * @param waited how much of that the upload waited for another invocation
     */
    record Timed<T>(T result, Duration took, Duration waited) {}

    /**
     * Does what a change leads to. The thread of an upload that is given up may be deep in native code, and Lambda would
     * freeze it and let it go on in the next invocation. So if it does not end at once, the process does; Lambda starts
     * another, and the change comes again.
     *
     * @throws RuntimeException if it may be cured by trying again; {@link GivenUpException} near the timeout
     */
    Timed<Outcome> inTime(S3Change change, InvocationAttempt attempt, LambdaLogger log) {
        Instant begin = Instant.now();
        Instant end = attempt.deadline().minus(RESERVE);
        deadline.set(end);
        CountDownLatch ended = new CountDownLatch(1);
        Future<Timed<Outcome>> running = thread.submit(() -> {
            try {
                Outcome outcome = outcomeOf(change, attempt);
                return new Timed<>(outcome, Duration.between(begin, Instant.now()), pipeline.takeWaitingTime());
            } finally {
                ended.countDown();
            }
        });
        try {
            return running.get(Duration.between(Instant.now(), end).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            String sentence = tooLate(change);
            running.cancel(/* mayInterruptIfRunning= */ true);
            if (!endsInTime(ended)) {
                log.log("FAILED: " + sentence + " It does not stop, so the process ends.", LogLevel.ERROR);
                endProcess.run();
            }
            throw new GivenUpException(sentence);
        } catch (InterruptedException e) {
            running.cancel(/* mayInterruptIfRunning= */ true);
            Thread.currentThread().interrupt();
            throw new GivenUpException("The work on " + change.upload().uri() + " was interrupted.");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case AbortedException _ -> throw new GivenUpException(tooLate(change));
                case RuntimeException cause -> throw cause;
                case OutOfMemoryError cause ->
                    throw new GivenUpException("The Java heap is too small for "
                            + change.upload().uri() + ": " + cause.getMessage() + ". Give the function more memory.");
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private static String tooLate(S3Change change) {
        return "The function's timeout is too near to go on with "
                + change.upload().uri() + ". Give the function more memory, which makes it faster too.";
    }

    private static boolean endsInTime(CountDownLatch ended) {
        try {
            return ended.await(LAST_MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends the thread; for a worker that gets no more uploads. */
    void end() {
        thread.shutdownNow();
        try {
            boolean _ = thread.awaitTermination(LAST_MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome outcomeOf(S3Change change, InvocationAttempt attempt) {
        return switch (change) {
            case S3Change.ObjectCreated(Upload upload) -> pipeline.resize(upload, attempt);
            case S3Change.ObjectRemoved(Removal removal) -> pipeline.remove(removal, attempt);
            case S3Change.Listed listed -> pipeline.backfill(listed, attempt);
            case S3Change.Other(Upload upload, String eventName) ->
                new Outcome.Skipped(upload, "the event " + PrintableText.oneLine(eventName) + " leaves it as it is");
        };
    }
}
