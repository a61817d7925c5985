package imageresizer.local.template;

import imageresizer.local.template.Expression.MapOf;
import imageresizer.local.template.Value.Fields;
import java.util.Map;

/** The section Mappings. */
final class Mappings {
    private final Map<String, Value> maps;

    Mappings(MapOf section) throws TemplateException {
        maps = section.literal() instanceof Fields fields ? fields.fields() : Map.of();
    }

    Value find(String map, String topKey, String secondKey, Location at) throws TemplateException {
        Value found = maps.get(map);
        for (String key : new String[] {topKey, secondKey}) {
            found = found instanceof Fields fields ? fields.fields().get(key) : null;
        }
        if (found == null || found instanceof Fields) {
            throw at.error("Mappings has no value for [%s, %s, %s].".formatted(map, topKey, secondKey));
        }
        return found;
    }
}
