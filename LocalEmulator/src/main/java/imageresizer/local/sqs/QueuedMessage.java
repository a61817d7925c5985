package imageresizer.local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A message that was received from a queue.
 *
 * @param receiptHandle of this receipt; deleting the message takes it
 * @param md5OfBody in hexadecimal digits
 * @param attributes SQS's own, such as {@code ApproximateReceiveCount}
 * @param messageAttributes the sender's, as SQS's JSON has them; an empty object if there are none
 */
public record QueuedMessage(
        String id,
        String receiptHandle,
        String body,
        String md5OfBody,
        Map<String, String> attributes,
        JsonNode messageAttributes) {
    public QueuedMessage {
        attributes = Map.copyOf(attributes);
    }

    /** How often it was received, this time included. */
    public int receiveCount() {
        return Integer.parseInt(attributes.getOrDefault("ApproximateReceiveCount", "1"));
    }
}
