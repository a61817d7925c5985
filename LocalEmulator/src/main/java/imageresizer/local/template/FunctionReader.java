package imageresizer.local.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import imageresizer.local.template.Expression.MapOf;
import imageresizer.local.template.Expression.Ref;
import imageresizer.local.template.FunctionDefinition.AsynchronousInvocation;
import imageresizer.local.template.FunctionDefinition.Logging;
import imageresizer.local.template.Value.Fields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code AWS::Serverless::Function} and its events. The ranges and defaults are those of Lambda. */
final class FunctionReader {
    private static final Set<String> UNDERSTOOD = Set.of(
            "Architectures",
            "AutoPublishAlias",
            "CodeUri",
            "Environment",
            "EventInvokeConfig",
            "Events",
            "FunctionName",
            "Handler",
            "Layers",
            "LoggingConfig",
            "MemorySize",
            "ReservedConcurrentExecutions",
            "Role",
            "Runtime",
            "SnapStart",
            "Timeout");

    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "AssumeRolePolicyDocument",
            "AutoPublishAliasAllProperties",
            "DeploymentPreference",
            "Description",
            "EphemeralStorage",
            "KmsKeyArn",
            "PermissionsBoundary",
            "Policies",
            "PropagateTags",
            "RecursiveLoop",
            "RolePath",
            "RuntimeManagementConfig",
            "Tags",
            "Tracing",
            "VersionDescription");

    /** The events that the local S3 sends, and the patterns over them; nothing ever expires here. */
    private static final Set<String> S3_EVENTS = Set.of(
            "s3:ObjectCreated:*",
            "s3:ObjectCreated:Put",
            "s3:ObjectCreated:Post",
            "s3:ObjectCreated:Copy",
            "s3:ObjectCreated:CompleteMultipartUpload",
            "s3:ObjectRemoved:*",
            "s3:ObjectRemoved:Delete",
            "s3:ObjectRemoved:DeleteMarkerCreated",
            "s3:LifecycleExpiration:*");

    private static final int LARGEST_ENVIRONMENT = 4096;
    private static final Pattern SCHEDULE = Pattern.compile("(rate|cron)\\(.+\\)");

    private final Resources resources;
    private final DefinitionReader definitions;
    private final List<Bucket> buckets;
    private final List<Queue> queues;
    private final List<Layer> layers;

    FunctionReader(
            Resources resources,
            DefinitionReader definitions,
            List<Bucket> buckets,
            List<Queue> queues,
            List<Layer> layers) {
        this.resources = resources;
        this.definitions = definitions;
        this.buckets = List.copyOf(buckets);
        this.queues = List.copyOf(queues);
        this.layers = List.copyOf(layers);
    }

    FunctionDefinition function(Resource resource) throws TemplateException {
        Expression buildMethod = resource.metadata().fields().get("BuildMethod");
        if (buildMethod != null) {
            throw buildMethod.at().error("the local emulator knows no BuildMethod of functions.");
        }
        Properties properties = properties(resource);
        String name = resources.property(resource, "FunctionName");
        String snapStart = properties
                .part("SnapStart", Set.of("ApplyOn"), Set.of())
                .oneOf("ApplyOn", Set.of("PublishedVersions", "None"), "None");
        return new FunctionDefinition(
                resource.logicalId(),
                name,
                resources.attribute(resource, "Arn"),
                properties.text("Handler"),
                properties.text("Runtime"),
                definitions.path(properties, "CodeUri"),
                architecture(properties),
                properties.integer("MemorySize", 128, 10240, 128),
                Duration.ofSeconds(properties.integer("Timeout", 1, 900, 3)),
                environment(properties),
                layers(properties),
                logging(properties, name),
                asynchronousInvocation(properties),
                snapStart.equals("PublishedVersions") && properties.has("AutoPublishAlias"),
                properties.has("ReservedConcurrentExecutions")
                        ? properties.integer("ReservedConcurrentExecutions", 0, Integer.MAX_VALUE, 0)
                        : null,
                role(properties));
    }

    List<Trigger> triggers(Resource resource) throws TemplateException {
        List<Trigger> triggers = new ArrayList<>();
        for (var event : events(resource, "S3").entrySet()) {
            triggers.add(trigger(resource, event.getKey(), event.getValue()));
        }
        return triggers;
    }

    List<QueueTrigger> queueTriggers(Resource resource) throws TemplateException {
        List<QueueTrigger> triggers = new ArrayList<>();
        for (var event : events(resource, "SQS").entrySet()) {
            triggers.add(queueTrigger(resource, event.getKey(), event.getValue()));
        }
        return triggers;
    }

    /** The events of one type, by logical id. */
    private Map<String, Properties> events(Resource function, String type) throws TemplateException {
        Map<String, Properties> found = new LinkedHashMap<>();
        Fields events = properties(function).optionalFields("Events");
        if (events != null) {
            for (var entry : events.fields().entrySet()) {
                String owner = "event %s of %s".formatted(entry.getKey(), function.title());
                if (!(entry.getValue() instanceof Fields fields)) {
                    throw entry.getValue().at().error("the %s must be a map.".formatted(owner));
                }
                Properties event = new Properties(owner, fields, Set.of("Type", "Properties"), Set.of());
                String itsType = event.oneOf("Type", Set.of("S3", "SQS", "Schedule"));
                if (itsType.equals("Schedule")) {
                    checkSchedule(event);
                }
                if (itsType.equals(type)) {
                    found.put(entry.getKey(), event);
                }
            }
        }
        return found;
    }

    private Properties properties(Resource resource) throws TemplateException {
        return definitions.properties(resource, UNDERSTOOD, WITHOUT_EFFECT);
    }

    private static Map<String, String> environment(Properties properties) throws TemplateException {
        Properties environment = properties.part("Environment", Set.of("Variables"), Set.of());
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

    private static String architecture(Properties properties) throws TemplateException {
        List<String> architectures =
                properties.has("Architectures") ? properties.texts("Architectures") : List.of("x86_64");
        if (architectures.size() != 1 || !Set.of("x86_64", "arm64").contains(architectures.getFirst())) {
            throw properties.error("Architectures", "must be a list of either x86_64 or arm64.");
        }
        return architectures.getFirst();
    }

    private List<String> layers(Properties properties) throws TemplateException {
        List<String> logicalIds = new ArrayList<>();
        for (String arn : properties.texts("Layers")) {
            logicalIds.add(layers.stream()
                    .filter(layer -> layer.arn().equals(arn))
                    .findFirst()
                    .orElseThrow(() -> properties.error("Layers", "must refer to layers in this template."))
                    .logicalId());
        }
        return logicalIds;
    }

    private static Logging logging(Properties properties, String functionName) throws TemplateException {
        Properties logging = properties.part(
                "LoggingConfig", Set.of("LogFormat", "LogGroup", "ApplicationLogLevel"), Set.of("SystemLogLevel"));
        String logGroup = logging.optionalText("LogGroup");
        return new Logging(
                logging.oneOf("LogFormat", Set.of("JSON", "Text"), "Text"),
                logging.has("ApplicationLogLevel")
                        ? logging.oneOf(
                                "ApplicationLogLevel", Set.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"))
                        : null,
                logGroup == null ? "/aws/lambda/" + functionName : logGroup);
    }

    private AsynchronousInvocation asynchronousInvocation(Properties properties) throws TemplateException {
        Properties config = properties.part(
                "EventInvokeConfig",
                Set.of("MaximumRetryAttempts", "MaximumEventAgeInSeconds", "DestinationConfig"),
                Set.of());
        Properties destinations = config.part("DestinationConfig", Set.of("OnFailure"), Set.of());
        return new AsynchronousInvocation(
                config.integer("MaximumRetryAttempts", 0, 2, 2),
                Duration.ofSeconds(config.integer("MaximumEventAgeInSeconds", 60, 21600, 21600)),
                destinations.has("OnFailure")
                        ? onFailureQueueArn(destinations.part("OnFailure", Set.of("Type", "Destination"), Set.of()))
                        : null);
    }

    private String onFailureQueueArn(Properties onFailure) throws TemplateException {
        onFailure.oneOf("Type", Set.of("SQS"));
        String arn = onFailure.text("Destination");
        if (queues.stream().noneMatch(queue -> queue.arn().equals(arn))) {
            throw onFailure.error("Destination", "must be the ARN of a queue in this template.");
        }
        return arn;
    }

    private @Nullable String role(Properties properties) throws TemplateException {
        String arn = properties.optionalText("Role");
        for (Resource resource : resources.existing()) {
            if (resource.type().name().equals(ResourceType.ROLE)
                    && resources.attribute(resource, "Arn").equals(arn)) {
                return resource.logicalId();
            }
        }
        return null;
    }

    /** Schedules have no effect here: nothing is up for a week, and no version becomes inactive. */
    private static void checkSchedule(Properties event) throws TemplateException {
        Properties properties = event.part(
                "Properties", Set.of("Schedule"), Set.of("Description", "Enabled", "Input", "Name", "State"));
        String schedule = properties.text("Schedule");
        if (!SCHEDULE.matcher(schedule).matches()) {
            throw properties.error(
                    "Schedule",
                    "is %s, but must be rate(...) or cron(...).".formatted(TemplateException.quote(schedule)));
        }
    }

    private Trigger trigger(Resource function, String logicalId, Properties event) throws TemplateException {
        Properties properties = event.part("Properties", Set.of("Bucket", "Events", "Filter"), Set.of());
        Map<String, String> filter = filter(properties);
        return new Trigger(
                logicalId,
                function.logicalId(),
                bucketName(function, logicalId, properties),
                events(properties),
                filter.getOrDefault("prefix", ""),
                filter.getOrDefault("suffix", ""));
    }

    private QueueTrigger queueTrigger(Resource function, String logicalId, Properties event) throws TemplateException {
        Properties properties = event.part(
                "Properties",
                Set.of(
                        "BatchSize",
                        "FunctionResponseTypes",
                        "MaximumBatchingWindowInSeconds",
                        "Queue",
                        "ScalingConfig"),
                Set.of());
        String arn = properties.text("Queue");
        Queue queue = queues.stream()
                .filter(candidate -> candidate.arn().equals(arn))
                .findFirst()
                .orElseThrow(() -> properties.error("Queue", "must be the ARN of a queue in this template."));
        int timeout = properties(function).integer("Timeout", 1, 900, 3);
        if (queue.visibilityTimeout().toSeconds() < timeout) {
            throw properties.error(
                    "Queue",
                    "hides messages for %d seconds, which is less than the function's Timeout of %d, so Lambda refuses it."
                            .formatted(queue.visibilityTimeout().toSeconds(), timeout));
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
                logicalId,
                function.logicalId(),
                arn,
                batchSize,
                Duration.ofSeconds(window),
                properties
                        .part("ScalingConfig", Set.of("MaximumConcurrency"), Set.of())
                        .integer("MaximumConcurrency", 2, 1000, 1000),
                !responses.isEmpty());
    }

    /** SAM adds the notification to the bucket itself, so it takes nothing but a direct reference. */
    private String bucketName(Resource function, String event, Properties properties) throws TemplateException {
        if (function.properties().fields().get("Events") instanceof MapOf events
                && events.fields().get(event) instanceof MapOf attributes
                && attributes.fields().get("Properties") instanceof MapOf written
                && written.fields().get("Bucket") instanceof Ref bucketRef) {
            for (Bucket bucket : buckets) {
                if (bucket.logicalId().equals(bucketRef.name())) {
                    return bucket.name();
                }
            }
        }
        throw properties.error("Bucket", "must be a !Ref of a bucket in this template.");
    }

    private static List<String> events(Properties properties) throws TemplateException {
        List<String> events = properties.textOrTexts("Events");
        if (events.isEmpty()) {
            throw properties.at().error("%s needs Events.".formatted(properties.owner()));
        }
        for (String event : events) {
            if (!S3_EVENTS.contains(event)) {
                throw properties.error(
                        "Events",
                        "names %s, which the local S3 never sends.".formatted(TemplateException.quote(event)));
            }
        }
        return events;
    }

    private static Map<String, String> filter(Properties properties) throws TemplateException {
        Properties key = properties.part("Filter", Set.of("S3Key"), Set.of()).part("S3Key", Set.of("Rules"), Set.of());
        Map<String, String> filter = new LinkedHashMap<>();
        for (Properties rule : key.parts("Rules", Set.of("Name", "Value"))) {
            String name = rule.oneOf("Name", Set.of("prefix", "suffix"));
            if (filter.put(name, rule.text("Value")) != null) {
                throw rule.error("Name", "is %s, but S3 allows one such rule in a filter.".formatted(name));
            }
        }
        return filter;
    }
}
