package imageresizer.local.template;

import imageresizer.local.template.Expression.ListOf;
import imageresizer.local.template.Expression.MapOf;
import imageresizer.local.template.Value.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How consoles present the parameters: {@code AWS::CloudFormation::Interface} in the template's metadata. It is about
 * looks only, so unexpected content is passed over.
 */
record ParameterInterface(Map<String, String> labels, Map<String, String> groups) {

    static ParameterInterface in(MapOf metadata) {
        Map<String, String> labels = new HashMap<>();
        Map<String, String> groups = new HashMap<>();
        Expression presentation = metadata.fields().get("AWS::CloudFormation::Interface");
        if (field(presentation, "ParameterLabels") instanceof MapOf given) {
            given.fields().forEach((name, label) -> {
                if (field(label, "default") instanceof Text text) {
                    labels.put(name, text.text());
                }
            });
        }
        for (Expression group : items(field(presentation, "ParameterGroups"))) {
            if (field(field(group, "Label"), "default") instanceof Text text) {
                for (Expression member : items(field(group, "Parameters"))) {
                    if (member instanceof Text name) {
                        groups.put(name.text(), text.text());
                    }
                }
            }
        }
        return new ParameterInterface(labels, groups);
    }

    String label(String parameter) {
        return labels.getOrDefault(parameter, parameter);
    }

    String group(String parameter) {
        return groups.getOrDefault(parameter, "");
    }

    private static @Nullable Expression field(@Nullable Expression map, String name) {
        return map instanceof MapOf fields ? fields.fields().get(name) : null;
    }

    private static List<Expression> items(@Nullable Expression list) {
        return list instanceof ListOf items ? items.items() : List.of();
    }
}
