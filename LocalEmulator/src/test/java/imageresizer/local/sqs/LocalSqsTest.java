package imageresizer.local.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.local.gateway.LocalServices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** Asked through Amazon's own clients, at the one local endpoint. */
class LocalSqsTest {
    private static LocalServices aws;
    private static SqsClient sqs;

    @BeforeAll
    static void start() {
        aws = LocalServices.withQueues();
        sqs = aws.sqsClient();
    }

    @AfterAll
    static void stop() {
        sqs.close();
        aws.close();
    }

    @Test
    void theAddressOfAQueueLeadsToTheOneEndpoint() throws InterruptedException {
        LocalQueue queue = aws.sqs().createQueue("address", Map.of());

        assertThat(queue.url()).isEqualTo(aws.uri() + "/000000000000/address");
        assertThat(sqs.getQueueUrl(get -> get.queueName("address")).queueUrl()).isEqualTo(queue.url());
        assertThat(queue.arn()).isEqualTo("arn:aws:sqs:us-east-1:000000000000:address");
        assertThatExceptionOfType(QueueDoesNotExistException.class)
                .isThrownBy(() -> sqs.getQueueUrl(get -> get.queueName("nowhere")));
    }

    /** What the AWS CLI did before SQS spoke JSON, and other SDKs still do. */
    @Test
    void theQueryProtocolIsUnderstoodToo() throws Exception {
        LocalQueue queue = aws.sqs().createQueue("query", Map.of());
        String form = "Action=SendMessage&Version=2012-11-05&MessageBody=by+form";

        String answer = aws.raw(
                "POST /000000000000/query HTTP/1.1",
                "Host: " + aws.uri().getAuthority(),
                "Authorization: AWS4-HMAC-SHA256 Credential=who/20260101/us-east-1/sqs/aws4_request, Signature=0",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Length: " + form.length(),
                "Connection: close",
                "",
                form);

        assertThat(answer).startsWith("HTTP/1.1 200 ").contains("<SendMessageResult>");
        assertThat(queue.receive(1, Duration.ZERO))
                .extracting(QueuedMessage::body)
                .containsExactly("by form");
    }

    @Test
    void aMessageThatIsReceivedTooOftenGoesToTheDeadLetters() throws InterruptedException {
        LocalQueue letters = aws.sqs().createQueue("letters", Map.of());
        LocalQueue queue = aws.sqs()
                .createQueue(
                        "redriven",
                        Map.of(
                                "VisibilityTimeout",
                                "190",
                                "RedrivePolicy",
                                "{\"deadLetterTargetArn\":\"" + letters.arn() + "\",\"maxReceiveCount\":2}"));
        assertThat(sqs.getQueueAttributes(get -> get.queueUrl(queue.url()).attributeNames(QueueAttributeName.ALL))
                        .attributes())
                .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "190");
        queue.send("poison", Map.of());

        for (int receipt = 1; receipt <= 2; receipt++) {
            List<QueuedMessage> received = queue.receive(10, Duration.ZERO);
            assertThat(received).extracting(QueuedMessage::receiveCount).containsExactly(receipt);
            assertThat(queue.counts()).isEqualTo(new LocalQueue.Counts(0, 1));
            queue.release(received, Duration.ZERO);
        }

        assertThat(queue.receive(10, Duration.ZERO)).isEmpty();
        assertThat(letters.receive(10, Duration.ZERO))
                .extracting(QueuedMessage::body)
                .containsExactly("poison");
    }

    @Test
    void moreMessagesThanOneRequestTakesAreDeletedTogether() throws InterruptedException {
        LocalQueue queue = aws.sqs().createQueue("many", Map.of());
        for (int i = 0; i < 23; i++) {
            queue.send("message " + i, Map.of());
        }
        List<QueuedMessage> all = new ArrayList<>();
        while (all.size() < 23) {
            all.addAll(queue.receive(10, Duration.ofSeconds(1)));
        }

        queue.delete(all);

        assertThat(queue.counts()).isEqualTo(new LocalQueue.Counts(0, 0));
    }

    /** The way of the mails: only uploads, as they were published, without an envelope. */
    @Test
    void aTopicFeedsAQueueRawAndFiltered() throws InterruptedException {
        LocalQueue queue = aws.sqs().createQueue("fed", Map.of());
        String manifest = "{\"outcome\": \"RESIZED\", \"key\": \"旅行.jpg\"}";
        try (SnsClient sns = aws.snsClient()) {
            String topic = sns.createTopic(create -> create.name("t" + UUID.randomUUID()))
                    .topicArn();
            sns.subscribe(subscribe -> subscribe
                    .topicArn(topic)
                    .protocol("sqs")
                    .endpoint(queue.arn())
                    .attributes(Map.of("RawMessageDelivery", "true", "FilterPolicy", "{\"origin\": [\"upload\"]}")));
            for (String origin : List.of("backfill", "upload")) {
                sns.publish(publish -> publish.topicArn(topic)
                        .message(manifest)
                        .messageAttributes(Map.of(
                                "origin",
                                software.amazon.awssdk.services.sns.model.MessageAttributeValue.builder()
                                        .dataType("String")
                                        .stringValue(origin)
                                        .build())));
            }
        }

        List<Message> received = sqs.receiveMessage(receive -> receive.queueUrl(queue.url())
                        .waitTimeSeconds(20)
                        .maxNumberOfMessages(10)
                        .messageAttributeNames("All"))
                .messages();
        assertThat(received).singleElement().satisfies(message -> {
            assertThat(message.body()).isEqualTo(manifest);
            assertThat(message.messageAttributes())
                    .hasEntrySatisfying(
                            "origin", origin -> assertThat(origin.stringValue()).isEqualTo("upload"));
        });
        sqs.deleteMessage(delete ->
                delete.queueUrl(queue.url()).receiptHandle(received.getFirst().receiptHandle()));
        assertThat(queue.counts()).isEqualTo(new LocalQueue.Counts(0, 0));
    }
}
