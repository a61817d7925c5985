package imageresizer.local.mail;

import java.util.Map;

/**
 * A plain-text mail to one recipient.
 *
 * @param fromName what mail programs show as the sender, such as {@code AWS Notifications}
 * @param text the body, any Unicode text
 * @param headers further headers by name
 */
public record OutgoingMail(
        String fromName,
        String fromAddress,
        String recipient,
        String subject,
        String text,
        Map<String, String> headers) {
    public OutgoingMail {
        headers = Map.copyOf(headers);
    }
}
