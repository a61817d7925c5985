package imageresizer.local.page;

/**
 * An e-mail subscription.
 *
 * @param endpoint the address
 * @param topic the topic's name
 * @param confirmed whether it gets mail
 */
public record SubscriptionView(String endpoint, String topic, boolean confirmed) {}
