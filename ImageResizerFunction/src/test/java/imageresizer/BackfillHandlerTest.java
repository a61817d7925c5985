package imageresizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.S3BatchEventV2;
import com.amazonaws.services.lambda.runtime.events.S3BatchResponse;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import imageresizer.picture.Pictures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tasks of S3 Batch Operations as Lambda's runtime reads them, with S3 and SNS at the end of real HTTP connections. */
class BackfillHandlerTest {

    private static final String KEY = "旅行/my photo+ü 100% (1).jpg";
    private static final String MANIFEST = ".image-resizer/" + KEY + ".json";
    private static final byte[] CAT = Pictures.encoded(Pictures.quarters(400, 300), "jpg");
    private static final byte[] DOG = Pictures.encoded(Pictures.quarters(300, 400), "jpg");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static FakeAws cloud;

    @BeforeAll
    static void start() throws Exception {
        cloud = new FakeAws();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @BeforeEach
    void emptyBuckets() {
        cloud.reset();
    }

    @Test
    void aListedPictureIsResizedAndAnnouncedWithoutAMail() throws IOException {
        cloud.put(KEY, CAT);

        JsonNode answer = backfill(sample());

        assertThat(answer.path("invocationSchemaVersion").textValue()).isEqualTo("2.0");
        assertThat(answer.path("invocationId").textValue()).startsWith("YXNk");
        JsonNode result = answer.path("results").path(0);
        assertThat(result.path("taskId").textValue()).isEqualTo("dGFza2lkZ29lc2hlcmUK");
        assertThat(result.path("resultCode").textValue()).isEqualTo("Succeeded");
        assertThat(result.path("resultString").textValue())
                .startsWith("RESIZED s3://" + FakeAws.INPUT + "/" + KEY + ": 2 renditions");
        assertThat(cloud.renditions()).hasSize(2);
        assertThat(cloud.published()).singleElement().asString().contains("=origin,", "=backfill,");
        assertThat(JSON.readTree(cloud.manifest(KEY)).path("origin").textValue())
                .isEqualTo("backfill");
    }

    @Test
    void whatIsDoneIsPassedOverUnlessItIsToBeMadeWithTodaysSettings() throws IOException {
        cloud.put(KEY, CAT);
        resultOf(sample());
        Map<String, String> other = Map.of("SIZES", "50x50");

        assertThat(resultOf(sample())).isEqualTo("Succeeded").isEqualTo(lastResult("SKIPPED", "done already"));
        assertThat(resultOf(sample(), other)).isEqualTo(lastResult("SKIPPED", "done already"));
        assertThat(cloud.written())
                .as("the upload and its renditions, once each")
                .hasSize(3);

        resultOf(sample().replace("\"false\"", "\"true\""), other);
        assertThat(cloud.renditions()).containsExactly(KEY + "/50x50.jpg");
        assertThat(cloud.published()).hasSize(2);

        assertThat(resultOf(sample().replace("\"false\"", "\"true\""), other))
                .isEqualTo(lastResult("SKIPPED", "done already"));
    }

    @Test
    void aNewerPictureUnderTheKeyIsMadeInItsPlace() throws IOException {
        cloud.put(KEY, CAT);
        resultOf(sample());
        cloud.put(KEY, DOG);

        assertThat(resultOf(sample())).isEqualTo(lastResult("RESIZED", "2 renditions"));
        assertThat(cloud.published()).hasSize(2);
    }

    @Test
    void whatCameAfterTheListIsLeftToItsOwnEvent() throws IOException {
        cloud.put(KEY, CAT);
        Instant begin = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);

        assertThat(resultOf(sample().replaceFirst("2126[^\"]*", begin.toString())))
                .isEqualTo(lastResult("SKIPPED", "after the backfill began"));
        assertThat(cloud.stored()).isEmpty();
        assertThat(cloud.published()).isEmpty();
    }

    @Test
    void aRejectedPictureIsAPermanentFailureWithTheReason() throws IOException {
        cloud.put(KEY, "Dear diary".getBytes(UTF_8));

        assertThat(resultOf(sample())).isEqualTo("PermanentFailure");
        assertThat(lastString).startsWith("REJECTED s3://").contains("not a picture");
        assertThat(resultOf(sample())).as("once it is known").isEqualTo(lastResult("SKIPPED", "done already"));
    }

    @Test
    void anotherInvocationsLeaseIsATemporaryFailureAtOnce() throws IOException {
        cloud.put(KEY, CAT);
        resultOf(sample());
        String leased = cloud.manifest(KEY)
                .replaceFirst(
                        "}$",
                        ",\"lease\":{\"requestId\":\"r\",\"attempt\":\"a\",\"until\":\""
                                + Instant.now().plusSeconds(60)
                                + "\",\"source\":{\"bucket\":\"" + FakeAws.INPUT + "\",\"key\":\"" + KEY
                                + "\",\"bytes\":1},\"settings\":\"s\",\"abilities\":\"a\",\"keys\":[]}}");
        cloud.put(FakeAws.OUTPUT, MANIFEST, leased);
        Instant begin = Instant.now();

        assertThat(resultOf(sample())).isEqualTo("TemporaryFailure");

        assertThat(lastString).contains("Another invocation is working on");
        assertThat(Instant.now()).as("did not wait").isBefore(begin.plusSeconds(20));
        assertThat(cloud.manifest(KEY)).isEqualTo(leased);
    }

