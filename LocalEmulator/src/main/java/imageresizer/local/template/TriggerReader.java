package imageresizer.local.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what invokes functions when objects change: notifications of buckets, and rules of EventBridge. */
final class TriggerReader {
    /** The events that the local S3 sends; nothing ever expires here. */
    private static final Set<String> S3_EVENTS =
            Set.of("s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleExpiration:*");

    private final ResourceReader reader;
    private final Resolver resolver;

    TriggerReader(ResourceReader reader, Resolver resolver) {
        this.reader = reader;
        this.resolver = resolver;
    }

    List<BucketTrigger> triggers(Resource bucket) throws TemplateException {
        List<BucketTrigger> triggers = new ArrayList<>();
        for (Properties notification : reader.bucketProperties(bucket)
                .part("NotificationConfiguration", Set.of("LambdaConfigurations"))
                .parts("LambdaConfigurations", Set.of("Event", "Filter", "Function"))) {
            triggers.add(trigger(resolver.name(bucket), notification));
        }
        return triggers;
    }

    private BucketTrigger trigger(String bucket, Properties notification) throws TemplateException {
        Map<String, String> filter = new HashMap<>();
        for (Properties rule : notification
                .part("Filter", Set.of("S3Key"))
                .part("S3Key", Set.of("Rules"))
                .parts("Rules", Set.of("Name", "Value"))) {
            String name = rule.oneOf("Name", Set.of("prefix", "suffix"));
            if (filter.put(name, rule.text("Value")) != null) {
                throw rule.error("Name", "is %s, but S3 allows one such rule in a filter.".formatted(name));
            }
        }
        return new BucketTrigger(
                function(notification, "Function"),
                bucket,
                notification.oneOf("Event", S3_EVENTS),
                filter.getOrDefault("prefix", ""),
                filter.getOrDefault("suffix", ""));
    }

    EventRule rule(Resource resource) throws TemplateException {
        Properties properties = reader.properties(resource, Set.of("Description", "EventPattern", "Targets"));
        List<Properties> targets = properties.parts("Targets", Set.of("Id", "Arn"));
        if (targets.size() != 1) {
            throw properties.error("Targets", "must be one function.");
        }
        EventRule rule = new EventRule(
                resource.logicalId(),
                function(targets.getFirst(), "Arn"),
                EventPattern.read(properties.map("EventPattern")));
        if (rule.pattern().textAt("detail", "bucket", "name").values().size() != 1) {
            throw properties.error("EventPattern", "must name one bucket, as detail.bucket.name.");
        }
        return rule;
    }

    /** The function whose alias the property is. */
    private String function(Properties properties, String name) throws TemplateException {
        String arn = properties.text(name);
        for (Resource resource : resolver.resources()) {
            if (resource.type().equals(ResourceType.FUNCTION)
                    && resource.properties().fields().containsKey(Resolver.ALIAS_PROPERTY)
                    && resolver.alias(resource).equals(arn)) {
                return resource.logicalId();
            }
        }
        throw properties.error(name, "must be the !Ref of a function's Alias in this template.");
    }
}
