package imageresizer.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import imageresizer.local.api.DeadLetterReport;
import imageresizer.local.lambda.DeadLetter;
import imageresizer.local.lambda.DeadLetters;
import imageresizer.local.lambda.EventQueue;
import imageresizer.local.lambda.LambdaFunction;
import imageresizer.local.s3.EventObject;
import imageresizer.local.sqs.LocalQueue;
import imageresizer.local.sqs.QueuedMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The queue of the events that the function could not finish: a message is the record that Lambda sends to an on-failure
 * destination. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html">Capturing records of
 *     Lambda asynchronous invocations</a>
 */
final class DeadLetterQueue implements DeadLetters {

    private static final JsonMapper JSON = new JsonMapper();

    /** Long enough to read or send again all that are there; should the process end meanwhile, they come back. */
    private static final Duration HIDDEN = Duration.ofSeconds(30);

    private final LocalQueue queue;
    private final Supplier<LambdaFunction> function;
    private List<DeadLetterReport> known = List.of();
    private boolean outdated;

    /** @param function whose events they are, as it is deployed now */
    DeadLetterQueue(LocalQueue queue, Supplier<LambdaFunction> function) {
        this.queue = queue;
        this.function = function;
    }

    @Override
    public synchronized void add(DeadLetter letter) {
        try {
            queue.send(recordOf(letter), Map.of());
            outdated = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The stack is closing.
        }
    }

    /**
     * All that can be received, the oldest first. They stay there: SQS has no way to look at a message but to receive it,
     * so they are given back at once, and are received again only when their number has changed.
     */
    synchronized List<DeadLetterReport> list() {
        try {
            if (outdated || queue.counts().visible() != known.size()) {
                List<QueuedMessage> messages = receiveAll();
                queue.release(messages, Duration.ZERO);
                known = messages.stream()
                        .map(message -> report(UploadEventMapper.parsed(message.body())))
                        .toList();
                outdated = false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The stack is closing.
        }
        return known;
    }

    /** Sends all that can be received again and returns how many. */
    synchronized int redriveTo(EventQueue events) {
        try {
            List<QueuedMessage> messages = receiveAll();
            for (QueuedMessage message : messages) {
                events.send(UploadEventMapper.parsed(message.body())
                        .path("requestPayload")
                        .toString());
            }
            queue.delete(messages);
            return messages.size();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The stack is closing.
            return 0;
        }
    }

    private List<QueuedMessage> receiveAll() throws InterruptedException {
        List<QueuedMessage> all = new ArrayList<>();
        List<QueuedMessage> some;
        do {
            some = queue.receive(LocalQueue.LARGEST_BATCH, Duration.ZERO, HIDDEN);
            all.addAll(some);
        } while (!some.isEmpty());
        return all;
    }

    private String recordOf(DeadLetter letter) {
        ObjectNode json = JSON.createObjectNode()
                .put("version", "1.0")
                .put("timestamp", letter.timestamp().toString());
        json.putObject("requestContext")
                .put("requestId", letter.event().requestId())
                .put("functionArn", function.get().configuration().arn() + ":$LATEST")
                .put("condition", letter.condition().toString())
                .put("approximateInvokeCount", letter.approximateInvokeCount());
        json.set("requestPayload", UploadEventMapper.parsed(letter.event().payload()));
        if (letter.lastError() != null) {
            json.putObject("responseContext")
                    .put("statusCode", 200)
                    .put("executedVersion", "$LATEST")
                    .put("functionError", "Unhandled");
            json.set(
                    "responsePayload",
                    UploadEventMapper.parsed(letter.lastError().payload()));
        }
        return json.toString();
    }

    private static DeadLetterReport report(JsonNode letter) {
        List<String> objects = EventObject.in(letter.path("requestPayload")).stream()
                .map(object -> "s3://" + object.bucket() + "/" + object.key())
                .toList();
        JsonNode context = letter.path("requestContext");
        JsonNode error = letter.path("responsePayload");
        String reason = context.path("condition").asText();
        if (!error.isMissingNode()) {
            reason += ": " + error.path("errorType").asText() + ": "
                    + error.path("errorMessage").asText();
        }
        return new DeadLetterReport(
                letter.path("timestamp").asText().replaceFirst("\\.\\d+", ""),
                objects,
                context.path("approximateInvokeCount").asInt(),
                reason);
    }
}
