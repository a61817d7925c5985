package imageresizer.local.template;

import imageresizer.local.template.Expression.MapOf;
import imageresizer.local.template.Value.Fields;
import imageresizer.local.template.Value.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The section Resources, and what the names of resources and parameters mean in it. */
final class Resources implements Names {
    private final SequencedMap<String, Resource> resources = new LinkedHashMap<>();
    private final Parameters parameters;
    private final Conditions conditions;
    private final Mappings mappings;
    private final Resolver resolver;
    private final Set<String> inProgress = new LinkedHashSet<>();

    Resources(MapOf section, Globals globals, Parameters parameters, Conditions conditions, Mappings mappings)
            throws TemplateException {
        this.parameters = parameters;
        this.conditions = conditions;
        this.mappings = mappings;
        this.resolver = new Resolver(this, conditions, mappings);
        for (var entry : section.fields().entrySet()) {
            String logicalId = entry.getKey();
            if (parameters.defines(logicalId)) {
                throw entry.getValue().at().error("%s is the name of a parameter too.".formatted(logicalId));
            }
            resources.put(logicalId, globals.appliedTo(Resource.read(logicalId, entry.getValue())));
        }
    }

    Resolver resolver() {
        return resolver;
    }

    /** Those that exist under the conditions, in the order of the template. */
    List<Resource> existing() throws TemplateException {
        List<Resource> existing = new ArrayList<>();
        for (Resource resource : resources.values()) {
            if (exists(resource)) {
                existing.add(resource);
            }
        }
        return existing;
    }

    /** Finds names of nothing in all resources and branches, also in those that the conditions leave out. */
    void checkNames() throws TemplateException {
        for (Resource resource : resources.values()) {
            exists(resource); // refuses the name of a condition that is not there
            for (Text name : resource.dependsOn()) {
                declared(name.text(), name.at());
            }
            checkNames(resource.properties());
        }
    }

    void checkNames(Expression expression) throws TemplateException {
        switch (expression) {
            case Expression.Ref(var at, var name) -> {
                if (parameters.defines(name)) {
                    var _ = parameters.ref(name, at);
                } else {
                    refPattern(declared(name, at), at);
                }
            }
            case Expression.GetAtt(var at, var logicalId, var attribute) ->
                attributePattern(declared(logicalId, at), attribute, at);
            case Expression.If choice -> conditions.holds(choice.condition(), choice.at());
            default -> {}
        }
        for (Expression child : expression.children()) {
            checkNames(child);
        }
    }

    @Override
    public @Nullable Value ref(String name, Location at) throws TemplateException {
        if (parameters.defines(name)) {
            return parameters.ref(name, at);
        }
        Resource resource = existing(name, at);
        return new Text(at, text(resource, refPattern(resource, at), at));
    }

    @Override
    public Value attribute(String logicalId, String attribute, Location at) throws TemplateException {
        Resource resource = existing(logicalId, at);
        return new Text(at, text(resource, attributePattern(resource, attribute, at), at));
    }

    String ref(Resource resource) throws TemplateException {
        return text(resource, refPattern(resource, resource.at()), resource.at());
    }

    String attribute(Resource resource, String attribute) throws TemplateException {
        return text(resource, attributePattern(resource, attribute, resource.at()), resource.at());
    }

    /** All properties that are given. */
    Fields resolved(Resource resource) throws TemplateException {
        return resolver.fields(resource.properties());
    }

    /** The property, given or by default. */
    String property(Resource resource, String name) throws TemplateException {
        return text(resource, "${" + name + "}", resource.at());
    }

    private Resource declared(String name, Location at) throws TemplateException {
        Resource resource = resources.get(name);
        if (resource == null) {
            throw at.error("there is no parameter or resource %s.".formatted(name));
        }
        return resource;
    }

    private Resource existing(String name, Location at) throws TemplateException {
        Resource resource = declared(name, at);
        if (!exists(resource)) {
            throw at.error("the resource %s does not exist here, because its condition does not hold.".formatted(name));
        }
        return resource;
    }

    private boolean exists(Resource resource) throws TemplateException {
        Text condition = resource.condition();
        return condition == null || conditions.holds(condition.text(), condition.at());
    }

    private static String refPattern(Resource resource, Location at) throws TemplateException {
        String pattern = resource.type().ref();
        if (pattern == null) {
            throw at.error("the local emulator does not know what Ref of an %s gives."
                    .formatted(resource.type().name()));
        }
        return pattern;
    }

    private static String attributePattern(Resource resource, String attribute, Location at) throws TemplateException {
        String pattern = resource.type().attributes().get(attribute);
        if (pattern == null) {
            throw at.error("the local emulator does not know the attribute %s of an %s."
                    .formatted(attribute, resource.type().name()));
        }
        return pattern;
    }

    private String text(Resource resource, String pattern, Location at) throws TemplateException {
        return new Resolver(new OwnProperties(resource), conditions, mappings).text(Intrinsics.sub(pattern, at));
    }

    /** The names in the patterns of a {@link ResourceType}. */
    private final class OwnProperties implements Names {
        private final Resource resource;

        OwnProperties(Resource resource) {
            this.resource = resource;
        }

        @Override
        public Value ref(String name, Location at) throws TemplateException {
            if (name.equals("LogicalId")) {
                return new Text(at, resource.logicalId());
            }
            Value value = name.startsWith("AWS::") ? parameters.ref(name, at) : property(name);
            if (value != null) {
                return value;
            }
            String pattern = resource.type().defaults().get(name);
            if (pattern == null) {
                throw at.error("%s needs %s.".formatted(resource.title(), name));
            }
            String text = text(resource, pattern, at);
            boolean lowerCase = resource.type().name().equals(ResourceType.BUCKET);
            return new Text(at, lowerCase ? text.toLowerCase(Locale.ROOT) : text);
        }

        private @Nullable Value property(String name) throws TemplateException {
            Expression written = resource.properties().fields().get(name);
            if (written == null) {
                return null;
            }
            String path = resource.logicalId() + "." + name;
            if (!inProgress.add(path)) {
                throw written.at().error("%s depends on itself.".formatted(path));
            }
            Value value = resolver.resolve(written);
            inProgress.remove(path);
            return value;
        }

        @Override
        public Value attribute(String logicalId, String attribute, Location at) throws TemplateException {
            throw new IllegalStateException("a pattern of " + resource.type().name() + " has a dot");
        }
    }
}
