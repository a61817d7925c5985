package imageresizer.local.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import imageresizer.local.template.FunctionDefinition.AsynchronousInvocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code AWS::Serverless::Function} and its events. The ranges and defaults are those of Lambda. */
final class FunctionReader {
    private static final Set<String> KNOWN = Set.of(
            "CodeUri",
            "Environment",
            "EventInvokeConfig",
            "Events",
            "Handler",
            "Layers",
            "LoggingConfig",
            "MemorySize",
            "ReservedConcurrentExecutions",
            "Timeout",
            // These have no effect on this machine.
            "Architectures",
            "AutoPublishAlias",
            "AutoPublishAliasAllProperties",
            "Description",
            "Role",
            "Runtime",
            "SnapStart",
            "Tracing",
            "VersionDescription");

    private static final int LARGEST_ENVIRONMENT = 4096;
    private static final Pattern SCHEDULE = Pattern.compile("(rate|cron)\\(.+\\)");

    private final ResourceReader reader;
    private final Resolver resolver;
    private final List<QueueDefinition> queues;
    private final List<LayerDefinition> layers;

    FunctionReader(
            ResourceReader reader, Resolver resolver, List<QueueDefinition> queues, List<LayerDefinition> layers) {
        this.reader = reader;
        this.resolver = resolver;
        this.queues = List.copyOf(queues);
        this.layers = List.copyOf(layers);
    }

    FunctionDefinition function(Resource resource) throws TemplateException {
        new Properties("Metadata of " + resource.title(), resource.metadata(), Set.of());
        Properties properties = reader.properties(resource, KNOWN);
        return new FunctionDefinition(
                resource.logicalId(),
                resolver.name(resource),
                properties.text("Handler"),
                reader.path(properties, "CodeUri"),
                properties.integer("MemorySize", 128, 10240, 128),
                timeout(properties),
                environment(properties.part("Environment", Set.of("Variables"))),
                layers(properties),
                properties
                        .part("LoggingConfig", Set.of("LogFormat", "LogGroup"))
                        .oneOf("LogFormat", Set.of("JSON", "Text"), "Text"),
                asynchronousInvocation(properties),
                properties.has("ReservedConcurrentExecutions")
                        ? properties.integer("ReservedConcurrentExecutions", 0, Integer.MAX_VALUE, 0)
                        : null);
    }

    private static Duration timeout(Properties function) throws TemplateException {
        return Duration.ofSeconds(function.integer("Timeout", 1, 900, 3));
    }

    private static Map<String, String> environment(Properties environment) throws TemplateException {
        Map<String, String> variables = environment.textFields("Variables");
        int bytes = 1; // of their JSON, which is what Lambda measures
        for (var variable : variables.entrySet()) {
            bytes += (variable.getKey() + variable.getValue()).getBytes(UTF_8).length + "\"\":\"\",".length();
        }
        if (bytes > LARGEST_ENVIRONMENT) {
            throw environment.error(
                    "Variables",
                    "take %d bytes together, but Lambda allows %d: use shorter values for the parameters in them."
                            .formatted(bytes, LARGEST_ENVIRONMENT));
        }
        return variables;
    }

    private List<String> layers(Properties properties) throws TemplateException {
        List<String> arns = properties.texts("Layers");
        if (!layers.stream().map(LayerDefinition::arn).toList().containsAll(arns)) {
            throw properties.error("Layers", "must refer to layers in this template.");
        }
        return arns;
    }

    private AsynchronousInvocation asynchronousInvocation(Properties properties) throws TemplateException {
        Properties config = properties.part(
                "EventInvokeConfig", Set.of("MaximumRetryAttempts", "MaximumEventAgeInSeconds", "DestinationConfig"));
        Properties destinations = config.part("DestinationConfig", Set.of("OnFailure"));
        return new AsynchronousInvocation(
                config.integer("MaximumRetryAttempts", 0, 2, 2),
                Duration.ofSeconds(config.integer("MaximumEventAgeInSeconds", 60, 21600, 21600)),
                destinations.has("OnFailure")
                        ? onFailureQueueArn(destinations.part("OnFailure", Set.of("Type", "Destination")))
                        : null);
    }

    private String onFailureQueueArn(Properties onFailure) throws TemplateException {
        onFailure.oneOf("Type", Set.of("SQS"));
        return reader.arn(onFailure, "Destination", ResourceType.QUEUE);
    }

    /** The queues that a function polls. Schedules have no effect here: nothing is up for a week, and no version expires. */
    List<QueueTrigger> queueTriggers(Resource function) throws TemplateException {
        List<QueueTrigger> triggers = new ArrayList<>();
        Properties properties = reader.properties(function, KNOWN);
        for (var entry : properties
                .named("Events", "event %s of " + function.title(), Set.of("Type", "Properties"))
                .entrySet()) {
            String id = entry.getKey();
            Properties event = entry.getValue();
            if (event.oneOf("Type", Set.of("SQS", "Schedule")).equals("SQS")) {
                triggers.add(queueTrigger(id, function, event, timeout(properties)));
            } else {
                checkSchedule(event.part("Properties", Set.of("Schedule", "Description", "Input")));
            }
        }
        return triggers;
    }

    private static void checkSchedule(Properties properties) throws TemplateException {
        String schedule = properties.text("Schedule");
        if (!SCHEDULE.matcher(schedule).matches()) {
            throw properties.error(
                    "Schedule",
                    "is %s, but must be rate(...) or cron(...).".formatted(TemplateException.quote(schedule)));
        }
    }

    private QueueTrigger queueTrigger(String id, Resource function, Properties event, Duration timeout)
            throws TemplateException {
        Properties properties = event.part(
                "Properties",
                Set.of(
                        "BatchSize",
                        "FunctionResponseTypes",
                        "MaximumBatchingWindowInSeconds",
                        "Queue",
                        "ScalingConfig"));
        String arn = reader.arn(properties, "Queue", ResourceType.QUEUE);
        for (QueueDefinition queue : queues) {
            if (queue.arn().equals(arn) && queue.visibilityTimeout().compareTo(timeout) < 0) {
                throw properties.error(
                        "Queue",
                        "hides messages for %d seconds, which is less than the function's Timeout of %d, so Lambda refuses it."
                                .formatted(queue.visibilityTimeout().toSeconds(), timeout.toSeconds()));
            }
        }
        int batchSize = properties.integer("BatchSize", 1, 10_000, 10);
        int window = properties.integer("MaximumBatchingWindowInSeconds", 0, 300, 0);
        if (batchSize > 10 && window == 0) {
            throw properties.error(
                    "BatchSize", "is over 10, which needs a MaximumBatchingWindowInSeconds of 1 or more.");
        }
        List<String> responses = properties.texts("FunctionResponseTypes");
        if (!responses.isEmpty() && !responses.equals(List.of("ReportBatchItemFailures"))) {
            throw properties.error("FunctionResponseTypes", "knows ReportBatchItemFailures only.");
        }
        return new QueueTrigger(
                id,
                function.logicalId(),
                arn,
                batchSize,
                Duration.ofSeconds(window),
                properties
                        .part("ScalingConfig", Set.of("MaximumConcurrency"))
                        .integer("MaximumConcurrency", 2, 1000, 1000),
                !responses.isEmpty());
    }
}