    @Test
    void originalsStay() throws IOException {
        cloud.put(KEY, CAT);

        resultOf(sample(), Map.of("DELETE_ORIGINAL", "after-success"));

        assertThat(cloud.s3()
                        .headObject(request -> request.bucket(FakeAws.INPUT).key(KEY))
                        .contentLength())
                .isEqualTo(CAT.length);
    }

    @Test
    void whatIsGoneMeanwhileIsPassedOver() throws IOException {
        assertThat(resultOf(sample())).isEqualTo(lastResult("SKIPPED", "holds nothing"));
        assertThat(cloud.stored()).isEmpty();
    }

    @Test
    void aKeyThatTheSettingsExcludeCostsNoRequest() throws IOException {
        assertThat(resultOf(sample(), Map.of("EXCLUDE_PREFIXES", "旅行/")))
                .isEqualTo(lastResult("SKIPPED", "the settings exclude"));
    }

    @Test
    void aTaskThatMakesNoSenseFailsForGoodWithASentence() throws IOException {
        assertThat(resultOf(sample().replaceFirst("2126[^\"]*", "yesterday"))).isEqualTo("PermanentFailure");
        assertThat(lastString).contains("before is yesterday; it must be a time such as");
        assertThat(resultOf(sample().replaceFirst("%E6", "%"))).isEqualTo("PermanentFailure");
        assertThat(lastString).contains("a percent sign must be written %25");
        assertThat(resultOf(sample().replaceFirst("s3Bucket\"", "s3BucketArn\"")))
                .isEqualTo("PermanentFailure");
        assertThat(lastString).contains("version 2.0 of the invocation schema");
    }

    /** {@code ./backfill} tells the cost before it starts anything. */
    @Test
    void requestsAreAsManyAsTheEstimateSays() throws IOException {
        cloud.put(KEY, CAT);
        Map<String, String> sizes = Map.of("SIZES", "50x50,60x60,70x70");

        assertThat(requestsOf(sample(), sizes)).as("a new picture").isEqualTo(puts(2 + 3) + gets(3));
        assertThat(requestsOf(sample(), sizes)).as("passed over").isEqualTo(puts(0) + gets(2));
        assertThat(requestsOf(sample().replace("\"false\"", "\"true\""), Map.of("SIZES", "20x20,30x30")))
                .as("made again")
                .isEqualTo(puts(2 + 2) + gets(4));
    }

    private String requestsOf(String event, Map<String, String> settings) throws IOException {
        cloud.forgetRequests();
        resultOf(event, settings);
        return puts(cloud.requests("PutObject")) + gets(cloud.requests("GetObject") + cloud.requests("HeadObject"));
    }

    private static String puts(long number) {
        return number + " PUT, ";
    }

    private static String gets(long number) {
        return number + " GET or HEAD";
    }

    @Test
    void keysAreWrittenAsInAForm() throws IOException {
        assertThat(sample()).contains(URLEncoder.encode(KEY, UTF_8).replace("%2F", "/"));
    }

    private String lastString = "";

    private String lastResult(String word, String part) {
        assertThat(lastString).startsWith(word + " ").contains(part);
        return "Succeeded";
    }

    private String resultOf(String event) throws IOException {
        return resultOf(event, Map.of());
    }

    private String resultOf(String event, Map<String, String> settings) throws IOException {
        JsonNode result = backfill(event, settings).path("results").path(0);
        lastString = result.path("resultString").textValue();
        return result.path("resultCode").textValue();
    }

    private static JsonNode backfill(String event) throws IOException {
        return backfill(event, Map.of());
    }

    private static JsonNode backfill(String event, Map<String, String> settings) throws IOException {
        PojoSerializer<S3BatchEventV2> events = serializerOf(S3BatchEventV2.class);
        PojoSerializer<S3BatchResponse> answers = serializerOf(S3BatchResponse.class);
        S3BatchResponse answer = cloud.backfillHandler(settings)
                .handleRequest(
                        requireNonNull(events.fromJson(new ByteArrayInputStream(event.getBytes(UTF_8)))),
                        new RecordingContext());
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        answers.toJson(answer, json);
        return JSON.readTree(json.toByteArray());
    }

    private static <T> PojoSerializer<T> serializerOf(Class<T> type) {
        return LambdaEventSerializers.serializerFor(type, BackfillHandlerTest.class.getClassLoader());
    }

    private static String sample() throws IOException {
        return Files.readString(Path.of("../events/s3-batch.json"));
    }
}
