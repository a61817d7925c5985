package imageresizer;

import static java.util.Map.entry;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import imageresizer.lease.Manifest.Finished;
import imageresizer.lease.ManifestJson;
import imageresizer.model.MadeWith;
import imageresizer.model.Origin;
import imageresizer.model.Outcome.Final;
import imageresizer.model.Outcome.Missing;
import imageresizer.model.Outcome.Rejected;
import imageresizer.model.Outcome.Resized;
import imageresizer.model.StoredRendition;
import imageresizer.model.Upload;
import imageresizer.notification.MailSettings;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Size;
import imageresizer.reason.Reason;
import imageresizer.reason.ReasonCode;
import imageresizer.settings.InvalidSettingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;

class MailHandlerTest {

    private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:image-resizer-MailTopic";
    private static final Map<String, String> ENVIRONMENT = Map.ofEntries(
            entry("MAIL_TOPIC_ARN", TOPIC),
            entry("NOTIFY_ON", "all"),
            entry("MAIL_LANGUAGE", "en"),
            entry("PUBLIC_BASE_URL", ""),
            entry("OUTPUT_BUCKET", "out"),
            entry("DASHBOARD_URL", ""));
    private static final String RESIZED = manifest(resized("a.jpg", List.of()));
    private static final String PARTIAL = manifest(resized(
            "b.jpg",
            List.of(new Missing(
                    "x", PictureFormat.WEBP, Reason.of(ReasonCode.RENDITION_TOO_LONG, 1, 20_000, "WebP", 16_383)))));
    private static final String REJECTED = manifest(new Rejected(upload("c.jpg"), Reason.of(ReasonCode.NOT_A_PICTURE)));

