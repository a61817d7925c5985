package imageresizer.local.sns;

import org.jspecify.annotations.Nullable;

/**
 * A subscription.
 *
 * @param token what the subscriber has to send back to confirm
 * @param confirmed whether it receives messages
 * @param raw whether an HTTP subscriber gets the bare message
 * @param filter null lets every message through
 */
public record Subscription(
        String arn,
        String topicArn,
        Protocol protocol,
        String endpoint,
        String token,
        boolean confirmed,
        boolean raw,
        @Nullable FilterPolicy filter) {
    Subscription confirm() {
        return new Subscription(arn, topicArn, protocol, endpoint, token, true, raw, filter);
    }

    Subscription withRaw(boolean newRaw) {
        return new Subscription(arn, topicArn, protocol, endpoint, token, confirmed, newRaw, filter);
    }

    Subscription withFilter(@Nullable FilterPolicy newFilter) {
        return new Subscription(arn, topicArn, protocol, endpoint, token, confirmed, raw, newFilter);
    }

    /** Whether it gets this message. */
    public boolean wants(PublishedMessage message) {
        return confirmed
                && topicArn.equals(message.topicArn())
                && (filter == null || filter.matches(message.attributes(), message.text(protocol.wireName())));
    }
}
