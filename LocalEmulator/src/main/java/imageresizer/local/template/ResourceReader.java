package imageresizer.local.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.template.BucketDefinition.CorsRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the resources that are emulated, except functions. */
final class ResourceReader {
    private static final Pattern BUCKET_NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final JsonMapper JSON = new JsonMapper();

    private final Resolver resolver;
    private final Path folder;

    /** @param folder of the template, absolute */
    ResourceReader(Resolver resolver, Path folder) {
        this.resolver = resolver;
        this.folder = folder;
    }

    Properties bucketProperties(Resource resource) throws TemplateException {
        return properties(
                resource,
                Set.of(
                        "BucketName",
                        "CorsConfiguration",
                        "NotificationConfiguration",
                        "VersioningConfiguration",
                        // These have no effect on this machine.
                        "BucketEncryption",
                        "LifecycleConfiguration",
                        "OwnershipControls",
                        "PublicAccessBlockConfiguration"));
    }

    BucketDefinition bucket(Resource resource) throws TemplateException {
        Properties properties = bucketProperties(resource);
        String name = resolver.name(resource);
        if (!BUCKET_NAME.matcher(name).matches()) {
            throw properties.error(
                    "BucketName",
                    "is %s, but must be 3 to 63 lower case letters, digits, dots and hyphens."
                            .formatted(TemplateException.quote(name)));
        }
        String status = properties
                .part("VersioningConfiguration", Set.of("Status"))
                .oneOf("Status", Set.of("Enabled", "Suspended"), "Suspended");
        return new BucketDefinition(resource.logicalId(), name, status.equals("Enabled"), corsRules(properties));
    }

    private static List<CorsRule> corsRules(Properties bucket) throws TemplateException {
        List<CorsRule> rules = new ArrayList<>();
        for (Properties rule : bucket.part("CorsConfiguration", Set.of("CorsRules"))
                .parts(
                        "CorsRules",
                        Set.of("AllowedOrigins", "AllowedMethods", "AllowedHeaders", "ExposedHeaders", "MaxAge"))) {
            List<String> origins = rule.texts("AllowedOrigins");
            if (origins.stream().anyMatch(origin -> origin.contains("*"))) {
                throw rule.error(
                        "AllowedOrigins", "must be origins without *, which the local emulator does not know.");
            }
            if (!rule.texts("AllowedHeaders").equals(List.of("*"))) {
                throw rule.error("AllowedHeaders", "must be [\"*\"]; the local emulator knows nothing else.");
            }
            rules.add(new CorsRule(origins, rule.texts("AllowedMethods"), rule.texts("ExposedHeaders")));
        }
        return rules;
    }

    QueueDefinition queue(Resource resource) throws TemplateException {
        Properties properties = properties(
                resource,
                Set.of(
                        "QueueName",
                        "RedrivePolicy",
                        "VisibilityTimeout",
                        // These have no effect on this machine.
                        "MessageRetentionPeriod",
                        "SqsManagedSseEnabled"));
        return new QueueDefinition(
                resource.logicalId(),
                resolver.name(resource),
                resolver.attribute(resource, "Arn", resource.at()),
                Duration.ofSeconds(properties.integer("VisibilityTimeout", 0, 43_200, 30)),
                properties.has("RedrivePolicy")
                        ? redrive(properties.part("RedrivePolicy", Set.of("deadLetterTargetArn", "maxReceiveCount")))
                        : null);
    }

    private QueueDefinition.Redrive redrive(Properties policy) throws TemplateException {
        return new QueueDefinition.Redrive(
                arn(policy, "deadLetterTargetArn", ResourceType.QUEUE), policy.integer("maxReceiveCount", 1, 1000, 10));
    }

    TopicDefinition topic(Resource resource) throws TemplateException {
        Properties properties = properties(resource, Set.of("TopicName", "DisplayName"));
        return new TopicDefinition(
                resource.logicalId(),
                resolver.name(resource),
                resolver.reference(resource, resource.at()),
                properties.optionalText("DisplayName"));
    }

    SubscriptionDefinition subscription(Resource resource) throws TemplateException {
        Properties properties =
                properties(resource, Set.of("TopicArn", "Protocol", "Endpoint", "FilterPolicy", "RawMessageDelivery"));
        String topicArn = arn(properties, "TopicArn", ResourceType.TOPIC);
        String protocol = properties.oneOf("Protocol", Set.of("email", "email-json", "http", "sqs"));
        return new SubscriptionDefinition(
                topicArn,
                protocol,
                protocol.equals("sqs") ? arn(properties, "Endpoint", ResourceType.QUEUE) : properties.text("Endpoint"),
                filterPolicy(properties),
                properties
                        .oneOf("RawMessageDelivery", Set.of("true", "false"), "false")
                        .equals("true"));
    }

    private static @Nullable String filterPolicy(Properties subscription) throws TemplateException {
        try {
            return subscription.has("FilterPolicy")
                    ? JSON.writeValueAsString(subscription.map("FilterPolicy").plain())
                    : null;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists, texts, numbers and booleans always have a JSON form", e);
        }
    }

    LayerDefinition layer(Resource resource) throws TemplateException {
        Properties properties = properties(
                resource,
                Set.of(
                        "ContentUri",
                        // These have no effect on this machine.
                        "CompatibleArchitectures",
                        "CompatibleRuntimes",
                        "Description",
                        "RetentionPolicy"));
        String buildMethod = new Properties(
                        "Metadata of " + resource.title(), resource.metadata(), Set.of("BuildMethod"))
                .optionalText("BuildMethod");
        return new LayerDefinition(
                resolver.reference(resource, resource.at()), path(properties, "ContentUri"), buildMethod);
    }

    Properties properties(Resource resource, Set<String> known) throws TemplateException {
        return new Properties(resource.title(), resolver.fields(resource.properties()), known);
    }

    /** The property, which must be the ARN of a resource in this template. */
    String arn(Properties properties, String name, ResourceType type) throws TemplateException {
        String arn = properties.text(name);
        for (Resource resource : resolver.resources()) {
            if (resource.type().equals(type)) {
                // Ref of a topic gives its ARN.
                String known = type.equals(ResourceType.TOPIC)
                        ? resolver.reference(resource, resource.at())
                        : resolver.attribute(resource, "Arn", resource.at());
                if (known.equals(arn)) {
                    return arn;
                }
            }
        }
        throw properties.error(
                name,
                "must be the ARN of a %s in this template."
                        .formatted(type.equals(ResourceType.TOPIC) ? "topic" : "queue"));
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
}
