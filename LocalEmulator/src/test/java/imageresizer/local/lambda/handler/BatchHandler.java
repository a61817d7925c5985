package imageresizer.local.lambda.handler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Does what the bodies of the messages say: {@code fail 1} reports the message as not finished until it was received
 * more than once, {@code throw 1} fails with the whole batch that long, {@code foreign 1} reports another message.
 */
public final class BatchHandler implements RequestHandler<Map<String, List<Map<String, Object>>>, Object> {
    @Override
    public Object handleRequest(Map<String, List<Map<String, Object>>> event, Context context) {
        List<Map<String, Object>> failures = new ArrayList<>();
        for (Map<String, Object> message : event.getOrDefault("Records", List.of())) {
            String[] words = String.valueOf(message.get("body")).split(" ", 2);
            Map<?, ?> attributes = (Map<?, ?>) message.getOrDefault("attributes", Map.of());
            int receipts = Integer.parseInt(String.valueOf(attributes.get("ApproximateReceiveCount")));
            boolean wrong = words.length == 2 && words[1].matches("\\d{1,9}") && receipts <= Integer.parseInt(words[1]);
            switch (wrong ? words[0] : "") {
                case "fail" -> failures.add(Map.of("itemIdentifier", String.valueOf(message.get("messageId"))));
                case "foreign" -> failures.add(Map.of("itemIdentifier", "of another batch"));
                case "throw" -> throw new IllegalStateException("receipt " + receipts);
                default -> {}
            }
        }
        return Map.of("batchItemFailures", failures);
    }
}
