package imageresizer;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import com.fasterxml.jackson.jr.ob.JSON;
import imageresizer.event.EventReader;
import imageresizer.event.EventRecord;
import imageresizer.event.Removal;
import imageresizer.event.S3Change;
import imageresizer.model.InvocationAttempt;
import imageresizer.model.Outcome;
import imageresizer.model.PrintableText;
import imageresizer.model.RetryLaterException;
import imageresizer.model.Upload;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.render.Engine;
import imageresizer.picture.render.EngineChain;
import imageresizer.picture.render.RepairingEngine;
import imageresizer.picture.render.heif.Libheif;
import imageresizer.picture.render.heif.LibheifUnavailableException;
import imageresizer.picture.render.libvips.LibvipsEngine;
import imageresizer.picture.render.libvips.LibvipsUnavailableException;
import imageresizer.picture.render.portable.ThumbnailatorEngine;
import imageresizer.settings.InvalidSettingException;
import imageresizer.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.crac.Core;
import org.crac.Resource;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Where Lambda enters: takes events of S3 and of EventBridge apart, sends each upload on its way, and sorts faults. The
 * AWS SDK finds endpoint, region and credentials in its own settings.
 */
public final class ImageResizerHandler implements RequestStreamHandler {

    /** What is left of the time when an upload is given up. */
    private static final Duration RESERVE = Duration.ofMillis(1500);

    /** How long an upload that is given up may take to end. */
    private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

    private final ResizePipeline pipeline;
    private final Deadline deadline;
    private final Runnable endProcess;
    private final EventReader events = new EventReader();

    /** One upload at a time. */
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("upload").daemon().factory());

    /** CRaC holds resources by weak reference only. */
    private final List<Resource> hooks;

    /**
     * Called by Lambda, once for each environment.
     *
     * @throws InvalidSettingException if a setting of the function is missing or wrong
     */
    public ImageResizerHandler() {
        Settings settings = Settings.from(System.getenv());
        EngineChain engines = engines(settings.options());
        SdkHttpClient http = AwsClients.http();
        deadline = new Deadline(InstantSource.system());
        pipeline = new ResizePipeline(
                settings, deadline.limit(AwsClients.s3(http)), deadline.limit(AwsClients.sns(http)), engines);
        endProcess = () -> Runtime.getRuntime().halt(1);
        hooks = List.of(new SnapStartPriming(settings, engines));
        hooks.forEach(Core.getGlobalContext()::register);
    }

    /** @param endProcess called when an upload that was given up does not end, so that no later one has to wait for it */
    ImageResizerHandler(ResizePipeline pipeline, Deadline deadline, Runnable endProcess) {
        this.pipeline = requireNonNull(pipeline);
        this.deadline = requireNonNull(deadline);
        this.endProcess = requireNonNull(endProcess);
        hooks = List.of();
    }

    /** The fast engine if this machine has its native library, and in any case the forgiving one. */
    private static EngineChain engines(RenderOptions options) {
        Engine forgiving = new ThumbnailatorEngine(options);
        try {
            LibvipsEngine alone = LibvipsEngine.load(System.getenv(), options);
            Engine fast = libheif().map(alone::with).orElse(alone);
            return new EngineChain(List.of(fast, new RepairingEngine(fast), forgiving));
        } catch (LibvipsUnavailableException e) {
            LambdaRuntime.getLogger()
                    .log(
                            "The fast engine is not there, so every picture takes longer: " + e.getMessage(),
                            LogLevel.WARN);
            return new EngineChain(List.of(forgiving));
        }
    }

    private static Optional<Libheif> libheif() {
        try {
            return Optional.of(Libheif.load(System.getenv()));
        } catch (LibheifUnavailableException e) {
            LambdaRuntime.getLogger().log("HEIC pictures will be rejected: " + e.getMessage(), LogLevel.WARN);
            return Optional.empty();
        }
    }

    /**
     * Handles every upload of the event, also if another one fails, and answers with a line for each, for people who
     * invoke the function by hand.
     *
     * @param event JSON of S3's own events, or of EventBridge's
     * @throws RuntimeException the first upload's fault that a retry may cure, with the others' suppressed in it
     */
    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        JSON.std.write(handle(events.read(event), context), answer);
    }

    /** @return a line for each record */
    List<String> handle(List<EventRecord> records, Context context) {
        LambdaLogger log = context.getLogger();
        if (records.isEmpty()) {
            String answer = "The event names no object, as S3's test event does; nothing to do";
            log.log(answer, LogLevel.INFO);
            return List.of(answer);
        }
        InvocationAttempt attempt = InvocationAttempt.of(context, Instant.now());
        List<String> lines = new ArrayList<>();
        Failures failures = new Failures();
        for (EventRecord eventRecord : records) {
            String what = "a record of the event";
            try {
                S3Change change = eventRecord.change();
                what = change.upload().uri();
                Timed<Outcome> outcome = inTime(change, attempt, log);
                System.out.println(
                        ResultLogLine.of(outcome, Instant.now(), context.getFunctionName(), context.getAwsRequestId()));
                lines.add(ResultLogLine.message(outcome.result()));
            } catch (RetryLaterException e) {
                System.out.println(
                        ResultLogLine.of(e, Instant.now(), context.getFunctionName(), context.getAwsRequestId()));
                failures.add(e);
            } catch (RuntimeException e) {
                log.log("FAILED " + what + ": " + PrintableText.oneLine(e.toString()), LogLevel.ERROR);
                failures.add(e);
            }
            attempt = attempt.next();
        }
        failures.throwIfAny();
        return lines;
    }

    /**
     * A result and how long it took.
     *
     * @param waited how much of that the upload waited for another invocation
     */
    record Timed<T>(T result, Duration took, Duration waited) {}

    /**
     * Gives up before Lambda would kill the process. The thread of an upload that is given up may be deep in native code,
     * and Lambda would freeze it and let it go on in the next invocation. So if it does not end at once, the process does;
     * Lambda starts another, and tries this event again.
     */
    Timed<Outcome> inTime(S3Change change, InvocationAttempt attempt, LambdaLogger log) {
        Instant begin = Instant.now();
        Instant end = attempt.deadline().minus(RESERVE);
        deadline.set(end);
        CountDownLatch ended = new CountDownLatch(1);
        Future<Timed<Outcome>> running = worker.submit(() -> {
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

    /** Ends the thread of the uploads; for a handler that gets no more of them. */
    void endWorker() {
        worker.shutdownNow();
        try {
            boolean _ = worker.awaitTermination(LAST_MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome outcomeOf(S3Change change, InvocationAttempt attempt) {
        return switch (change) {
            case S3Change.ObjectCreated(Upload upload) -> pipeline.resize(upload, attempt);
            case S3Change.ObjectRemoved(Removal removal) -> pipeline.remove(removal, attempt);
            case S3Change.Other(Upload upload, String eventName) ->
                new Outcome.Skipped(upload, "the event " + PrintableText.oneLine(eventName) + " leaves it as it is");
        };
    }
}
