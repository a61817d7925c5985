package imageresizer.local.template;

import imageresizer.local.template.Expression.ListOf;
import imageresizer.local.template.Expression.MapOf;
import imageresizer.local.template.Value.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/** Puts the sections of a template together. */
final class StackLoader {
    private static final Set<String> SECTIONS = Set.of(
            "AWSTemplateFormatVersion",
            "Transform",
            "Description",
            "Metadata",
            "Parameters",
            "Rules",
            "Mappings",
            "Conditions",
            "Globals",
            "Resources",
            "Outputs");

    private final MapOf template;
    private final PseudoParameters pseudoParameters;
    private final Parameters parameters;
    private final Conditions conditions;
    private final Resources resources;
    private final DefinitionReader definitions;

    StackLoader(Path file, Map<String, String> overrides, PseudoParameters pseudoParameters) throws TemplateException {
        this.template = Properties.map(TemplateReader.read(file), "the template", SECTIONS);
        this.pseudoParameters = pseudoParameters;
        checkHeader();
        Mappings mappings = new Mappings(section("Mappings"));
        parameters = new Parameters(
                section("Parameters"), ParameterInterface.in(section("Metadata")), overrides, pseudoParameters);
        conditions = new Conditions(section("Conditions"), parameters, mappings);
        resources =
                new Resources(section("Resources"), new Globals(section("Globals")), parameters, conditions, mappings);
        definitions = new DefinitionReader(
                resources, file.toAbsolutePath().resolveSibling("").normalize());
    }

    StackDefinition load() throws TemplateException {
        new Rules(conditions).check(section("Rules"));
        resources.checkNames();
        resources.checkNames(section("Outputs"));
        List<Bucket> buckets = read(ResourceType.BUCKET, definitions::bucket);
        List<Queue> queues = read(ResourceType.QUEUE, definitions::queue);
        List<TopicDefinition> topics = read(ResourceType.TOPIC, definitions::topic);
        List<Layer> layers = read(ResourceType.LAYER, definitions::layer);
        FunctionReader functions = new FunctionReader(resources, definitions, buckets, queues, layers);
        return new StackDefinition(
                pseudoParameters,
                parameters.definitions(),
                buckets,
                queues,
                topics,
                read(ResourceType.SUBSCRIPTION, resource -> definitions.subscription(resource, topics, queues)),
                layers,
                read(ResourceType.FUNCTION, functions::function),
                read(ResourceType.FUNCTION, functions::triggers).stream()
                        .flatMap(List::stream)
                        .toList(),
                read(ResourceType.FUNCTION, functions::queueTriggers).stream()
                        .flatMap(List::stream)
                        .toList(),
                outputs(),
                resolvedResources());
    }

    private void checkHeader() throws TemplateException {
        Expression version = template.fields().get("AWSTemplateFormatVersion");
        if (version != null && !(version instanceof Text text && text.text().equals("2010-09-09"))) {
            throw version.at().error("AWSTemplateFormatVersion must be 2010-09-09.");
        }
        Expression transform = template.fields().get("Transform");
        if (transform == null) {
            throw template.at().error("the template needs Transform: AWS::Serverless-2016-10-31.");
        }
        Expression single = transform instanceof ListOf list && list.items().size() == 1
                ? list.items().getFirst()
                : transform;
        if (!(single instanceof Text text && text.text().equals("AWS::Serverless-2016-10-31"))) {
            throw transform.at().error("Transform must be AWS::Serverless-2016-10-31.");
        }
    }

    /** Empty if the template does not have it. */
    private MapOf section(String name) throws TemplateException {
        return switch (template.fields().get(name)) {
            case null -> new MapOf(template.at(), new LinkedHashMap<>());
            case MapOf map -> map;
            case Expression other -> throw other.at().error("%s must be a map.".formatted(name));
        };
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read(Resource resource) throws TemplateException;
    }

    private <T> List<T> read(String type, Reading<T> reading) throws TemplateException {
        List<T> definitions = new ArrayList<>();
        for (Resource resource : resources.existing()) {
            if (resource.type().name().equals(type)) {
                definitions.add(reading.read(resource));
            }
        }
        return definitions;
    }

    private SequencedMap<String, ResolvedResource> resolvedResources() throws TemplateException {
        SequencedMap<String, ResolvedResource> resolved = new LinkedHashMap<>();
        for (Resource resource : resources.existing()) {
            String logicalId = resource.logicalId();
            resolved.put(
                    logicalId,
                    new ResolvedResource(
                            logicalId,
                            resource.type().name(),
                            resources.resolved(resource).plain()));
        }
        return resolved;
    }

    private List<Output> outputs() throws TemplateException {
        List<Output> outputs = new ArrayList<>();
        for (var entry : section("Outputs").fields().entrySet()) {
            String owner = "output " + entry.getKey();
            MapOf written =
                    Properties.map(entry.getValue(), owner, Set.of("Condition", "Description", "Export", "Value"));
            Expression condition = written.fields().get("Condition");
            if (condition != null) {
                if (!(condition instanceof Text name)) {
                    throw condition.at().error("Condition of %s must be the name of a condition.".formatted(owner));
                }
                if (!conditions.holds(name.text(), name.at())) {
                    continue;
                }
            }
            Properties output = new Properties(
                    owner,
                    resources.resolver().fields(written),
                    Set.of("Description", "Value"),
                    Set.of("Condition", "Export"));
            outputs.add(new Output(entry.getKey(), output.optionalText("Description"), output.text("Value")));
        }
        return outputs;
    }
}
