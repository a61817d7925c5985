package imageresizer.local.template;

import org.jspecify.annotations.Nullable;

/**
 * A subscription to one of the template's topics.
 *
 * @param protocol such as {@code email}
 * @param filterPolicy JSON; null means every message
 * @param raw whether the endpoint gets the bare message, without SNS's envelope
 */
public record SubscriptionDefinition(
        String topicArn,
        String protocol,
        String endpoint,
        @Nullable String filterPolicy,
        boolean raw) {}
