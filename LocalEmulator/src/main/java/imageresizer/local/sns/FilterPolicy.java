package imageresizer.local.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which messages a subscriber wants: every name of the policy must hold, by any one of its conditions. Covers exact
 * values, {@code prefix}, {@code suffix}, {@code equals-ignore-case}, {@code anything-but}, {@code numeric} and
 * {@code exists}, in both scopes. Anything else is refused at once rather than never matched.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html">Subscription filter
 *     policies</a>
 */
public final class FilterPolicy {
    /** What the policy's names are looked up in. */
    public enum Scope {
        MESSAGE_ATTRIBUTES("MessageAttributes"),
        MESSAGE_BODY("MessageBody");

        private final String wireName;

        Scope(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }

        static Scope of(String wireName) {
            for (Scope scope : values()) {
                if (scope.wireName.equals(wireName)) {
                    return scope;
                }
            }
            throw SnsException.invalid("FilterPolicyScope: Invalid value [" + wireName
                    + "]. Please use either MessageBody or MessageAttributes");
        }
    }

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String source;
    private final Scope scope;
    private final Fields root;

    private FilterPolicy(String source, Scope scope, Fields root) {
        this.source = source;
        this.scope = scope;
        this.root = root;
    }

    /** @throws SnsException if the text is no JSON object or uses an operator that is not covered */
    static FilterPolicy parse(String source, Scope scope) {
        JsonNode json;
        try {
            json = JSON.readTree(source);
        } catch (JsonProcessingException e) {
            throw invalid("failed to parse JSON");
        }
        if (!(json instanceof ObjectNode object)) {
            throw invalid("must be a JSON object");
        }
        return new FilterPolicy(source, scope, fields(object, scope));
    }

    /** The policy as it was given. */
    String source() {
        return source;
    }

    Scope scope() {
        return scope;
    }

    boolean matches(Map<String, MessageAttribute> attributes, String body) {
        return switch (scope) {
            // Even {"exists": false} needs a message with some attribute.
            case MESSAGE_ATTRIBUTES -> !attributes.isEmpty() && root.matches(asJson(attributes));
            case MESSAGE_BODY ->
                json(body).filter(JsonNode::isObject).filter(root::matches).isPresent();
        };
    }

    private static ObjectNode asJson(Map<String, MessageAttribute> attributes) {
        ObjectNode json = JSON.createObjectNode();
        attributes.forEach((name, attribute) -> {
            if (attribute.type().startsWith("Number")) {
                json.put(name, new BigDecimal(attribute.value()));
            } else if (attribute.type().startsWith("String.Array")) {
                json.set(name, json(attribute.value()).orElse(JsonNodeFactory.instance.textNode(attribute.value())));
            } else if (attribute.type().startsWith("String")) {
                json.put(name, attribute.value());
            }
        });
        return json;
    }

