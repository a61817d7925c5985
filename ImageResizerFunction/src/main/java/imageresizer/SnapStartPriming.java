package imageresizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import com.fasterxml.jackson.jr.ob.JSON;
import imageresizer.UploadWorker.Timed;
import imageresizer.event.EventReader;
import imageresizer.event.EventRecord;
import imageresizer.model.InvocationAttempt;
import imageresizer.model.Outcome;
import imageresizer.picture.render.EngineChain;
import imageresizer.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.crac.Context;
import org.crac.Resource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * Sends pictures on their whole way before Lambda takes SnapStart's snapshot, so that an environment that is restored from
 * it has everything loaded and compiled, Lambda's own reading of events included. S3 and SNS are played by {@link
 * StubAwsServer}: nothing is stored or announced. One real request, which changes nothing, prepares for TLS.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-java.html">Runtime hooks</a>
 */
final class SnapStartPriming implements Resource {

    /**
     * What is called 200 times is compiled, but HotSpot's interpreter asks about that only at every 128th call: by 256
     * uploads, all that is done once for each has been compiled.
     */
    private static final int UPLOADS = 270;

    /** After this, no further upload begins. */
    static final Duration LONGEST = Duration.ofSeconds(45);

    private static final String PICTURE = "warm-up.jpg";

    private final Settings settings;
    private final EngineChain engines;
    private final InstantSource clock;
    private final EventReader events = new EventReader();

    SnapStartPriming(Settings settings, EngineChain engines) {
        this(settings, engines, InstantSource.system());
    }

    /** @param clock decides when {@link #LONGEST} is over */
    SnapStartPriming(Settings settings, EngineChain engines, InstantSource clock) {
        this.clock = requireNonNull(clock);
        this.settings = requireNonNull(settings);
        this.engines = requireNonNull(engines);
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        try {
            sendPictures();
            openTlsConnection();
        } catch (IOException | RuntimeException | LinkageError e) {
            // A slower first upload is no reason to publish no version.
            LambdaRuntime.getLogger().log("The warm-up failed, so the first upload takes longer: " + e, LogLevel.WARN);
        }
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {}

    private void sendPictures() throws IOException {
        byte[] picture = picture();
        byte[] event = event(settings, picture.length);
        byte[] busEvent = busEvent(settings, picture.length);
        try (StubAwsServer aws = new StubAwsServer(picture);
                SdkHttpClient http = aws.instead(AwsClients.http());
                S3Client s3 = AwsClients.s3(http);
                SnsClient sns = AwsClients.sns(http)) {
            Deadline deadline = new Deadline(InstantSource.system());
            UploadWorker worker = new UploadWorker(
                    new ResizePipeline(settings, deadline.limit(s3), deadline.limit(sns), engines), deadline, () -> {});
            try {
                Instant end = clock.instant().plus(LONGEST);
                for (int i = 0; i < UPLOADS && clock.instant().isBefore(end); i++) {
                    // A stack gets one of both forms; they differ in nothing but this.
                    events.read(new ByteArrayInputStream(busEvent)).forEach(EventRecord::change);
                    send(
                            event,
                            worker,
                            new InvocationAttempt(
                                    "warm-up", "attempt " + i, Instant.now().plus(LONGEST), LONGEST));
                }
            } finally {
                worker.end();
            }
        }
    }

    private void send(byte[] event, UploadWorker worker, InvocationAttempt attempt) throws IOException {
        for (EventRecord upload : events.read(new ByteArrayInputStream(event))) {
            Timed<Outcome> outcome = worker.inTime(upload.change(), attempt, LambdaRuntime.getLogger());
            // Not to the log, from which CloudWatch would take its metrics.
            ResultLogLine.of(outcome, attempt.deadline(), "function", attempt.requestId());
            JSON.std.write(List.of(ResultLogLine.message(outcome.result())), OutputStream.nullOutputStream());
        }
    }

    static byte[] busEvent(Settings settings, int size) {
        return """
            {"version": "0", "id": "warm-up", "detail-type": "Object Created", "source": "aws.s3",
              "account": "000000000000", "time": "2026-01-01T06:00:15Z", "region": "us-east-1",
              "resources": ["arn:aws:s3:::warm-up"],
              "detail": {
                "version": "0", "bucket": {"name": "warm-up"},
                "object": {"key": "%s", "size": %d, "etag": "warm-up", "version-id": "warm-up", "sequencer": "00"},
                "request-id": "warm-up", "requester": "000000000000", "source-ip-address": "127.0.0.1",
                "reason": "PutObject"}}\
            """.formatted(key(settings), size).getBytes(UTF_8);
    }

    private static String key(Settings settings) {
        return settings.includePrefixes().stream().findFirst().orElse("") + PICTURE;
    }

    static byte[] event(Settings settings, int size) {
        return """
            {"Records": [{
              "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-1",
              "eventTime": "2026-01-01T06:00:10.123Z", "eventName": "ObjectCreated:Put",
              "userIdentity": {"principalId": "AWS:WARM-UP"},
              "requestParameters": {"sourceIPAddress": "127.0.0.1"},
              "responseElements": {"x-amz-request-id": "warm-up", "x-amz-id-2": "warm-up"},
              "s3": {
                "s3SchemaVersion": "1.0", "configurationId": "warm-up",
                "bucket": {"name": "warm-up", "ownerIdentity": {"principalId": "WARM-UP"}, "arn": "arn:aws:s3:::warm-up"},
                "object": {
                  "key": "%s", "size": %d, "eTag": "warm-up", "versionId": "warm-up", "sequencer": "00"}}}]}\
            """.formatted(URLEncoder.encode(key(settings), UTF_8), size).getBytes(UTF_8);
    }

    private static byte[] picture() throws IOException {
        try (InputStream picture = requireNonNull(SnapStartPriming.class.getResourceAsStream(PICTURE))) {
            return picture.readAllBytes();
        }
    }

    /** Any answer is fine: the request loads what a connection needs. The connection itself ends here. */
    private void openTlsConnection() {
        try (SdkHttpClient http = AwsClients.http();
                S3Client s3 = AwsClients.s3(http)) {
            s3.headObject(request -> request.bucket(settings.outputBucket()).key(PICTURE));
        } catch (SdkException e) {
            // Most likely there is no such object.
        }
    }
}
