package imageresizer.local.sns;

import org.jspecify.annotations.Nullable;

/**
 * A subscription.
 *
 * @param token what the subscriber has to send back to confirm
 * @param confirmed whether it receives messages
 * @param suspended whether it was confirmed once and got too many mails
 * @param raw whether an HTTP subscriber or a queue gets the bare message
 * @param filter null lets every message through
 */
public record Subscription(
        String arn,
        String topicArn,
        Protocol protocol,
        String endpoint,
        String token,
        boolean confirmed,
        boolean suspended,
        boolean raw,
        @Nullable FilterPolicy filter) {
    Subscription confirm() {
        return new Subscription(arn, topicArn, protocol, endpoint, token, true, false, raw, filter);
    }

    /** Pending confirmation again, by another token. */
    Subscription suspend(String newToken) {
        return new Subscription(arn, topicArn, protocol, endpoint, newToken, false, true, raw, filter);
    }

    Subscription withRaw(boolean newRaw) {
        return new Subscription(arn, topicArn, protocol, endpoint, token, confirmed, suspended, newRaw, filter);
    }

    Subscription withFilter(@Nullable FilterPolicy newFilter) {
        return new Subscription(arn, topicArn, protocol, endpoint, token, confirmed, suspended, raw, newFilter);
    }

    /** Whether it gets this message. */
    public boolean wants(PublishedMessage message) {
        return confirmed
                && topicArn.equals(message.topicArn())
                && (filter == null || filter.matches(message.attributes()));
    }
}
