package imageresizer.local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A queue. Thread-safe. Methods throw {@link java.io.UncheckedIOException} once SQS is closed. */
public final class LocalQueue {
    /** Most messages of one request to SQS. */
    public static final int LARGEST_BATCH = 10;

    private final SqsRequests requests;
    private final String url;
    private final String arn;

    LocalQueue(SqsRequests requests, String url, String arn) {
        this.requests = requests;
        this.url = url;
        this.arn = arn;
    }

    /** How many messages are in a queue: those that can be received, and those that have been received. */
    public record Counts(int visible, int hidden) {}

    /** Its address at the local endpoint. */
    public String url() {
        return url;
    }

    public String arn() {
        return arn;
    }

    /**
     * An attribute that the sender gives a message.
     *
     * @param type such as {@code String}
     * @param value the Base64 of a binary one
     */
    public record Attribute(String type, String value) {}

    /** Adds a message with these attributes, by name. */
    public void send(String body, Map<String, Attribute> attributes) throws InterruptedException {
        ObjectNode parameters = parameters().put("MessageBody", body);
        ObjectNode written = parameters.putObject("MessageAttributes");
        attributes.forEach((name, attribute) -> written.putObject(name)
                .put("DataType", attribute.type())
                .put(attribute.type().startsWith("Binary") ? "BinaryValue" : "StringValue", attribute.value()));
        requests.send("SendMessage", parameters);
    }

    /** Receives at most 10 messages; waits at most for {@code wait}, in whole seconds up to 20, if there is none. */
    public List<QueuedMessage> receive(int most, Duration wait) throws InterruptedException {
        return receive(most, wait, null);
    }

    /**
     * The same, but hides the messages for another time than the queue's own.
     *
     * @param visibilityTimeout in whole seconds; null for that of the queue
     */
    public List<QueuedMessage> receive(int most, Duration wait, @Nullable Duration visibilityTimeout)
            throws InterruptedException {
        ObjectNode parameters = parameters()
                .put("MaxNumberOfMessages", Math.min(most, LARGEST_BATCH))
                .put("WaitTimeSeconds", Math.min(20, wait.toSeconds()));
        parameters.putArray("AttributeNames").add("All");
        parameters.putArray("MessageAttributeNames").add("All");
        if (visibilityTimeout != null) {
            parameters.put("VisibilityTimeout", visibilityTimeout.toSeconds());
        }
        List<QueuedMessage> messages = new ArrayList<>();
        for (JsonNode message : requests.send("ReceiveMessage", parameters).path("Messages")) {
            Map<String, String> attributes = new HashMap<>();
            message.path("Attributes")
                    .properties()
                    .forEach(attribute -> attributes.put(
                            attribute.getKey(), attribute.getValue().asText()));
            messages.add(new QueuedMessage(
                    message.path("MessageId").asText(),
                    message.path("ReceiptHandle").asText(),
                    message.path("Body").asText(),
                    message.path("MD5OfBody").asText(),
                    attributes,
                    message.withObjectProperty("MessageAttributes")));
        }
        return messages;
    }

    /** Removes messages. */
    public void delete(List<QueuedMessage> messages) throws InterruptedException {
        batches("DeleteMessageBatch", messages, (_, _) -> {});
    }

    /** Lets messages be received again after {@code delay}, in whole seconds. */
    public void release(List<QueuedMessage> messages, Duration delay) throws InterruptedException {
        batches(
                "ChangeMessageVisibilityBatch",
                messages,
                (_, entry) -> entry.put("VisibilityTimeout", delay.toSeconds()));
    }

    private void batches(String action, List<QueuedMessage> messages, BiConsumer<QueuedMessage, ObjectNode> addition)
            throws InterruptedException {
        for (int from = 0; from < messages.size(); from += LARGEST_BATCH) {
            ObjectNode parameters = parameters();
            ArrayNode entries = parameters.putArray("Entries");
            for (QueuedMessage message : messages.subList(from, Math.min(messages.size(), from + LARGEST_BATCH))) {
                ObjectNode entry = entries.addObject()
                        .put("Id", Integer.toString(entries.size()))
                        .put("ReceiptHandle", message.receiptHandle());
                addition.accept(message, entry);
            }
            requests.send(action, parameters);
        }
    }

    public Counts counts() throws InterruptedException {
        ObjectNode parameters = parameters();
        parameters.putArray("AttributeNames").add("All");
        JsonNode attributes = requests.send("GetQueueAttributes", parameters).path("Attributes");
        return new Counts(
                attributes.path("ApproximateNumberOfMessages").asInt(),
                attributes.path("ApproximateNumberOfMessagesNotVisible").asInt());
    }

    private ObjectNode parameters() {
        return SqsRequests.parameters().put("QueueUrl", url);
    }
}
