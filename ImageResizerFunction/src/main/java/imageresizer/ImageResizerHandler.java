package imageresizer;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.S3Event;
import com.amazonaws.services.lambda.runtime.events.models.s3.S3EventNotification.S3EventNotificationRecord;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import imageresizer.notification.NotificationTopic;
import imageresizer.picture.Engine;
import imageresizer.picture.Engines;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.UnusablePictureException;
import imageresizer.picture.libvips.LibvipsEngine;
import imageresizer.picture.libvips.LibvipsUnavailableException;
import imageresizer.picture.portable.ThumbnailatorEngine;
import imageresizer.storage.PictureStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * Where Lambda enters: takes S3's events apart, sends each upload on its way, and sorts what went wrong. Endpoint,
 * region and credentials are whatever the AWS SDK finds in its own settings.
 */
public final class ImageResizerHandler implements RequestHandler<S3Event, List<String>> {

    private final UploadPipeline pipeline;

    /**
     * Called by Lambda, once for each environment.
     *
     * @throws InvalidSettingException if a setting of the function is missing or wrong
     */
    public ImageResizerHandler() {
        this(pipeline(Settings.from(System.getenv())));
    }

    ImageResizerHandler(UploadPipeline pipeline) {
        this.pipeline = requireNonNull(pipeline);
    }

    private static UploadPipeline pipeline(Settings settings) {
        SdkHttpClient http = Apache5HttpClient.create();
        S3Client s3 = S3Client.builder().httpClient(http).build();
        SnsClient sns = SnsClient.builder().httpClient(http).build();
        return new UploadPipeline(
                settings,
                new PictureStore(s3, settings.outputBucket(), settings.outputKey(), settings.cacheControl()),
                engines(settings.options()),
                new NotificationTopic(sns, settings.topicArn()));
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
        List<String> lines = new ArrayList<>();
        List<RuntimeException> faults = new ArrayList<>();
        for (S3EventNotificationRecord eventRecord : records) {
            Upload upload = Upload.of(eventRecord);
            try {
                Outcome outcome = outcomeOf(upload);
                System.out.println(
                        SummaryLine.of(outcome, Instant.now(), context.getFunctionName(), context.getAwsRequestId()));
                lines.add(SummaryLine.message(outcome));
            } catch (RuntimeException e) {
                log.log("FAILED " + upload.uri() + ": " + Display.oneLine(e.toString()), LogLevel.ERROR);
                faults.add(e);
            }
        }
        if (!faults.isEmpty()) {
            RuntimeException first = faults.removeFirst();
            faults.forEach(first::addSuppressed);
            throw first;
        }
        return lines;
    }

    private Outcome outcomeOf(Upload upload) {
        try {
            return pipeline.resize(upload);
        } catch (UnusablePictureException e) {
            return pipeline.reject(upload, e);
        }
    }
}
