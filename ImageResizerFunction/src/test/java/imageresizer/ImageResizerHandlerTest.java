package imageresizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.amazonaws.services.lambda.runtime.tests.EventLoader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import imageresizer.model.StoredRendition;
import imageresizer.picture.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
        String event = json(file);
        String key = upload(file, 0, FakeAws.sample());

        List<String> lines = FakeAws.invoke(handler, event, context);

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
        String event = json("s3-put.json");
        String key = upload("s3-put.json", 0, FakeAws.sample());

        FakeAws.invoke(handler, event, context);

        HeadObjectResponse head =
                cloud.s3().headObject(request -> request.bucket(FakeAws.OUTPUT).key(key + "/200x200.jpg"));
        assertThat(head.contentType()).isEqualTo("image/jpeg");
        assertThat(head.cacheControl()).isEqualTo("public, max-age=86400");
        assertThat(head.metadata()).isEqualTo(StoredRendition.MARK);
    }

    @Test
    void anEventByWayOfEventBridgeBecomesRenditionsToo() throws Exception {
        String key = "旅行/my photo+ü 100% (1).jpg";
        cloud.put(key, FakeAws.sample());
        String eTag =
                cloud.s3().headObject(request -> request.bucket(INPUT).key(key)).eTag();
        String event = json("eventbridge-created.json").replaceFirst("30ec[0-9a-f]+", eTag.replace("\"", ""));

        assertThat(FakeAws.invoke(handler, event, context))
                .singleElement()
                .asString()
                .startsWith("RESIZED s3://" + INPUT + "/" + key);
        assertThat(cloud.renditions()).hasSize(2);
        assertThat(cloud.published()).hasSize(1);
    }

    @Test
    void everyRecordOfAnEventIsHandled() throws Exception {
        String event = json("s3-two-records.json");
        upload("s3-two-records.json", 0, FakeAws.sample());
        upload("s3-two-records.json", 1, Pictures.encoded(Pictures.quarters(300, 200), "png"));

        assertThat(FakeAws.invoke(handler, event, context)).hasSize(2);
        assertThat(cloud.renditions()).hasSize(4);
        assertThat(cloud.published()).hasSize(2);
    }

    @Test
    void aFileThatIsNoPictureIsRejectedWithItsReasonAndWithoutARetry() throws Exception {
        String event = json("s3-put.json");
        upload("s3-put.json", 0, "Dear diary".getBytes(UTF_8));

        assertThat(FakeAws.invoke(handler, event, context))
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
        assertThat(FakeAws.invoke(handler, json("s3-put.json"), context))
                .singleElement()
                .asString()
                .startsWith("SKIPPED")
                .contains("the key holds nothing");
        assertThat(cloud.published()).isEmpty();
    }

    @Test
    void aTransientFaultIsThrownSoThatLambdaTriesAgain() throws Exception {
        String event = json("s3-put.json");
        upload("s3-put.json", 0, FakeAws.sample());
        cloud.sns().breakDown();

        assertThatExceptionOfType(SdkException.class).isThrownBy(() -> FakeAws.invoke(handler, event, context));
        assertThat(context.log()).contains("FAILED s3://" + INPUT);
    }

    @Test
    void oneFaultyRecordCostsTheOthersNothing() throws Exception {
        upload("s3-two-records.json", 1, FakeAws.sample());
        String broken = withFirstBucket("no-such-bucket");

        assertThatExceptionOfType(SdkException.class).isThrownBy(() -> FakeAws.invoke(handler, broken, context));
        assertThat(cloud.renditions()).hasSize(2);
        assertThat(cloud.published()).hasSize(1);
    }

    @Test
    void theTestEventThatS3SendsAtFirstIsAnsweredPolitely() throws Exception {
        assertThat(FakeAws.invoke(handler, json("s3-test-event.json"), context))
                .singleElement()
                .asString()
                .contains("test event");
        assertThat(cloud.published()).isEmpty();
    }

    private static String json(String file) throws IOException {
        return Files.readString(Path.of("../events/" + file));
    }

    /** The event of two records, the first one naming another bucket. */
    private static String withFirstBucket(String bucket) throws IOException {
        return json("s3-two-records.json").replaceFirst("\"name\": *\"" + INPUT + "\"", "\"name\": \"" + bucket + "\"");
    }

    private static String upload(String file, int index, byte[] content) {
        String key = EventLoader.loadS3Event("../events/" + file)
                .getRecords()
                .get(index)
                .getS3()
                .getObject()
                .getUrlDecodedKey();
        cloud.put(key, content);
        return key;
    }
}
