package imageresizer.local.sns;

import static java.util.Objects.requireNonNullElse;

/** What SNS writes into mails, close to the real ones. */
final class MailText {
    static final String CONFIRMATION_SUBJECT = "AWS Notification - Subscription Confirmation";

    private MailText() {}

    static String subject(PublishedMessage message) {
        return requireNonNullElse(message.subject(), "AWS Notification Message");
    }

    static String notification(String text, String unsubscribeLink) {
        return """
            %s

            --
            If you wish to stop receiving notifications from this topic, please click or visit the link below to \
            unsubscribe:
            %s

            Please do not reply directly to this email.
            """.formatted(text, unsubscribeLink);
    }

    static String confirmation(String topicArn, String confirmLink) {
        return """
            You have chosen to subscribe to the topic:
            %s

            To confirm this subscription, click or visit the link below (If this was in error no action is \
            necessary):
            %s

            Please do not reply directly to this email.
            """.formatted(topicArn, confirmLink);
    }
}
