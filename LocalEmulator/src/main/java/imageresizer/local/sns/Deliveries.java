package imageresizer.local.sns;

import imageresizer.local.mail.OutgoingMail;
import imageresizer.local.mail.SmtpSender;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings messages to subscribers, each delivery on a thread of its own. Thread-safe. */
final class Deliveries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final int ATTEMPTS = 3;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);
    private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(15); // As SNS.
    private static final int DRAIN_SECONDS = 30;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(HTTP_TIMEOUT).build();
    private final SnsLinks links;
    private final SnsJsonMessage envelope;
    private final String sender;
    private final SmtpSender smtp;
    private final QueueSender queues;
    private final SnsListener listener;

    Deliveries(SnsLinks links, String sender, SmtpSender smtp, QueueSender queues, SnsListener listener) {
        this.links = links;
        this.envelope = new SnsJsonMessage(links);
        this.sender = sender;
        this.smtp = smtp;
        this.queues = queues;
        this.listener = listener;
    }

    private interface Attempt {
        void run() throws MessagingException, IOException, InterruptedException;
    }

    void notify(Topic topic, Subscription subscription, PublishedMessage message) {
        deliver(message.id(), subscription, () -> {
            switch (subscription.protocol()) {
                case EMAIL ->
                    mail(
                            topic,
                            subscription,
                            MailText.subject(message),
                            MailText.notification(message.text("email"), links.unsubscribe(subscription)),
                            message.id());
                case EMAIL_JSON ->
                    mail(
                            topic,
                            subscription,
                            MailText.subject(message),
                            envelope.notification(message, subscription),
                            message.id());
                case HTTP ->
                    post(
                            subscription,
                            "Notification",
                            message.id(),
                            subscription.raw() ? message.text("http") : envelope.notification(message, subscription));
                case SQS -> {
                    if (subscription.raw()) {
                        queues.send(subscription.endpoint(), message.text("sqs"), message.attributes());
                    } else {
                        queues.send(subscription.endpoint(), envelope.notification(message, subscription), Map.of());
                    }
                }
            }
        });
    }

    void askForConfirmation(Topic topic, Subscription subscription) {
        String id = UUID.randomUUID().toString();
        deliver(null, subscription, () -> {
            switch (subscription.protocol()) {
                case EMAIL ->
                    mail(
                            topic,
                            subscription,
                            MailText.CONFIRMATION_SUBJECT,
                            MailText.confirmation(topic.arn(), links.confirm(subscription)),
                            null);
                case EMAIL_JSON ->
                    mail(
                            topic,
                            subscription,
                            MailText.CONFIRMATION_SUBJECT,
                            envelope.confirmation(id, subscription),
                            null);
                case HTTP ->
                    post(subscription, "SubscriptionConfirmation", id, envelope.confirmation(id, subscription));
                case SQS -> throw new IllegalStateException("a queue need not confirm");
            }
        });
    }

    private void deliver(@Nullable String messageId, Subscription subscription, Attempt attempt) {
        threads.execute(() -> {
            try {
                for (int attempts = 1; ; attempts++) {
                    try {
                        attempt.run();
                        return;
                    } catch (MessagingException | IOException | RuntimeException e) {
                        if (attempts == ATTEMPTS) {
                            LOG.warn("SNS cannot reach {}: {}", subscription.endpoint(), e.toString());
                            listener.deliveryFailed(messageId, subscription, e);
                            return;
                        }
                    }
                    Thread.sleep(BETWEEN_ATTEMPTS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void mail(Topic topic, Subscription subscription, String subject, String text, @Nullable String messageId)
            throws MessagingException {
        smtp.send(new OutgoingMail(
                topic.displayName().isEmpty() ? "AWS Notifications" : topic.displayName(),
                sender,
                subscription.endpoint(),
                subject,
                text,
                messageId == null
                        ? Map.of()
                        : Map.of("x-amz-sns-message-id", messageId, "x-amz-sns-subscription-arn", subscription.arn())));
        listener.mailSent(messageId, subscription.endpoint());
    }

    private void post(Subscription subscription, String type, String messageId, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(subscription.endpoint()))
                .timeout(HTTP_TIMEOUT)
                .header("Content-Type", "text/plain; charset=UTF-8")
                .header("User-Agent", "Amazon Simple Notification Service Agent")
                .header("x-amz-sns-message-type", type)
                .header("x-amz-sns-message-id", messageId)
                .header("x-amz-sns-topic-arn", subscription.topicArn())
                .POST(BodyPublishers.ofString(body));
        if (subscription.confirmed()) {
            request.header("x-amz-sns-subscription-arn", subscription.arn());
        }
        if (subscription.raw()) {
            request.header("x-amz-sns-rawdelivery", "true");
        }
        HttpResponse<Void> response = http.send(request.build(), BodyHandlers.discarding());
        if (response.statusCode() / 100 != 2) {
            throw new IOException("the endpoint answered with status " + response.statusCode());
        }
    }

    /** Waits for the deliveries under way, at most 30 seconds. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
        http.shutdownNow();
    }
}
