package imageresizer.local.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of the template.
 *
 * @param label what people call it; its name if the template's metadata gives no label
 * @param group what it belongs to, from the template's metadata; empty if it belongs to nothing
 * @param type {@code String}, {@code Number} or {@code CommaDelimitedList}
 * @param defaultValue null if the parameter has none
 * @param value what is in force: the given value, else the default
 * @param allowedValues empty if any value may be given
 */
public record ParameterDefinition(
        String name,
        String label,
        String group,
        String type,
        @Nullable String description,
        @Nullable String defaultValue,
        String value,
        List<String> allowedValues) {
    public ParameterDefinition {
        allowedValues = List.copyOf(allowedValues);
    }
}
