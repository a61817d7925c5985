package imageresizer.local.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import imageresizer.local.lambda.InvocationResult.FunctionError;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The record that Lambda sends to the on-failure destination of an asynchronous event.
 *
 * @param timestamp when the record was made
 * @param event the event that could not be finished
 * @param functionArn ARN of the function, qualified by its version
 * @param version version of the function
 * @param condition why there is no further attempt
 * @param approximateInvokeCount how many attempts there were
 * @param lastError how the last attempt failed; null if there was none
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html">Capturing records of
 *     Lambda asynchronous invocations</a>
 */
public record DeadLetter(
        Instant timestamp,
        QueuedEvent event,
        String functionArn,
        String version,
        Condition condition,
        int approximateInvokeCount,
        @Nullable FunctionError lastError) {

    private static final JsonMapper MAPPER = new JsonMapper();

    /** Why there is no further attempt. */
    public enum Condition {
        RETRIES_EXHAUSTED("RetriesExhausted"),
        EVENT_AGE_EXCEEDED("EventAgeExceeded");

        private final String text;

        Condition(String text) {
            this.text = text;
        }

        /** As Lambda writes it. */
        @Override
        public String toString() {
            return text;
        }
    }

    /** The record as Lambda writes it: the body of the message in the queue. */
    public String toJson() {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("version", "1.0");
        json.put("timestamp", timestamp.truncatedTo(ChronoUnit.MILLIS).toString());
        json.putObject("requestContext")
                .put("requestId", event.requestId())
                .put("functionArn", functionArn)
                .put("condition", condition.toString())
                .put("approximateInvokeCount", approximateInvokeCount);
        json.set("requestPayload", jsonOrText(event.payload()));
        if (lastError != null) {
            json.putObject("responseContext")
                    .put("statusCode", 200)
                    .put("executedVersion", version)
                    .put("functionError", "Unhandled");
            json.set("responsePayload", jsonOrText(lastError.payload()));
        }
        return json.toString();
    }

    private static JsonNode jsonOrText(String payload) {
        try {
            return MAPPER.readTree(payload);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(payload);
        }
    }
}
