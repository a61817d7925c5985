package imageresizer.local.mail;

import java.time.Instant;
import java.util.List;

/**
 * A mail in an inbox.
 *
 * @param uid its IMAP UID, unique within the inbox
 * @param mailbox the address whose inbox holds it
 * @param from the sender as written, such as {@code Image Resizer <no-reply@sns.us-east-1.localhost>}
 * @param to the addresses of its To header
 * @param subject decoded; empty if there is none
 * @param date when it was sent or, if it does not say so, received
 * @param text its plain text, or its HTML if there is no plain text; decoded, lines end with {@code \n}
 * @param source the whole mail as it was sent, one character (0 to 255) a byte
 */
public record ReceivedMail(
        long uid,
        String mailbox,
        String from,
        List<String> to,
        String subject,
        Instant date,
        String text,
        String source) {
    public ReceivedMail {
        to = List.copyOf(to);
    }
}
