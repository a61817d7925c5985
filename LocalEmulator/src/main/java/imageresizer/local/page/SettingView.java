package imageresizer.local.page;

import imageresizer.local.template.ParameterDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parameter of the template as the form shows it; see {@link ParameterDefinition}. */
record SettingView(
        String name,
        String label,
        String group,
        @Nullable String description,
        @Nullable String defaultValue,
        String value,
        List<String> allowedValues) {

    static SettingView of(ParameterDefinition parameter) {
        return new SettingView(
                parameter.name(),
                parameter.label(),
                parameter.group(),
                parameter.description(),
                parameter.defaultValue(),
                parameter.value(),
                parameter.allowedValues());
    }
}
