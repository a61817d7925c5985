package imageresizer.local.template;

import imageresizer.local.template.Expression.ListOf;
import imageresizer.local.template.Expression.MapOf;
import imageresizer.local.template.Value.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the section Resources as it is written.
 *
 * @param condition name of the condition under which the resource exists; null means always
 * @param dependsOn logical ids
 */
record Resource(
        String logicalId,
        Location at,
        ResourceType type,
        @Nullable Text condition,
        List<Text> dependsOn,
        MapOf properties,
        MapOf metadata) {
    private static final Set<String> ATTRIBUTES =
            Set.of("Type", "Condition", "DependsOn", "DeletionPolicy", "UpdateReplacePolicy", "Metadata", "Properties");

    static Resource read(String logicalId, Expression written) throws TemplateException {
        MapOf attributes = Properties.map(written, "resource " + logicalId, ATTRIBUTES);
        Text type = text(attributes, "Type");
        if (type == null) {
            throw written.at().error("the resource %s needs a Type.".formatted(logicalId));
        }
        ResourceType known = ResourceType.KNOWN.get(type.text());
        if (known == null) {
            throw type.at().error("the local emulator does not know the resource type %s.".formatted(type.text()));
        }
        return new Resource(
                logicalId,
                written.at(),
                known,
                text(attributes, "Condition"),
                dependsOn(attributes),
                map(attributes, "Properties"),
                map(attributes, "Metadata"));
    }

    Resource withProperties(MapOf replacement) {
        return new Resource(logicalId, at, type, condition, dependsOn, replacement, metadata);
    }

    /** For messages. */
    String title() {
        return "%s %s".formatted(type.name(), logicalId);
    }

    private static @Nullable Text text(MapOf attributes, String name) throws TemplateException {
        return switch (attributes.fields().get(name)) {
            case null -> null;
            case Text text -> text;
            case Expression other -> throw other.at().error("%s must be a text.".formatted(name));
        };
    }

    private static MapOf map(MapOf attributes, String name) throws TemplateException {
        return switch (attributes.fields().get(name)) {
            case null -> new MapOf(attributes.at(), new LinkedHashMap<>());
            case MapOf map -> map;
            case Expression other -> throw other.at().error("%s must be a map.".formatted(name));
        };
    }

    private static List<Text> dependsOn(MapOf attributes) throws TemplateException {
        if (!(attributes.fields().get("DependsOn") instanceof ListOf list)) {
            Text single = text(attributes, "DependsOn");
            return single == null ? List.of() : List.of(single);
        }
        List<Text> names = new ArrayList<>();
        for (Expression item : list.items()) {
            if (!(item instanceof Text text)) {
                throw item.at().error("DependsOn takes logical ids.");
            }
            names.add(text);
        }
        return List.copyOf(names);
    }
}