    private final SnsRecorder recorder = new SnsRecorder();
    private final SnsClient sns = SnsClient.builder()
            .endpointOverride(recorder.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
            .overrideConfiguration(configuration -> configuration.retryStrategy(retry -> retry.maxAttempts(1)))
            .build();
    private final RecordingContext context = new RecordingContext();
    private final List<Duration> pauses = new ArrayList<>();

    MailHandlerTest() throws Exception {}

    @AfterEach
    void close() {
        sns.close();
        recorder.close();
    }

    @Test
    void oneOutcomeIsTheMailOfOnePicture() {
        assertThat(handle(RESIZED)).isEmpty();

        assertThat(recorder.published())
                .singleElement()
                .satisfies(mail -> assertThat(mail)
                        .containsEntry("TopicArn", TOPIC)
                        .containsEntry("Subject", "Resized: a.jpg")
                        .doesNotContainKey("MessageStructure"))
                .satisfies(mail -> assertThat(mail.get("Message")).startsWith("a.jpg was resized.\n"));
    }

    @Test
    void severalOutcomesAreOneMail() {
        assertThat(handle(RESIZED, PARTIAL, REJECTED)).isEmpty();

        assertThat(subjects()).containsExactly("3 pictures: 1 resized, 1 partly resized, 1 rejected");
    }

    @Test
    void aThousandOutcomesAreOneMailThatCountsThemAll() {
        String[] manifests = IntStream.range(0, 1000)
                .mapToObj(i -> manifest(
                        i % 10 == 0
                                ? new Rejected(upload(i + ".jpg"), Reason.of(ReasonCode.NOT_A_PICTURE))
                                : resized(i + ".jpg", List.of())))
                .toArray(String[]::new);

        assertThat(handle(manifests)).isEmpty();

        assertThat(subjects()).containsExactly("1,000 pictures: 900 resized, 100 rejected");
        assertThat(requireNonNull(recorder.published().getFirst().get("Message")))
                .endsWith("… and 50 more.\n");
    }

    @Test
    void anOutcomeThatIsDeliveredTwiceIsCountedOnce() {
        assertThat(handle(RESIZED, REJECTED, RESIZED)).isEmpty();
        assertThat(handle(RESIZED, RESIZED)).isEmpty();

        assertThat(subjects()).containsExactly("2 pictures: 1 resized, 1 rejected", "Resized: a.jpg");
    }

    @ParameterizedTest
    @CsvSource({
        "all, '3 pictures: 1 resized, 1 partly resized, 1 rejected'",
        "digest, '3 pictures: 1 resized, 1 partly resized, 1 rejected'",
        "failures, '2 pictures: 1 partly resized, 1 rejected'",
        "none, "
    })
    void notifyOnSaysWhatIsWorthAMail(String notifyOn, String subject) {
        assertThat(handle(handler("NOTIFY_ON", notifyOn), RESIZED, PARTIAL, REJECTED))
                .isEmpty();

        assertThat(subjects()).isEqualTo(subject == null ? List.of() : List.of(subject));
        assertThat(pauses).hasSize(subject == null ? 0 : 1);
    }

    @Test
    void theLanguageIsASetting() {
        handle(handler("MAIL_LANGUAGE", "ja"), REJECTED);

        assertThat(recorder.published().getFirst().get("Message")).contains("このファイルは画像ではありません。");
    }

    @Test
    void onlyUploadsAreMailed() {
        assertThat(handle(RESIZED.replace("\"origin\":\"upload\"", "\"origin\":\"backfill\"")))
                .isEmpty();
        assertThat(recorder.published()).isEmpty();

        assertThat(handle(RESIZED)).isEmpty();
        assertThat(subjects()).containsExactly("Resized: a.jpg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "{}", "null", "{\"outcome\":\"IN_PROGRESS\"}"})
    void aMessageThatCannotBeReadReturnsToTheQueueAndTheOthersAreMailed(String body) {
        assertThat(handle(body, RESIZED)).containsExactly("message-0");

        assertThat(subjects()).containsExactly("Resized: a.jpg");
        assertThat(context.log().lines().filter(line -> line.contains("UNREADABLE message message-0")))
                .hasSize(1);
    }

    @Test
    void everyMessageOfAMailThatCannotBePublishedReturnsToTheQueue() {
        recorder.breakDown();

        assertThat(handle(handler("NOTIFY_ON", "failures"), PARTIAL, RESIZED, REJECTED, REJECTED))
                .containsExactly("message-0", "message-2", "message-3");

        assertThat(pauses).hasSize(3).allMatch(pause -> pause.equals(Duration.ofSeconds(2)));
        assertThat(context.log()).contains("NOT PUBLISHED 2 pictures: 1 partly resized, 1 rejected");
    }

    @Test
    void aMailThatSnsRefusesOnceIsPublishedTwoSecondsLater() {
        recorder.breakDown();
        MailHandler handler = new MailHandler(MailSettings.from(ENVIRONMENT), sns, pause -> {
            pauses.add(pause);
            recorder.reset();
        });

        assertThat(handle(handler, RESIZED)).isEmpty();

        assertThat(pauses).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(2));
    }

    @Test
    void anInvocationLastsTwoSecondsAfterItsMail() {
        List<Integer> publishedBefore = new ArrayList<>();
        MailHandler handler = new MailHandler(MailSettings.from(ENVIRONMENT), sns, pause -> {
            publishedBefore.add(recorder.published().size());
            pauses.add(pause);
        });

        handle(handler, RESIZED);

        assertThat(publishedBefore).containsExactly(1);
        assertThat(pauses).containsExactly(Duration.ofSeconds(2));
    }

    @Test
    void noAttemptBeginsThatCouldOutlastTheInvocation() {
        recorder.breakDown();

        assertThat(failures(
                        handler(Map.of()),
                        new RecordingContext("00000000-0000-0000-0000-000000000001", 6_999),
                        RESIZED))
                .containsExactly("message-0");
        assertThat(pauses).hasSize(1);
    }

    @Test
    void anEventWithoutMessagesIsNoMail() {
        assertThat(handler(Map.of()).handleRequest(new SQSEvent(), context).getBatchItemFailures())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL_TOPIC_ARN, ''",
        "MAIL_TOPIC_ARN, image-resizer-MailTopic",
        "NOTIFY_ON, ''",
        "NOTIFY_ON, ALL",
        "NOTIFY_ON, sometimes",
        "MAIL_LANGUAGE, de",
        "PUBLIC_BASE_URL, pictures.example.com",
        "PUBLIC_BASE_URL, 'https://a b'",
        "OUTPUT_BUCKET, ''",
        "DASHBOARD_URL, javascript:alert(1)"
    })
    void namesVariableValueAndWhatIsAllowed(String variable, String value) {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> handler(variable, value))
                .withMessageContaining(variable)
                .withMessageContaining("\"" + value + "\"")
                .withMessageContaining("must be");
    }

    private MailHandler handler(String variable, String value) {
        return handler(Map.of(variable, value));
    }

    private MailHandler handler(Map<String, String> changes) {
        Map<String, String> environment = new HashMap<>(ENVIRONMENT);
        environment.putAll(changes);
        return new MailHandler(MailSettings.from(environment), sns, pauses::add);
    }

    private List<String> handle(String... bodies) {
        return handle(handler(Map.of()), bodies);
    }

    private List<String> handle(MailHandler handler, String... bodies) {
        return failures(handler, context, bodies);
    }

    /** The ids of the messages that return to the queue; the first message is {@code message-0}. */
    private static List<String> failures(MailHandler handler, RecordingContext context, String... bodies) {
        List<SQSMessage> messages = new ArrayList<>();
        Arrays.stream(bodies).forEach(body -> {
            SQSMessage message = new SQSMessage();
            message.setMessageId("message-" + messages.size());
            message.setBody(body);
            messages.add(message);
        });
        SQSEvent event = new SQSEvent();
        event.setRecords(messages);
        return handler.handleRequest(event, context).getBatchItemFailures().stream()
                .map(BatchItemFailure::getItemIdentifier)
                .toList();
    }

    private List<String> subjects() {
        return recorder.published().stream()
                .map(mail -> requireNonNull(mail.get("Subject")))
                .toList();
    }

    private static String manifest(Final outcome) {
        return ManifestJson.write(
                new Finished(outcome.upload(), new MadeWith("5e77", "ab1e"), outcome, false, null, Origin.UPLOAD));
    }

    private static Final resized(String key, List<Missing> missing) {
        return new Resized(
                upload(key),
                PictureFormat.JPEG,
                new Size(4000, 3000),
                List.of(new StoredRendition(
                        "s", "out", key + "/s.jpg", PictureFormat.JPEG, new Size(200, 150), 5_100, "ab", "e", null)),
                missing,
                "libvips",
                Duration.ofMillis(840));
    }

    private static Upload upload(String key) {
        return new Upload("in", key, "v1", "e", "0a", 3_200_000);
    }
}
