package imageresizer.local.sns;

import imageresizer.local.mail.SmtpSender;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * SNS in this process: what is published is delivered by SMTP, by HTTP and to queues. Methods throw
 * {@link SnsException} where SNS would refuse the request. Thread-safe.
 */
public final class LocalSns implements AutoCloseable {
    private static final String TOPIC_NAME = "[A-Za-z0-9_-]{1,256}";
    private static final int TOKEN_BYTES = 64;

    private final String arnPrefix;
    private final SnsLinks links;
    private final Deliveries deliveries;
    private final SnsListener listener;
    private final Map<String, Topic> topics = new LinkedHashMap<>();
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    private final MailRate mailRate = new MailRate();
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param region such as {@code us-east-1}
     * @param account 12 digits
     * @param endpoint where {@link #servlet()} is served, for the links in messages
     * @param smtp takes the mails
     * @param queues takes the messages of queues
     * @param clock for the time of messages, and for how many mails a second there are
     */
    public LocalSns(
            String region,
            String account,
            URI endpoint,
            SmtpSender smtp,
            QueueSender queues,
            SnsListener listener,
            InstantSource clock) {
        this.arnPrefix = "arn:aws:sns:" + region + ":" + account + ":";
        this.links = new SnsLinks(endpoint);
        this.deliveries = new Deliveries(links, "no-reply@sns." + region + ".localhost", smtp, queues, listener);
        this.listener = listener;
        this.clock = clock;
    }

    /** Returns SNS's side of the endpoint, for {@code /}. */
    public HttpServlet servlet() {
        return new SnsServlet(this);
    }

    /**
     * Creates a topic, or finds the one of this name.
     *
     * @param displayName the sender's name in mails; null to leave it as it is
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
     * Subscribes an endpoint and asks it to confirm; until it does, it gets nothing else. A queue need not confirm. The
     * same topic, protocol and endpoint give the same subscription.
     *
     * @param protocol {@code email}, {@code email-json}, {@code http} or {@code sqs}
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
                        topicArn + ":" + UUID.randomUUID(),
                        topicArn,
                        by,
                        endpoint,
                        token(),
                        by == Protocol.SQS,
                        false,
                        false,
                        null)));
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
     * @param sessionToken of the publisher's credentials, for the listener; null if they have none
     * @return the message's id
     */
    public String publish(PublishRequest request, @Nullable String sessionToken) {
        PublishedMessage message = request.accept(UUID.randomUUID().toString(), clock.instant());
        Topic topic = topic(request.topicArn());
        Predicate<Subscription> wanting = subscription -> subscription.wants(message);
        List<Subscription> receivers = subscriptions().stream().filter(wanting).toList();
        listener.published(message, sessionToken);
        for (Subscription subscription : receivers) {
            if (subscription.protocol().isMail() && !mailRate.admits(subscription.arn(), message.time())) {
                suspend(topic, subscription, message);
            } else {
                deliveries.notify(topic, subscription, message);
            }
        }
        return message.id();
    }

    private void suspend(Topic topic, Subscription subscription, PublishedMessage message) {
        Subscription suspended = subscription.suspend(token());
        synchronized (this) {
            if (subscriptions.replace(subscription.arn(), subscription, suspended)) {
                deliveries.askForConfirmation(topic, suspended);
            }
        }
        listener.suspended(suspended, message.id());
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
