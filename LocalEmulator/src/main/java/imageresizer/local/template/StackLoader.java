package imageresizer.local.template;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts the sections of a template together. */
final class StackLoader {
    private static final Set<String> SECTIONS = Set.of(
            "AWSTemplateFormatVersion",
            "Transform",
            "Description",
            "Metadata",
            "Parameters",
            "Conditions",
            "Resources",
            "Outputs");

    private final Properties template;
    private final List<ParameterDefinition> parameters;
    private final Resolver resolver;
    private final ResourceReader reader;

    StackLoader(Path file, Map<String, String> overrides) throws TemplateException {
        template = new Properties("the template", TemplateReader.read(file), SECTIONS);
        template.oneOf("AWSTemplateFormatVersion", Set.of("2010-09-09"), "2010-09-09");
        template.oneOf("Transform", Set.of("AWS::Serverless-2016-10-31"));
        parameters = new Parameters(template).definitions(overrides);
        List<Resource> resources = new ArrayList<>();
        for (var resource :
                template.named("Resources", "resource %s", Resource.ATTRIBUTES).entrySet()) {
            resources.add(Resource.read(resource.getKey(), resource.getValue()));
        }
        resolver = new Resolver(parameters, template.map("Conditions"), resources);
        for (Resource resource : resources) {
            if (resource.condition() != null) {
                resolver.holds(resource.condition().text(), resource.condition().at());
            }
            resolver.checkNames(resource.properties());
        }
        resolver.checkNames(template.map("Outputs"));
        reader = new ResourceReader(
                resolver, file.toAbsolutePath().resolveSibling("").normalize());
    }

    StackDefinition load() throws TemplateException {
        List<BucketDefinition> buckets = read(ResourceType.BUCKET, reader::bucket);
        List<QueueDefinition> queues = read(ResourceType.QUEUE, reader::queue);
        List<LayerDefinition> layers = read(ResourceType.LAYER, reader::layer);
        FunctionReader functions = new FunctionReader(reader, resolver, queues, layers);
        TriggerReader triggerReader = new TriggerReader(reader, resolver);
        List<BucketTrigger> triggers = new ArrayList<>();
        List<QueueTrigger> queueTriggers = new ArrayList<>();
        Map<String, Map<String, Object>> properties = new LinkedHashMap<>();
        for (Resource resource : resolver.resources()) {
            if (resource.type().equals(ResourceType.FUNCTION)) {
                queueTriggers.addAll(functions.queueTriggers(resource));
            }
            if (resource.type().equals(ResourceType.BUCKET)) {
                triggers.addAll(triggerReader.triggers(resource));
            }
            properties.put(
                    resource.logicalId(), resolver.fields(resource.properties()).plain());
        }
        return new StackDefinition(
                parameters,
                buckets,
                queues,
                read(ResourceType.TOPIC, reader::topic),
                read(ResourceType.SUBSCRIPTION, reader::subscription),
                layers,
                read(ResourceType.FUNCTION, functions::function),
                triggers,
                read(ResourceType.RULE, triggerReader::rule),
                queueTriggers,
                read(ResourceType.DISTRIBUTION, new DistributionReader(reader, resolver)::distribution),
                outputs(),
                properties);
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read(Resource resource) throws TemplateException;
    }

    private <T> List<T> read(ResourceType type, Reading<T> reading) throws TemplateException {
        List<T> definitions = new ArrayList<>();
        for (Resource resource : resolver.resources()) {
            if (resource.type().equals(type)) {
                definitions.add(reading.read(resource));
            }
        }
        return definitions;
    }

    private Map<String, String> outputs() throws TemplateException {
        Map<String, String> outputs = new LinkedHashMap<>();
        Set<String> known = Set.of("Condition", "Description", "Value");
        for (var entry : template.named("Outputs", "output %s", known).entrySet()) {
            Properties written = entry.getValue();
            String condition = written.optionalText("Condition");
            if (condition == null || resolver.holds(condition, written.locationOf("Condition"))) {
                outputs.put(
                        entry.getKey(),
                        new Properties("output " + entry.getKey(), resolver.fields(written.map()), known)
                                .text("Value"));
            }
        }
        return outputs;
    }
}
