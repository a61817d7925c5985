package imageresizer.local.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which messages a subscriber wants: every attribute of the policy must have one of its values. Covers exact texts and
 * {@code prefix}, in the scope {@code MessageAttributes}. Anything else is refused at once rather than never matched.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html">Subscription filter
 *     policies</a>
 */
public final class FilterPolicy {
    static final String SCOPE = "MessageAttributes";
    private static final JsonMapper JSON = new JsonMapper();

    private final String source;
    private final Map<String, List<Predicate<String>>> conditions;

    private FilterPolicy(String source, Map<String, List<Predicate<String>>> conditions) {
        this.source = source;
        this.conditions = Map.copyOf(conditions);
    }

    /** @throws SnsException if the text is no policy, or one that is not covered */
    static FilterPolicy parse(String source) {
        JsonNode json;
        try {
            json = JSON.readTree(source);
        } catch (JsonProcessingException e) {
            throw invalid("failed to parse JSON");
        }
        if (!(json instanceof ObjectNode policy)) {
            throw invalid("must be a JSON object");
        }
        Map<String, List<Predicate<String>>> conditions = new LinkedHashMap<>();
        policy.properties().forEach(attribute -> {
            if (!attribute.getValue().isArray() || attribute.getValue().isEmpty()) {
                throw invalid("\"" + attribute.getKey() + "\" must be an array of values");
            }
            conditions.put(
                    attribute.getKey(),
                    attribute
                            .getValue()
                            .valueStream()
                            .map(value -> condition(attribute.getKey(), value))
                            .toList());
        });
        return new FilterPolicy(source, conditions);
    }

    private static Predicate<String> condition(String attribute, JsonNode value) {
        if (value.isTextual()) {
            return value.textValue()::equals;
        }
        JsonNode prefix = value.path("prefix");
        if (value.size() == 1 && prefix.isTextual()) {
            return text -> text.startsWith(prefix.textValue());
        }
        throw invalid("\"" + attribute + "\" has the condition " + value
                + ", but the local SNS knows texts and {\"prefix\": text} only");
    }

    /** The policy as it was given. */
    String source() {
        return source;
    }

    boolean matches(Map<String, MessageAttribute> attributes) {
        return conditions.entrySet().stream().allMatch(condition -> {
            MessageAttribute attribute = attributes.get(condition.getKey());
            return attribute != null
                    && attribute.type().startsWith("String")
                    && condition.getValue().stream().anyMatch(wanted -> wanted.test(attribute.value()));
        });
    }

    private static SnsException invalid(String reason) {
        return SnsException.invalid("FilterPolicy: " + reason);
    }
}
