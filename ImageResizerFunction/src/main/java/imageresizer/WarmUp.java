package imageresizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import imageresizer.picture.Engines;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import org.crac.Context;
import org.crac.Resource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * Sends pictures on their whole way before Lambda takes SnapStart's snapshot, so that an environment that is restored from
 * it has everything loaded and compiled. S3 and SNS are played by an HTTP client that answers from memory: nothing is
 * stored or announced. One real request, which changes nothing, prepares for TLS.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-java.html">Runtime hooks</a>
 */
final class WarmUp implements Resource {

    /** So many that the compiler has seen what is done for every upload often enough. */
    private static final int UPLOADS = 250;

    private static final Duration LONGEST = Duration.ofSeconds(6);
    private static final String PICTURE = "warm-up.jpg";

    private final Settings settings;
    private final Engines engines;

    WarmUp(Settings settings, Engines engines) {
        this.settings = requireNonNull(settings);
        this.engines = requireNonNull(engines);
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        try {
            sendPictures();
            knockAtS3();
        } catch (IOException | RuntimeException e) {
            // A slower first upload is no reason to publish no version.
            LambdaRuntime.getLogger().log("The warm-up failed, so the first upload takes longer: " + e, LogLevel.WARN);
        }
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {}

    private void sendPictures() throws IOException {
        try (Memory memory = new Memory(picture());
                S3Client s3 = AwsClients.s3(memory);
                SnsClient sns = AwsClients.sns(memory)) {
            UploadPipeline pipeline = new UploadPipeline(settings, s3, sns, engines);
            Instant end = Instant.now().plus(LONGEST);
            for (int i = 0; i < UPLOADS && Instant.now().isBefore(end); i++) {
                Upload upload = new Upload("warm-up", PICTURE, "version", "eTag", "00", memory.picture.length);
                Outcome outcome = pipeline.resize(upload, new Attempt("warm-up", "attempt " + i, end));
                // The line is written, too, but not to the log, from which CloudWatch would take its metrics.
                OutputStream.nullOutputStream()
                        .write(SummaryLine.of(outcome, end, "function", "request")
                                .getBytes(UTF_8));
            }
        }
    }

    private static byte[] picture() throws IOException {
        try (InputStream picture = requireNonNull(WarmUp.class.getResourceAsStream(PICTURE))) {
            return picture.readAllBytes();
        }
    }

    /** Whatever the answer is, asking for it loads what a connection needs; the connection itself ends here. */
    private void knockAtS3() {
        try (SdkHttpClient http = AwsClients.http();
                S3Client s3 = AwsClients.s3(http)) {
            s3.headObject(request -> request.bucket(settings.outputBucket()).key(PICTURE));
        } catch (SdkException e) {
            // Most likely there is no such object.
        }
    }

    /** Answers every request as S3 and SNS do when all goes well. */
    private record Memory(byte[] picture) implements SdkHttpClient {

        private static final byte[] PUBLISHED = """
            <PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
            <PublishResult><MessageId>warm-up</MessageId></PublishResult></PublishResponse>\
            """.getBytes(UTF_8);

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    if (request.contentStreamProvider().isPresent()) {
                        ContentStreamProvider content =
                                request.contentStreamProvider().get();
                        try (InputStream body = content.newStream()) {
                            body.transferTo(OutputStream.nullOutputStream());
                        }
                    }
                    return answer(request.httpRequest().method());
                }

                @Override
                public void abort() {}
            };
        }

        private HttpExecuteResponse answer(SdkHttpMethod method) {
            byte[] body = switch (method) {
                case GET -> picture;
                case POST -> PUBLISHED;
                default -> new byte[0];
            };
            return HttpExecuteResponse.builder()
                    .response(SdkHttpFullResponse.builder()
                            .statusCode(200)
                            .putHeader("ETag", "\"warm-up\"")
                            .putHeader("Content-Length", String.valueOf(body.length))
                            .build())
                    .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                    .build();
        }

        @Override
        public void close() {}
    }
}
