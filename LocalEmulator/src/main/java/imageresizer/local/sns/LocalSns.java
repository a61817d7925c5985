package imageresizer.local.sns;

import imageresizer.local.mail.SmtpSender;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * SNS in this process: what is published is delivered by SMTP and HTTP. Methods throw {@link SnsException} where SNS
 * would refuse the request. Thread-safe.
 */
public final class LocalSns implements AutoCloseable {
    private static final String TOPIC_NAME = "[A-Za-z0-9_-]{1,256}";
    private static final int TOKEN_BYTES = 64;

    private final String arnPrefix;
    private final Links links;
    private final Deliveries deliveries;
    private final SnsListener listener;
    private final Map<String, Topic> topics = new LinkedHashMap<>();
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    private final SecureRandom random = new SecureRandom();

    /**
     * @param region such as {@code us-east-1}
     * @param account 12 digits
     * @param endpoint where {@link #servlet()} is served, for the links in messages
     * @param smtp takes the mails
     */
    public LocalSns(String region, String account, URI endpoint, SmtpSender smtp, SnsListener listener) {
        this.arnPrefix = "arn:aws:sns:" + region + ":" + account + ":";
        this.links = new Links(endpoint);
        this.deliveries = new Deliveries(links, "no-reply@sns." + region + ".localhost", smtp, listener);
        this.listener = listener;
    }

    /** Returns SNS's side of the endpoint, for {@code /}. */
    public HttpServlet servlet() {
        return new SnsServlet(this);
    }

    /**
     * Creates a topic, or finds the one of this name.
     *
     * @param displayName the sender's name in mails; null for whatever it is
     * @return its ARN
     */
    public synchronized String createTopic(String name, @Nullable String displayName) {
        if (!name.matches(TOPIC_NAME)) {
            throw SnsException.invalid("Topic Name");
        }
        String arn = arnPrefix + name;
        Topic known = topics.putIfAbsent(arn, new Topic(arn, displayName == null ? "" : displayName));
        if (known != null && displayName != null && !displayName.equals(known.displayName())) {
            throw SnsException.invalid("Attributes Reason: Topic already exists with different attributes");
        }
        return arn;
    }

    /** Returns a topic. */
    public synchronized Topic topic(String arn) {
        Topic topic = topics.get(checkArn("TopicArn", arn));
        if (topic == null) {
            throw SnsException.notFound("Topic");
        }
        return topic;
    }

    /** Returns every topic, the oldest first. */
    public synchronized List<Topic> topics() {
        return List.copyOf(topics.values());
    }

    synchronized void setDisplayName(String arn, String displayName) {
        topics.replace(topic(arn).arn(), new Topic(arn, displayName));
    }

    /** Removes a topic and its subscriptions; one that is not there is no error. */
    synchronized void deleteTopic(String arn) {
        topics.remove(checkArn("TopicArn", arn));
        subscriptions.values().removeIf(subscription -> subscription.topicArn().equals(arn));
    }

    /**
     * Subscribes an endpoint and asks it to confirm; until it does, it gets nothing else. The same topic, protocol and
     * endpoint give the same subscription.
     *
     * @param protocol {@code email}, {@code email-json} or {@code http}
     * @param attributes {@code FilterPolicy}, {@code FilterPolicyScope} and {@code RawMessageDelivery}
     */
    public synchronized Subscription subscribe(
            String topicArn, String protocol, String endpoint, Map<String, String> attributes) {
        Topic topic = topic(topicArn);
        Protocol by = Protocol.of(protocol);
        by.checkEndpoint(endpoint);
        var wanted = new SubscriptionAttributes(attributes);
        var subscription = subscriptions.values().stream()
                .filter(known -> known.topicArn().equals(topicArn)
                        && known.protocol() == by
                        && known.endpoint().equals(endpoint))
                .findFirst()
                .orElseGet(() -> wanted.applyTo(new Subscription(
                        topicArn + ":" + UUID.randomUUID(), topicArn, by, endpoint, token(), false, false, null)));
        if (!attributes.isEmpty() && !wanted.agreeWith(subscription)) {
            throw SnsException.invalid("Attributes Reason: Subscription already exists with different attributes");
        }
        subscriptions.put(subscription.arn(), subscription);
        if (!subscription.confirmed()) {
            deliveries.askForConfirmation(topic, subscription);
        }
        return subscription;
    }

    private String token() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The link that the subscriber opens to confirm. */
    public URI confirmationLink(Subscription subscription) {
        return URI.create(links.confirm(subscription));
    }

    /** Confirms a subscription on the subscriber's behalf. */
    public synchronized Subscription confirm(String subscriptionArn) {
        return change(subscriptionArn, Subscription::confirm);
    }

    synchronized Subscription confirm(String topicArn, String token) {
        topic(topicArn);
        return subscriptions.values().stream()
                .filter(known ->
                        known.topicArn().equals(topicArn) && known.token().equals(token))
                .findFirst()
                .map(known -> confirm(known.arn()))
                .orElseThrow(() -> SnsException.invalid("Token"));
    }

    /** Removes a subscription; one that is not there is no error. */
    public synchronized void unsubscribe(String subscriptionArn) {
        subscriptions.remove(checkArn("SubscriptionArn", subscriptionArn));
    }

    /** Returns a subscription. */
    public synchronized Subscription subscription(String arn) {
        Subscription subscription = subscriptions.get(checkArn("SubscriptionArn", arn));
        if (subscription == null) {
            throw SnsException.notFound("Subscription");
        }
        return subscription;
    }

    /** Returns every subscription, the oldest first. */
    public synchronized List<Subscription> subscriptions() {
        return List.copyOf(subscriptions.values());
    }

    /** Changes an attribute of a subscription, such as {@code FilterPolicy}; an empty policy removes it. */
    public synchronized void setAttribute(String subscriptionArn, String name, String value) {
        change(subscriptionArn, known -> new SubscriptionAttributes(Map.of(name, value)).applyTo(known));
    }

    private Subscription change(String arn, UnaryOperator<Subscription> change) {
        Subscription changed = change.apply(subscription(arn));
        subscriptions.put(changed.arn(), changed);
        return changed;
    }

    /**
     * Accepts a message; its deliveries go on afterwards.
     *
     * @return the message's id
     */
    public String publish(PublishRequest request) {
        PublishedMessage message = request.accept(UUID.randomUUID().toString(), Instant.now());
        Topic topic = topic(request.topicArn());
        Predicate<Subscription> wanting = subscription -> subscription.wants(message);
        List<Subscription> receivers = subscriptions().stream().filter(wanting).toList();
        listener.published(message);
        receivers.forEach(subscription -> deliveries.notify(topic, subscription, message));
        return message.id();
    }

    private static String checkArn(String parameter, String arn) {
        int elements = arn.split(":", -1).length;
        if (elements < 6) {
            throw SnsException.invalid(parameter + " Reason: An ARN must have at least 6 elements, not " + elements);
        }
        return arn;
    }

    /** Waits for the deliveries under way, at most 30 seconds. */
    @Override
    public void close() {
        deliveries.close();
    }
}
