package imageresizer.local.template;

import imageresizer.local.template.Expression.Mapping;
import imageresizer.local.template.Expression.Scalar;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the section Resources as it is written.
 *
 * @param condition name of the condition under which the resource exists; null means always
 */
record Resource(
        String logicalId,
        Location at,
        ResourceType type,
        @Nullable Scalar condition,
        Mapping properties,
        Mapping metadata) {
    static final Set<String> ATTRIBUTES =
            Set.of("Type", "Condition", "DependsOn", "DeletionPolicy", "UpdateReplacePolicy", "Metadata", "Properties");

    static Resource read(String logicalId, Properties written) throws TemplateException {
        String name = written.text("Type");
        ResourceType type = ResourceType.of(name);
        if (type == null) {
            throw written.locationOf("Type")
                    .error("the local emulator does not know the resource type %s.".formatted(name));
        }
        String condition = written.optionalText("Condition");
        return new Resource(
                logicalId,
                written.at(),
                type,
                condition == null ? null : new Scalar(written.locationOf("Condition"), condition),
                written.map("Properties"),
                written.map("Metadata"));
    }

    /** For messages. */
    String title() {
        return "%s %s".formatted(type.name(), logicalId);
    }
}