    private static Optional<JsonNode> json(String text) {
        try {
            return Optional.of(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static SnsException invalid(String reason) {
        return SnsException.invalid("FilterPolicy: " + reason);
    }

    // What a name of the policy stands for.

    private sealed interface Rule {
        /** @param value what the message has there: a value, several, or a missing node */
        boolean matches(JsonNode value);
    }

    /** All of these names must hold. */
    private record Fields(Map<String, Rule> rules) implements Rule {
        @Override
        public boolean matches(JsonNode value) {
            if (value instanceof ArrayNode several) {
                for (JsonNode one : several) {
                    if (matches(one)) {
                        return true;
                    }
                }
                return false;
            }
            return rules.entrySet().stream().allMatch(rule -> rule.getValue().matches(value.path(rule.getKey())));
        }
    }

    /** One of these conditions must hold. */
    private record Conditions(List<Condition> conditions) implements Rule {
        @Override
        public boolean matches(JsonNode value) {
            return conditions.stream().anyMatch(condition -> matches(condition, value));
        }

        private static boolean matches(Condition condition, JsonNode value) {
            if (condition instanceof Exists(boolean wanted)) {
                return wanted != value.isMissingNode();
            }
            if (value instanceof ArrayNode several) {
                for (JsonNode one : several) {
                    if (condition.accepts(one)) {
                        return true;
                    }
                }
                return false;
            }
            return !value.isMissingNode() && condition.accepts(value);
        }
    }

    private sealed interface Condition {
        boolean accepts(JsonNode value);
    }

    private record Equal(JsonNode wanted) implements Condition {
        @Override
        public boolean accepts(JsonNode value) {
            return (wanted.isNumber() && value.isNumber())
                    ? wanted.decimalValue().compareTo(value.decimalValue()) == 0
                    : wanted.equals(value);
        }
    }

    private record Prefix(String prefix) implements Condition {
        @Override
        public boolean accepts(JsonNode value) {
            return value.isTextual() && value.textValue().startsWith(prefix);
        }
    }

    private record Suffix(String suffix) implements Condition {
        @Override
        public boolean accepts(JsonNode value) {
            return value.isTextual() && value.textValue().endsWith(suffix);
        }
    }

    private record EqualIgnoringCase(String wanted) implements Condition {
        @Override
        public boolean accepts(JsonNode value) {
            return value.isTextual() && value.textValue().equalsIgnoreCase(wanted);
        }
    }

    private record AnythingBut(List<Condition> unwanted) implements Condition {
        @Override
        public boolean accepts(JsonNode value) {
            return unwanted.stream().noneMatch(condition -> condition.accepts(value));
        }
    }

    private record Numeric(String operator, BigDecimal bound) implements Condition {
        @Override
        public boolean accepts(JsonNode value) {
            if (!value.isNumber()) {
                return false;
            }
            int order = value.decimalValue().compareTo(bound);
            return switch (operator) {
                case "=" -> order == 0;
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                case ">=" -> order >= 0;
                default -> throw new IllegalStateException(operator);
            };
        }
    }

    private record Both(Condition first, Condition second) implements Condition {
        @Override
        public boolean accepts(JsonNode value) {
            return first.accepts(value) && second.accepts(value);
        }
    }

    private record Exists(boolean wanted) implements Condition {
        @Override
        public boolean accepts(JsonNode value) {
            return wanted;
        }
    }

    // Parsing.

    private static Fields fields(ObjectNode object, Scope scope) {
        if (object.isEmpty()) {
            throw invalid("Filter policy can not be empty");
        }
        var rules = new LinkedHashMap<String, Rule>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = field.getKey();
            if (name.startsWith("$")) {
                throw invalid("the operator '" + name + "' is not supported locally");
            }
            rules.put(name, rule(name, field.getValue(), scope));
        }
        return new Fields(rules);
    }

    private static Rule rule(String name, JsonNode value, Scope scope) {
        if (value instanceof ArrayNode array && !array.isEmpty()) {
            var conditions = new ArrayList<Condition>();
            array.forEach(condition -> conditions.add(condition(condition)));
            return new Conditions(conditions);
        }
        if (value instanceof ObjectNode object && scope == Scope.MESSAGE_BODY) {
            return fields(object, scope);
        }
        throw invalid("\"" + name + "\" must be an object or an array"
                + (scope == Scope.MESSAGE_ATTRIBUTES ? "; nested ones need the scope MessageBody" : ""));
    }

    private static Condition condition(JsonNode json) {
        if (json.isValueNode()) {
            return new Equal(json);
        }
        if (!(json instanceof ObjectNode object) || object.size() != 1) {
            throw invalid("match value must be String, number, true, false, or null, or an object of one operator");
        }
        Map.Entry<String, JsonNode> operator = object.properties().iterator().next();
        JsonNode operand = operator.getValue();
        return switch (operator.getKey()) {
            case "prefix" -> new Prefix(text(operator));
            case "suffix" -> new Suffix(text(operator));
            case "equals-ignore-case" -> new EqualIgnoringCase(text(operator));
            case "anything-but" -> anythingBut(operand);
            case "numeric" -> numeric(operand);
            case "exists" -> new Exists(flag(operand));
            default -> throw invalid("unrecognized match type " + operator.getKey());
        };
    }

    private static String text(Map.Entry<String, JsonNode> operator) {
        if (!operator.getValue().isTextual()) {
            throw invalid(operator.getKey() + " match pattern must be a string");
        }
        return operator.getValue().textValue();
    }

    private static boolean flag(JsonNode operand) {
        if (!operand.isBoolean()) {
            throw invalid("exists match pattern must be either true or false.");
        }
        return operand.booleanValue();
    }

    private static AnythingBut anythingBut(JsonNode operand) {
        var unwanted = new ArrayList<Condition>();
        if (operand instanceof ArrayNode several) {
            several.forEach(one -> unwanted.add(condition(one)));
        } else {
            unwanted.add(condition(operand));
        }
        if (unwanted.isEmpty() || !unwanted.stream().allMatch(FilterPolicy::mayBeNegated)) {
            throw invalid("anything-but takes values, prefix, suffix or equals-ignore-case");
        }
        return new AnythingBut(List.copyOf(unwanted));
    }

    private static boolean mayBeNegated(Condition condition) {
        return switch (condition) {
            case Equal _, Prefix _, Suffix _, EqualIgnoringCase _ -> true;
            case AnythingBut _, Numeric _, Both _, Exists _ -> false;
        };
    }

    private static Condition numeric(JsonNode operand) {
        if (operand.size() != 2 && operand.size() != 4) {
            throw invalid("numeric takes one comparison or a range, such as [\">\", 0, \"<=\", 100]");
        }
        Condition first = comparison(operand.path(0), operand.path(1));
        return operand.size() == 2 ? first : new Both(first, comparison(operand.path(2), operand.path(3)));
    }

    private static Numeric comparison(JsonNode operator, JsonNode bound) {
        if (!operator.asText().matches("=|<|<=|>|>=")) {
            throw invalid("Unrecognized numeric range operator: " + operator.asText());
        }
        if (!bound.isNumber()) {
            throw invalid("Value of " + operator.asText() + " must be numeric");
        }
        return new Numeric(operator.asText(), bound.decimalValue());
    }
}
