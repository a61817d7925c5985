package imageresizer.local.template;

import imageresizer.local.template.Expression.MapOf;
import imageresizer.local.template.Expression.Predicate;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The section Conditions. They may use parameters and one another, but no resources. */
final class Conditions {
    private final Map<String, Predicate> conditions = new LinkedHashMap<>();
    private final Resolver resolver;
    private final Set<String> inProgress = new LinkedHashSet<>();

    Conditions(MapOf section, Parameters parameters, Mappings mappings) throws TemplateException {
        for (var condition : section.fields().entrySet()) {
            conditions.put(condition.getKey(), Intrinsics.predicate(condition.getValue()));
        }
        resolver = new Resolver(parameters, this, mappings);
        for (var condition : conditions.entrySet()) {
            holds(condition.getKey(), condition.getValue().at());
        }
    }

    boolean holds(String name, Location at) throws TemplateException {
        Predicate condition = conditions.get(name);
        if (condition == null) {
            throw at.error("there is no condition %s.".formatted(name));
        }
        if (!inProgress.add(name)) {
            throw at.error("the condition %s depends on itself.".formatted(name));
        }
        boolean holds = resolver.holds(condition);
        inProgress.remove(name);
        return holds;
    }

    boolean holds(Predicate predicate) throws TemplateException {
        return resolver.holds(predicate);
    }
}
