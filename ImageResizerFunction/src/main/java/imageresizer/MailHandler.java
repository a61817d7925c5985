package imageresizer;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import imageresizer.model.Origin;
import imageresizer.model.PrintableText;
import imageresizer.notification.Announcement;
import imageresizer.notification.BatchMail;
import imageresizer.notification.Mail;
import imageresizer.notification.MailSettings;
import imageresizer.notification.PictureMail;
import imageresizer.settings.InvalidSettingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * The mail function: makes one mail of all outcomes that the mail queue delivers together, and publishes it to the mail
 * topic, which the address is subscribed to.
 *
 * <p><b>Why SNS never suspends the subscription.</b> SNS suspends an address that gets more than ten mails a second. The
 * queue's event source mapping has a maximum concurrency of two, so at most two invocations run at a time. An invocation
 * sends at most one Publish request, waits for two seconds, and only then ends or tries again; the SDK does not retry.
 * So each of the two starts its requests at least two seconds apart: at most two mails in any second, and at most ten in
 * any ten seconds. Only an invocation that is killed may leave its two seconds early.
 *
 * <p><b>Why nothing is lost.</b> A message that cannot be read, and every message of a mail that cannot be published, is
 * reported as failed: it returns to the queue, and after the queue's last attempt goes to the dead-letter queue. If SNS
 * took a mail but its answer was lost, the mail comes twice.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html">SNS: e-mail subscriptions</a>
 */
public final class MailHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(5);
    private static final int MOST_ATTEMPTS = 3;

    private final MailSettings settings;
    private final SnsClient sns;
    private final Sleeper sleeper;
    private final PictureMail pictureMail;
    private final BatchMail batchMail;

    /** Waits. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration duration) throws InterruptedException;
    }

    /**
     * Called by Lambda, once for each environment.
     *
     * @throws InvalidSettingException if a setting of the function is missing or wrong
     */
    public MailHandler() {
        this(MailSettings.from(System.getenv()), snsClient(), Thread::sleep);
    }

    /** @param sns a client that does not retry */
    MailHandler(MailSettings settings, SnsClient sns, Sleeper sleeper) {
        this.settings = requireNonNull(settings);
        this.sns = requireNonNull(sns);
        this.sleeper = requireNonNull(sleeper);
        pictureMail = new PictureMail(settings.language(), settings.links());
        batchMail =
                new BatchMail(settings.language(), settings.links(), settings.outputBucket(), settings.dashboardUrl());
    }

    private static SnsClient snsClient() {
        return SnsClient.builder()
                .httpClient(AwsClients.http())
                .overrideConfiguration(configuration ->
                        configuration.apiCallTimeout(LONGEST_REQUEST).retryStrategy(retry -> retry.maxAttempts(1)))
                .build();
    }

    /** @return the messages that must return to the queue */
    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        LambdaLogger log = context.getLogger();
        List<BatchItemFailure> failures = new ArrayList<>();
        List<BatchItemFailure> inMail = new ArrayList<>();
        Map<List<Object>, Announcement> distinct = new LinkedHashMap<>();
        @Nullable List<SQSMessage> messages = event.getRecords();
        for (SQSMessage message : messages == null ? List.<SQSMessage>of() : messages) {
            BatchItemFailure failure = new BatchItemFailure(message.getMessageId());
            Optional<Announcement> announcement = Announcement.read(message.getBody());
            if (announcement.isEmpty()) {
                log.log(
                        "UNREADABLE message " + message.getMessageId()
                                + " of the mail queue: it is not the manifest of a finished upload",
                        LogLevel.ERROR);
                failures.add(failure);
            } else if (isWorthAMail(announcement.get())) {
                distinct.putIfAbsent(announcement.get().identity(), announcement.get());
                inMail.add(failure);
            }
        }
        if (!distinct.isEmpty() && !isPublished(mail(List.copyOf(distinct.values())), context)) {
            failures.addAll(inMail);
        }
        return new SQSBatchResponse(failures);
    }

    private boolean isWorthAMail(Announcement announcement) {
        return announcement.origin() == Origin.UPLOAD && settings.notifyOn().concerns(announcement.outcome());
    }

    private Mail mail(List<Announcement> announcements) {
        return announcements.size() == 1 ? pictureMail.of(announcements.getFirst()) : batchMail.of(announcements);
    }

    /** Also waits after a request that failed: SNS may have sent the mail and only its answer was lost. */
    private boolean isPublished(Mail mail, Context context) {
        for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
            boolean isPublished = isAccepted(mail, context.getLogger());
            try {
                sleeper.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return isPublished;
            }
            if (isPublished) {
                return true;
            }
            if (context.getRemainingTimeInMillis() < PAUSE.plus(LONGEST_REQUEST).toMillis()) {
                return false;
            }
        }
        return false;
    }

    private boolean isAccepted(Mail mail, LambdaLogger log) {
        try {
            sns.publish(request -> request.topicArn(settings.mailTopicArn())
                    .subject(mail.subject())
                    .message(mail.text()));
            log.log("PUBLISHED " + mail.subject(), LogLevel.INFO);
            return true;
        } catch (SdkException e) {
            log.log("NOT PUBLISHED " + mail.subject() + ": " + PrintableText.oneLine(e.toString()), LogLevel.ERROR);
            return false;
        }
    }
}
