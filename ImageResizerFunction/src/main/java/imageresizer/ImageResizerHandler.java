package imageresizer;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.S3Event;
import com.amazonaws.services.lambda.runtime.events.models.s3.S3EventNotification.S3EventNotificationRecord;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import imageresizer.picture.Engine;
import imageresizer.picture.Engines;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.libvips.LibvipsEngine;
import imageresizer.picture.libvips.LibvipsUnavailableException;
import imageresizer.picture.portable.ThumbnailatorEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.crac.Core;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Where Lambda enters: takes S3's events apart, sends each upload on its way, and sorts what went wrong. Endpoint,
 * region and credentials are whatever the AWS SDK finds in its own settings.
 */
public final class ImageResizerHandler implements RequestHandler<S3Event, List<String>> {

    /** What is left of the time when an upload is given up. */
    private static final Duration RESERVE = Duration.ofMillis(1500);

    private final UploadPipeline pipeline;

    /** One: an upload that was given up ends before the next one begins. */
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("upload").daemon().factory());

    /** Kept here, because those who call it only know it weakly. */
    private final List<Resource> hooks;

    /**
     * Called by Lambda, once for each environment.
     *
     * @throws InvalidSettingException if a setting of the function is missing or wrong
     */
    public ImageResizerHandler() {
        Settings settings = Settings.from(System.getenv());
        Engines engines = engines(settings.options());
        SdkHttpClient http = AwsClients.http();
        pipeline = new UploadPipeline(settings, AwsClients.s3(http), AwsClients.sns(http), engines);
        hooks = List.of(new WarmUp(settings, engines));
        hooks.forEach(Core.getGlobalContext()::register);
    }

    ImageResizerHandler(UploadPipeline pipeline) {
        this.pipeline = requireNonNull(pipeline);
        hooks = List.of();
    }

    /** The fast engine if this machine has its native library, and in any case the forgiving one. */
    private static Engines engines(RenderOptions options) {
        Engine forgiving = new ThumbnailatorEngine(options);
        try {
            return new Engines(List.of(LibvipsEngine.load(System.getenv(), options), forgiving));
        } catch (LibvipsUnavailableException e) {
            LambdaRuntime.getLogger()
                    .log(
                            "The fast engine is not there, so every picture takes longer: " + e.getMessage(),
                            LogLevel.WARN);
            return new Engines(List.of(forgiving));
        }
    }

    /**
     * Handles every upload of the event, whatever becomes of the others.
     *
     * @return a line for each upload, for whoever invokes the function by hand
     * @throws RuntimeException the first upload's fault that a retry may cure, with the others' suppressed in it
     */
    @Override
    public List<String> handleRequest(S3Event event, Context context) {
        LambdaLogger log = context.getLogger();
        @Nullable List<S3EventNotificationRecord> records = event.getRecords();
        if (records == null || records.isEmpty()) {
            String answer = "The event names no object, as S3's test event does; nothing to do";
            log.log(answer, LogLevel.INFO);
            return List.of(answer);
        }
        Attempt attempt = Attempt.of(context, Instant.now());
        List<String> lines = new ArrayList<>();
        Failures failures = new Failures();
        for (S3EventNotificationRecord eventRecord : records) {
            String what = "a record of the event";
            try {
                S3Change change = S3Change.of(eventRecord);
                what = change.upload().uri();
                Outcome outcome = inTime(change, attempt);
                System.out.println(
                        SummaryLine.of(outcome, Instant.now(), context.getFunctionName(), context.getAwsRequestId()));
                lines.add(SummaryLine.message(outcome));
            } catch (RuntimeException e) {
                log.log("FAILED " + what + ": " + Display.oneLine(e.toString()), LogLevel.ERROR);
                failures.add(e);
            }
        }
        failures.throwIfAny();
        return lines;
    }

    /** Gives up before Lambda would kill the process, and everything that the next picture could use, with it. */
    Outcome inTime(S3Change change, Attempt attempt) {
        Duration left = Duration.between(Instant.now(), attempt.end()).minus(RESERVE);
        Future<Outcome> outcome = worker.submit(() -> outcomeOf(change, attempt));
        try {
            return Aside.result(outcome, left);
        } catch (TimeoutException e) {
            throw new TryAgainException("The function's timeout is too near to go on with "
                    + change.upload().uri() + "; give it more memory, which makes it faster, or more time.");
        }
    }

    private Outcome outcomeOf(S3Change change, Attempt attempt) {
        return switch (change) {
            case S3Change.Created(Upload upload) -> pipeline.resize(upload, attempt);
            case S3Change.Removed(Removal removal) -> pipeline.remove(removal, attempt);
            case S3Change.Other(Upload upload, String eventName) ->
                new Outcome.Skipped(upload, "the event " + Display.oneLine(eventName) + " leaves it as it is");
        };
    }
}
