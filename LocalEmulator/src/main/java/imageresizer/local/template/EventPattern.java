package imageresizer.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import imageresizer.local.template.Expression.Mapping;
import imageresizer.local.template.Expression.Scalar;
import imageresizer.local.template.Expression.Sequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an event must look like to match a rule of EventBridge, as far as the template uses it: a field's text is one of some
 * values, or ends in one of some suffixes.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html">Comparison
 *     operators</a>
 */
public sealed interface EventPattern {

    /** Whether an event, or the part of it that this is the pattern of, matches. */
    boolean matches(JsonNode event);

    /** Every one of these fields must match. */
    record Fields(SequencedMap<String, EventPattern> patterns) implements EventPattern {
        public Fields {
            patterns = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(patterns));
        }

        @Override
        public boolean matches(JsonNode event) {
            return patterns.entrySet().stream()
                    .allMatch(field -> field.getValue().matches(event.path(field.getKey())));
        }
    }

    /** The text must be one of the values or end in one of the suffixes, in small letters or capitals. */
    record Text(List<String> values, List<String> suffixes) implements EventPattern {
        public Text {
            values = List.copyOf(values);
            suffixes = List.copyOf(suffixes);
        }

        @Override
        public boolean matches(JsonNode event) {
            String text = event.asText();
            return event.isTextual()
                    && (values.contains(text)
                            || suffixes.stream()
                                    .anyMatch(suffix ->
                                            text.toLowerCase(Locale.ROOT).endsWith(suffix.toLowerCase(Locale.ROOT))));
        }
    }

    /** The pattern of a text in a field of a field; of no value and no suffix if there is none. */
    default Text textAt(String... path) {
        @Nullable EventPattern pattern = this;
        for (String name : path) {
            pattern = pattern instanceof Fields(var patterns) ? patterns.get(name) : null;
        }
        return pattern instanceof Text text ? text : new Text(List.of(), List.of());
    }

    /** Reads the pattern as the template has it. */
    static EventPattern read(Expression written) throws TemplateException {
        return switch (written) {
            case Mapping fields -> {
                SequencedMap<String, EventPattern> patterns = new LinkedHashMap<>();
                for (var field : fields.fields().entrySet()) {
                    patterns.put(field.getKey(), read(field.getValue()));
                }
                yield new Fields(patterns);
            }
            case Sequence alternatives -> text(alternatives);
            default -> throw written.at().error("an event pattern needs a map or a list here.");
        };
    }

    private static Text text(Sequence alternatives) throws TemplateException {
        List<String> values = new ArrayList<>();
        List<String> suffixes = new ArrayList<>();
        for (Expression alternative : alternatives.children()) {
            if (alternative instanceof Scalar value && value.plain() instanceof String text) {
                values.add(text);
            } else if (alternative instanceof Mapping operator
                    && operator.fields().keySet().equals(Set.of("suffix"))
                    && operator.fields().get("suffix") instanceof Mapping way
                    && way.fields().keySet().equals(Set.of("equals-ignore-case"))
                    && way.fields().get("equals-ignore-case") instanceof Scalar suffix) {
                suffixes.add(suffix.text());
            } else {
                throw alternative
                        .at()
                        .error("the local emulator knows only texts and"
                                + " { suffix: { equals-ignore-case: text } } in an event pattern.");
            }
        }
        return new Text(values, suffixes);
    }
}
