package imageresizer.local.template;

import imageresizer.local.template.Expression.ListOf;
import imageresizer.local.template.Expression.MapOf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The section Globals: properties that every function has. Merged as SAM's specification says: maps key by key, lists
 * one after the other, and otherwise the function's own value wins.
 */
final class Globals {
    private final MapOf function;

    Globals(MapOf section) throws TemplateException {
        Expression properties = Properties.map(section, "Globals", Set.of("Function"))
                .fields()
                .getOrDefault("Function", new MapOf(section.at(), new LinkedHashMap<>()));
        if (!(properties instanceof MapOf map)) {
            throw properties.at().error("Function in Globals must be a map.");
        }
        for (String name : List.of("FunctionName", "Events")) {
            Expression value = map.fields().get(name);
            if (value != null) {
                throw value.at().error("SAM does not allow %s in Globals.".formatted(name));
            }
        }
        function = map;
    }

    Resource appliedTo(Resource resource) {
        return resource.type().name().equals(ResourceType.FUNCTION)
                ? resource.withProperties(merged(function, resource.properties()))
                : resource;
    }

    private static MapOf merged(MapOf global, MapOf own) {
        SequencedMap<String, Expression> fields = new LinkedHashMap<>(global.fields());
        own.fields().forEach((name, value) -> fields.merge(name, value, Globals::merged));
        return new MapOf(own.at(), fields);
    }

    private static Expression merged(Expression global, Expression own) {
        if (global instanceof MapOf globalMap && own instanceof MapOf ownMap) {
            return merged(globalMap, ownMap);
        }
        if (global instanceof ListOf globalList && own instanceof ListOf ownList) {
            List<Expression> items = new ArrayList<>(globalList.items());
            items.addAll(ownList.items());
            return new ListOf(own.at(), items);
        }
        return own;
    }
}
