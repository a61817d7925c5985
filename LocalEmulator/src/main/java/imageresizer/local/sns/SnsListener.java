package imageresizer.local.sns;

import org.jspecify.annotations.Nullable;

/** Hears what happens in SNS. Calls come from several threads; the deliveries of one message wait for nothing. */
public interface SnsListener {
    /**
     * A message was accepted; its deliveries are about to begin.
     *
     * @param sessionToken of the publisher's credentials; null if they have none
     */
    default void published(PublishedMessage message, @Nullable String sessionToken) {}

    /**
     * A mail subscription got too many messages in a second. It has to be confirmed again, and gets none before.
     *
     * @param messageId of the message that was one too many; it is not delivered
     */
    default void suspended(Subscription subscription, String messageId) {}

    /**
     * A mail server took a mail.
     *
     * @param messageId the message's id, as in the mail's header {@code x-amz-sns-message-id}; null for the request to
     *     confirm a subscription
     */
    default void mailSent(@Nullable String messageId, String recipient) {}

    /** A subscriber could not be reached; SNS has given up. */
    default void deliveryFailed(@Nullable String messageId, Subscription subscription, Exception cause) {}
}
