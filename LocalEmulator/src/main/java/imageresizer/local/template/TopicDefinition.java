package imageresizer.local.template;

import org.jspecify.annotations.Nullable;

/**
 * A topic.
 *
 * @param displayName the name that its e-mails come from; null if the topic has none
 */
public record TopicDefinition(
        String logicalId, String name, String arn, @Nullable String displayName) {}
