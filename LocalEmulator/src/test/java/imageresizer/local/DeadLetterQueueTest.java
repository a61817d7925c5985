package imageresizer.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import imageresizer.local.api.DeadLetterReport;
import imageresizer.local.api.StackReport;
import imageresizer.local.gateway.TestClients;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** The template's dead-letter queue, filled by the real function and read by Amazon's own client. */
class DeadLetterQueueTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    /** An attempt has 10 seconds, enough on a busy machine, and retries come after 10 and 20. */
    private static final int SPEED = 6;

    private static Stack stack;
    private static SqsClient sqs;
    private static String url;

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.start(HOME, 0, Map.of(), (_, _) -> {}, SPEED);
        sqs = TestClients.at(stack.report().endpoint(), SqsClient.builder());
        url = sqs.getQueueUrl(get -> get.queueName("image-resizer-DeadLetterQueue"))
                .queueUrl();
    }

    @AfterAll
    static void stop() {
        sqs.close();
        stack.close();
    }

    @Test
    void anEventThatFailsForGoodIsReadBySqsAndSentAgainByTheStack() throws Exception {
        StackReport report = stack.report();
        try (S3Client s3 = TestClients.at(report.endpoint(), S3Client.builder())) {
            // Without the bucket of the renditions, every attempt fails.
            s3.deleteBucket(delete -> delete.bucket(report.outputBucket()));
            s3.putObject(
                    put -> put.bucket(report.inputBucket()).key("a b.jpg"),
                    RequestBody.fromBytes(Files.readAllBytes(HOME.resolve("events/sample.jpg"))));
            assertThat(stack.awaitIdle(Duration.ofMinutes(5))).isTrue();

            for (int look = 0; look < 2; look++) {
                assertThat(stack.deadLetters()).singleElement().satisfies(letter -> {
                    assertThat(letter.objects()).containsExactly("s3://" + report.inputBucket() + "/a b.jpg");
                    assertThat(letter.attempts()).isEqualTo(3);
                    assertThat(letter.reason()).startsWith("RetriesExhausted: ");
                });
            }
            JsonNode letter = new ObjectMapper().readTree(receive().getFirst().body());
            assertThat(letter.at("/requestContext/condition").textValue()).isEqualTo("RetriesExhausted");
            assertThat(letter.at("/requestContext/functionArn").textValue())
                    .isEqualTo("arn:aws:lambda:us-east-1:000000000000:function:" + report.function() + ":$LATEST");
            assertThat(letter.at("/requestPayload/Records/0/s3/object/key").textValue())
                    .isEqualTo("a+b.jpg");
            assertThat(letter.at("/responsePayload/errorMessage").textValue()).isNotBlank();

            s3.createBucket(create -> create.bucket(report.outputBucket()));
            assertThat(stack.redrive()).isEqualTo(1);
            assertThat(stack.awaitIdle(Duration.ofMinutes(5))).isTrue();
            assertThat(stack.deadLetters()).isEmpty();
            assertThat(receive()).isEmpty();
            assertThat(s3.listObjectsV2(list -> list.bucket(report.outputBucket()))
                            .contents())
                    .isNotEmpty();
        }
    }

    @Test
    void whatSomebodyTakesOutOfTheQueueIsNoLongerListed() throws Exception {
        List<DeadLetterReport> before = stack.deadLetters();
        sqs.sendMessage(send -> send.queueUrl(url).messageBody("{\"requestPayload\": {\"do\": \"nothing\"}}"));
        assertThat(stack.deadLetters()).hasSize(before.size() + 1);

        receive().stream()
                .filter(message -> message.body().contains("nothing"))
                .forEach(message ->
                        sqs.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle())));

        assertThat(stack.deadLetters()).hasSize(before.size());
    }

    /** And lets others receive it at once. */
    private static List<Message> receive() {
        List<Message> messages = sqs.receiveMessage(
                        receive -> receive.queueUrl(url).maxNumberOfMessages(10).visibilityTimeout(20))
                .messages();
        for (Message message : messages) {
            sqs.changeMessageVisibility(change ->
                    change.queueUrl(url).receiptHandle(message.receiptHandle()).visibilityTimeout(0));
        }
        return messages;
    }
}
