package imageresizer.local.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher asks for, checked by SNS's rules.
 *
 * @param subject at most 100 printable ASCII characters, the first of them no space; null for none
 * @param message the text, or with {@code structure} {@code json} an object of one text per protocol
 * @param structure {@code json} or null
 */
public record PublishRequest(
        String topicArn,
        @Nullable String subject,
        String message,
        @Nullable String structure,
        Map<String, MessageAttribute> attributes) {
    private static final int MAX_BYTES = 256 * 1024;
    private static final Pattern SUBJECT = Pattern.compile("[!-~][ -~]{0,99}");
    private static final JsonMapper JSON = new JsonMapper();

    /** @throws SnsException if a rule is broken */
    public PublishRequest {
        attributes = Map.copyOf(attributes);
        if (message.isEmpty()) {
            throw SnsException.invalid("Empty message");
        }
        if (subject != null && !SUBJECT.matcher(subject).matches()) {
            throw SnsException.invalid("Subject");
        }
        if (structure != null && !structure.equals("json")) {
            throw SnsException.invalid("MessageStructure - only json is known");
        }
        long size = bytes(message);
        for (Map.Entry<String, MessageAttribute> attribute : attributes.entrySet()) {
            MessageAttribute value = attribute.getValue();
            size += bytes(attribute.getKey()) + bytes(value.type()) + bytes(value.value());
        }
        if (size > MAX_BYTES) {
            throw SnsException.invalid("Message too long");
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    PublishedMessage accept(String id, Instant time) {
        return new PublishedMessage(
                id,
                topicArn,
                subject,
                attributes,
                structure == null ? Map.of(PublishedMessage.DEFAULT, message) : textsByProtocol(),
                time);
    }

    private Map<String, String> textsByProtocol() {
        JsonNode json;
        try {
            json = JSON.readTree(message);
        } catch (JsonProcessingException e) {
            throw SnsException.invalid("Message Structure - JSON message body failed to parse");
        }
        if (!(json instanceof ObjectNode object)) {
            throw SnsException.invalid("Message Structure - JSON message body failed to parse");
        }
        var texts = new HashMap<String, String>();
        object.properties().stream()
                .filter(field -> field.getValue().isTextual())
                .forEach(field -> texts.put(field.getKey(), field.getValue().textValue()));
        if (!texts.containsKey(PublishedMessage.DEFAULT)) {
            throw SnsException.invalid("Message Structure - No default entry in JSON message body");
        }
        return texts;
    }
}
