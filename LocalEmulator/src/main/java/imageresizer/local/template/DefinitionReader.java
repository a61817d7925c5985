package imageresizer.local.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.template.Value.Fields;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the resources that are emulated, except functions. */
final class DefinitionReader {
    private static final Pattern BUCKET_NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final JsonMapper JSON = new JsonMapper();

    private final Resources resources;
    private final Path folder;

    /** @param folder of the template, absolute */
    DefinitionReader(Resources resources, Path folder) {
        this.resources = resources;
        this.folder = folder;
    }

    Bucket bucket(Resource resource) throws TemplateException {
        Properties properties = properties(
                resource,
                Set.of("BucketName", "VersioningConfiguration"),
                Set.of(
                        "BucketEncryption",
                        "LifecycleConfiguration",
                        "LoggingConfiguration",
                        "MetricsConfigurations",
                        "OwnershipControls",
                        "PublicAccessBlockConfiguration",
                        "Tags"));
        String name = resources.property(resource, "BucketName");
        if (!BUCKET_NAME.matcher(name).matches()) {
            throw properties.error(
                    "BucketName",
                    "is %s, but must be 3 to 63 lower case letters, digits, dots and hyphens."
                            .formatted(TemplateException.quote(name)));
        }
        String status = properties
                .part("VersioningConfiguration", Set.of("Status"), Set.of())
                .oneOf("Status", Set.of("Enabled", "Suspended"), "Suspended");
        return new Bucket(resource.logicalId(), name, status.equals("Enabled"));
    }

    Queue queue(Resource resource) throws TemplateException {
        Properties properties = properties(
                resource,
                Set.of("QueueName", "RedrivePolicy", "VisibilityTimeout"),
                Set.of(
                        "KmsDataKeyReusePeriodSeconds",
                        "KmsMasterKeyId",
                        "MessageRetentionPeriod",
                        "SqsManagedSseEnabled",
                        "Tags"));
        return new Queue(
                resource.logicalId(),
                resources.property(resource, "QueueName"),
                resources.attribute(resource, "Arn"),
                resources.ref(resource),
                Duration.ofSeconds(properties.integer("VisibilityTimeout", 0, 43_200, 30)),
                properties.has("RedrivePolicy") ? redrive(properties) : null);
    }

    private Queue.Redrive redrive(Properties queue) throws TemplateException {
        Properties policy = queue.part("RedrivePolicy", Set.of("deadLetterTargetArn", "maxReceiveCount"), Set.of());
        String arn = policy.text("deadLetterTargetArn");
        for (Resource resource : resources.existing()) {
            if (resource.type().name().equals(ResourceType.QUEUE)
                    && resources.attribute(resource, "Arn").equals(arn)) {
                return new Queue.Redrive(arn, policy.integer("maxReceiveCount", 1, 1000, 10));
            }
        }
        throw policy.error("deadLetterTargetArn", "must be the ARN of a queue in this template.");
    }

    TopicDefinition topic(Resource resource) throws TemplateException {
        Properties properties = properties(
                resource,
                Set.of("TopicName", "DisplayName"),
                Set.of("KmsMasterKeyId", "SignatureVersion", "Tags", "TracingConfig"));
        return new TopicDefinition(
                resource.logicalId(),
                resources.property(resource, "TopicName"),
                resources.ref(resource),
                properties.optionalText("DisplayName"));
    }

    SubscriptionDefinition subscription(Resource resource, List<TopicDefinition> topics, List<Queue> queues)
            throws TemplateException {
        Properties properties = properties(
                resource,
                Set.of("TopicArn", "Protocol", "Endpoint", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery"),
                Set.of());
        String topicArn = properties.text("TopicArn");
        if (topics.stream().noneMatch(topic -> topic.arn().equals(topicArn))) {
            throw properties.error("TopicArn", "must be the ARN of a topic in this template.");
        }
        String endpoint = properties.text("Endpoint");
        if (properties.text("Protocol").equals("sqs")
                && queues.stream().noneMatch(queue -> queue.arn().equals(endpoint))) {
            throw properties.error("Endpoint", "must be the ARN of a queue in this template.");
        }
        Fields filterPolicy = properties.optionalFields("FilterPolicy");
        return new SubscriptionDefinition(
                resource.logicalId(),
                resources.ref(resource),
                topicArn,
                properties.oneOf(
                        "Protocol",
                        Set.of(
                                "application",
                                "email",
                                "email-json",
                                "firehose",
                                "http",
                                "https",
                                "lambda",
                                "sms",
                                "sqs")),
                endpoint,
                filterPolicy == null ? null : json(filterPolicy),
                properties.oneOf("FilterPolicyScope", Set.of("MessageAttributes", "MessageBody"), "MessageAttributes"),
                properties
                        .oneOf("RawMessageDelivery", Set.of("true", "false"), "false")
                        .equals("true"));
    }

    Layer layer(Resource resource) throws TemplateException {
        Properties properties = properties(
                resource,
                Set.of("ContentUri", "LayerName"),
                Set.of(
                        "CompatibleArchitectures",
                        "CompatibleRuntimes",
                        "Description",
                        "LicenseInfo",
                        "RetentionPolicy"));
        String buildMethod = new Properties(
                        "Metadata of " + resource.title(),
                        resources.resolver().fields(resource.metadata()),
                        Set.of("BuildMethod"),
                        Set.of("BuildArchitecture"))
                .optionalText("BuildMethod");
        return new Layer(resource.logicalId(), resources.ref(resource), path(properties, "ContentUri"), buildMethod);
    }

    Properties properties(Resource resource, Set<String> understood, Set<String> withoutEffect)
            throws TemplateException {
        return new Properties(resource.title(), resources.resolved(resource), understood, withoutEffect);
    }

    /** The file or folder that the property names, relative to the template. */
    Path path(Properties properties, String name) throws TemplateException {
        String uri = properties.text(name);
        Path path = folder.resolve(uri).normalize();
        if (!Files.exists(path)) {
            throw properties.error(
                    name,
                    "is %s, but there is no such folder beside the template.".formatted(TemplateException.quote(uri)));
        }
        return path;
    }

    private static String json(Fields fields) {
        try {
            return JSON.writeValueAsString(fields.plain());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists, texts, numbers and booleans always have a JSON form", e);
        }
    }
}
