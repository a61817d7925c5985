package imageresizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.amazonaws.services.lambda.runtime.events.S3Event;
import com.amazonaws.services.lambda.runtime.tests.EventLoader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import imageresizer.notification.NotificationTopic;
import imageresizer.picture.Engines;
import imageresizer.picture.Pictures;
import imageresizer.picture.portable.ThumbnailatorEngine;
import imageresizer.storage.PictureStore;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sns.SnsClient;

/** The handler over the sample events, with S3 and SNS at the end of real HTTP connections. */
class ImageResizerHandlerTest {

    private static final String INPUT = "image-resizer-input-local";
    private static final String OUTPUT = "output";

    private static S3Proxy s3Server;
    private static S3Client s3;
    private static SnsRecorder snsServer;
    private static SnsClient sns;
    private static byte[] sample;
    private static ImageResizerHandler handler;

    private final RecordingContext context = new RecordingContext();

    @BeforeAll
    static void start() throws Exception {
        s3Server = S3Proxy.builder()
                .endpoint(URI.create("http://127.0.0.1:0"))
                .blobStore(new TransientNio2BlobStore())
                .ignoreUnknownHeaders(true)
                .build();
        s3Server.start();
        s3 = S3Client.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + s3Server.getPort()))
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
        s3.createBucket(request -> request.bucket(INPUT));
        s3.createBucket(request -> request.bucket(OUTPUT));
        snsServer = new SnsRecorder();
        sns = SnsClient.builder()
                .endpointOverride(snsServer.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .overrideConfiguration(configuration -> configuration.retryStrategy(retry -> retry.maxAttempts(1)))
                .build();
        sample = Files.readAllBytes(Path.of("../events/sample.jpg"));
        Settings settings = Settings.from(SettingsTest.ENVIRONMENT);
        handler = new ImageResizerHandler(new UploadPipeline(
                settings,
                new PictureStore(s3, OUTPUT, settings.outputKey(), settings.cacheControl()),
                new Engines(List.of(new ThumbnailatorEngine(settings.options()))),
                new NotificationTopic(sns, settings.topicArn())));
    }

    @AfterAll
    static void stop() throws Exception {
        s3.close();
        sns.close();
        snsServer.close();
        s3Server.stop();
    }

    @BeforeEach
    void emptyBuckets() {
        for (String bucket : List.of(INPUT, OUTPUT)) {
            s3.listObjectsV2(request -> request.bucket(bucket))
                    .contents()
                    .forEach(object ->
                            s3.deleteObject(request -> request.bucket(bucket).key(object.key())));
        }
        snsServer.reset(false);
    }

    @ParameterizedTest
    @CsvSource({"s3-put.json", "s3-multipart.json", "s3-copy.json", "s3-awkward-key.json"})
    void anEventOfOneUploadBecomesRenditionsAndOneNotification(String file) throws Exception {
        S3Event event = event(file);
        String key = upload(event, 0, sample);

        List<String> lines = handler.handleRequest(event, context);

        assertThat(stored()).containsExactly(key + "/200x200.jpg", key + "/800x600.jpg");
        assertThat(lines).singleElement().asString().startsWith("RESIZED s3://" + INPUT + "/" + key);
        assertThat(snsServer.published())
                .singleElement()
                .satisfies(message -> assertThat(message)
                        .containsEntry("MessageStructure", "json")
                        .containsEntry("MessageAttributes.entry.1.Value.DataType", "String")
                        .containsValue("RESIZED")
                        .containsValue(INPUT));
        JsonNode messages =
                new ObjectMapper().readTree(snsServer.published().getFirst().get("Message"));
        assertThat(messages.path("email").textValue()).contains(key + "/800x600.jpg");
        assertThat(new ObjectMapper()
                        .readTree(messages.path("default").textValue())
                        .path("source")
                        .path("key")
                        .textValue())
                .isEqualTo(key);
    }

    @Test
    void aRenditionTellsBrowsersWhatItIsAndHowLongItKeeps() throws Exception {
        S3Event event = event("s3-put.json");
        String key = upload(event, 0, sample);

        handler.handleRequest(event, context);

        HeadObjectResponse head =
                s3.headObject(request -> request.bucket(OUTPUT).key(key + "/200x200.jpg"));
        assertThat(head.contentType()).isEqualTo("image/jpeg");
        assertThat(head.cacheControl()).isEqualTo("public, max-age=86400");
        assertThat(head.metadata()).isEmpty();
    }

    @Test
    void everyRecordOfAnEventIsHandled() throws Exception {
        S3Event event = event("s3-two-records.json");
        upload(event, 0, sample);
        upload(event, 1, Pictures.encoded(Pictures.quarters(300, 200), "png"));

        assertThat(handler.handleRequest(event, context)).hasSize(2);
        assertThat(stored()).hasSize(4);
        assertThat(snsServer.published()).hasSize(2);
    }

    @Test
    void aFileThatIsNoPictureIsRejectedWithItsReasonAndWithoutARetry() throws Exception {
        S3Event event = event("s3-put.json");
        upload(event, 0, "Dear diary".getBytes(UTF_8));

        assertThat(handler.handleRequest(event, context))
                .singleElement()
                .asString()
                .startsWith("REJECTED")
                .contains("not a picture");
        assertThat(stored()).isEmpty();
        assertThat(snsServer.published())
                .singleElement()
                .satisfies(message -> assertThat(message).containsValue("REJECTED"));
    }

    @Test
    void anUploadThatWasRemovedMeanwhileIsLeftAlone() throws Exception {
        assertThat(handler.handleRequest(event("s3-put.json"), context))
                .singleElement()
                .asString()
                .startsWith("SKIPPED")
                .contains("removed");
        assertThat(snsServer.published()).isEmpty();
    }

    @Test
    void aTransientFaultIsThrownSoThatLambdaTriesAgain() throws Exception {
        S3Event event = event("s3-put.json");
        upload(event, 0, sample);
        snsServer.reset(true);

        assertThatExceptionOfType(SdkException.class).isThrownBy(() -> handler.handleRequest(event, context));
        assertThat(context.log()).contains("FAILED s3://" + INPUT);
    }

    @Test
    void oneFaultyRecordCostsTheOthersNothing(@TempDir Path folder) throws Exception {
        S3Event event = event("s3-two-records.json");
        upload(event, 1, sample);
        S3Event broken = withFirstBucket("no-such-bucket", folder);

        assertThatExceptionOfType(SdkException.class).isThrownBy(() -> handler.handleRequest(broken, context));
        assertThat(stored()).hasSize(2);
        assertThat(snsServer.published()).hasSize(1);
    }

    @Test
    void theTestEventThatS3SendsAtFirstIsAnsweredPolitely() throws Exception {
        assertThat(handler.handleRequest(event("s3-test-event.json"), context))
                .singleElement()
                .asString()
                .contains("test event");
        assertThat(snsServer.published()).isEmpty();
    }

    private static S3Event event(String file) {
        return EventLoader.loadS3Event("../events/" + file);
    }

    /** The event of two records, the first one naming another bucket. */
    private static S3Event withFirstBucket(String bucket, Path folder) throws Exception {
        String json = Files.readString(Path.of("../events/s3-two-records.json"))
                .replaceFirst("\"name\": *\"" + INPUT + "\"", "\"name\": \"" + bucket + "\"");
        return EventLoader.loadS3Event(
                Files.writeString(folder.resolve("event.json"), json).toString());
    }

    private static String upload(S3Event event, int index, byte[] content) {
        String key = event.getRecords().get(index).getS3().getObject().getUrlDecodedKey();
        s3.putObject(request -> request.bucket(INPUT).key(key), RequestBody.fromBytes(content));
        return key;
    }

    private static List<String> stored() {
        return s3.listObjectsV2(request -> request.bucket(OUTPUT)).contents().stream()
                .map(S3Object::key)
                .toList();
    }
}
