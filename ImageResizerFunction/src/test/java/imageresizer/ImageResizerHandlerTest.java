package imageresizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.amazonaws.services.lambda.runtime.events.S3Event;
import com.amazonaws.services.lambda.runtime.tests.EventLoader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import imageresizer.picture.Pictures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** The handler over the sample events, with S3 and SNS at the end of real HTTP connections. */
class ImageResizerHandlerTest {

    private static final String INPUT = FakeAws.INPUT;

    private static FakeAws cloud;
    private static ImageResizerHandler handler;

    private final RecordingContext context = new RecordingContext();

    @BeforeAll
    static void start() throws Exception {
        cloud = new FakeAws();
        handler = cloud.handler();
    }

    @AfterAll
    static void stop() throws Exception {
        cloud.close();
    }

    @BeforeEach
    void emptyBuckets() {
        cloud.reset();
    }

    @ParameterizedTest
    @CsvSource({"s3-put.json", "s3-multipart.json", "s3-copy.json", "s3-awkward-key.json"})
    void anEventOfOneUploadBecomesRenditionsAndOneNotification(String file) throws Exception {
        S3Event event = event(file);
        String key = upload(event, 0, FakeAws.sample());

        List<String> lines = handler.handleRequest(event, context);

        assertThat(cloud.renditions()).containsExactly(key + "/200x200.jpg", key + "/800x600.jpg");
        assertThat(lines).singleElement().asString().startsWith("RESIZED s3://" + INPUT + "/" + key);
        assertThat(cloud.published())
                .singleElement()
                .satisfies(message -> assertThat(message)
                        .containsEntry("MessageStructure", "json")
                        .containsEntry("MessageAttributes.entry.1.Value.DataType", "String")
                        .containsValue("RESIZED")
                        .containsValue(INPUT));
        JsonNode messages =
                new ObjectMapper().readTree(cloud.published().getFirst().get("Message"));
        assertThat(messages.path("email").textValue()).contains("s3://" + INPUT + "/" + key + "\n", "/800x600.jpg\n");
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
        String key = upload(event, 0, FakeAws.sample());

        handler.handleRequest(event, context);

        HeadObjectResponse head =
                cloud.s3().headObject(request -> request.bucket(FakeAws.OUTPUT).key(key + "/200x200.jpg"));
        assertThat(head.contentType()).isEqualTo("image/jpeg");
        assertThat(head.cacheControl()).isEqualTo("public, max-age=86400");
        assertThat(head.metadata()).isEmpty();
    }

    @Test
    void everyRecordOfAnEventIsHandled() throws Exception {
        S3Event event = event("s3-two-records.json");
        upload(event, 0, FakeAws.sample());
        upload(event, 1, Pictures.encoded(Pictures.quarters(300, 200), "png"));

        assertThat(handler.handleRequest(event, context)).hasSize(2);
        assertThat(cloud.renditions()).hasSize(4);
        assertThat(cloud.published()).hasSize(2);
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
        assertThat(cloud.renditions()).isEmpty();
        assertThat(cloud.published())
                .singleElement()
                .satisfies(message -> assertThat(message).containsValue("REJECTED"));
    }

    @Test
    void anUploadThatWasRemovedMeanwhileIsLeftAlone() throws Exception {
        assertThat(handler.handleRequest(event("s3-put.json"), context))
                .singleElement()
                .asString()
                .startsWith("SKIPPED")
                .contains("the key holds nothing");
        assertThat(cloud.published()).isEmpty();
    }

    @Test
    void aTransientFaultIsThrownSoThatLambdaTriesAgain() throws Exception {
        S3Event event = event("s3-put.json");
        upload(event, 0, FakeAws.sample());
        cloud.sns().breakDown();

        assertThatExceptionOfType(SdkException.class).isThrownBy(() -> handler.handleRequest(event, context));
        assertThat(context.log()).contains("FAILED s3://" + INPUT);
    }

    @Test
    void oneFaultyRecordCostsTheOthersNothing(@TempDir Path folder) throws Exception {
        S3Event event = event("s3-two-records.json");
        upload(event, 1, FakeAws.sample());
        S3Event broken = withFirstBucket("no-such-bucket", folder);

        assertThatExceptionOfType(SdkException.class).isThrownBy(() -> handler.handleRequest(broken, context));
        assertThat(cloud.renditions()).hasSize(2);
        assertThat(cloud.published()).hasSize(1);
    }

    @Test
    void theTestEventThatS3SendsAtFirstIsAnsweredPolitely() throws Exception {
        assertThat(handler.handleRequest(event("s3-test-event.json"), context))
                .singleElement()
                .asString()
                .contains("test event");
        assertThat(cloud.published()).isEmpty();
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
        cloud.put(key, content);
        return key;
    }
}
