package imageresizer.local.mail;

import static java.util.Objects.requireNonNullElse;

import com.icegreen.greenmail.store.StoredMessage;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what GreenMail stores. */
final class MailReader {
    private MailReader() {}

    static ReceivedMail read(String mailbox, StoredMessage stored) {
        try {
            MimeMessage message = stored.getMimeMessage();
            Date sent = message.getSentDate();
            var source = new ByteArrayOutputStream();
            message.writeTo(source);
            return new ReceivedMail(
                    stored.getUid(),
                    mailbox,
                    addresses(message.getFrom()).findFirst().orElse(""),
                    addresses(message.getRecipients(MimeMessage.RecipientType.TO))
                            .toList(),
                    requireNonNullElse(message.getSubject(), ""),
                    (sent == null ? stored.getReceivedDate() : sent).toInstant(),
                    text(message, "text/plain")
                            .or(() -> text(message, "text/html"))
                            .orElse(""),
                    source.toString(StandardCharsets.ISO_8859_1));
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException("A mail to " + mailbox + " cannot be read.", e);
        }
    }

    private static Stream<String> addresses(Address @Nullable [] addresses) {
        return addresses == null
                ? Stream.of()
                : Arrays.stream(addresses)
                        .map(address -> address instanceof InternetAddress internet
                                ? internet.toUnicodeString()
                                : address.toString());
    }

    /** Returns the first part of this type. */
    private static Optional<String> text(Part part, String type) {
        try {
            if (part.isMimeType(type)) {
                return Optional.of(part.getContent().toString().replace("\r\n", "\n"));
            }
            if (part.getContent() instanceof Multipart parts) {
                for (int i = 0; i < parts.getCount(); i++) {
                    Optional<String> text = text(parts.getBodyPart(i), type);
                    if (text.isPresent()) {
                        return text;
                    }
                }
            }
            return Optional.empty();
        } catch (MessagingException | IOException e) {
            return Optional.empty(); // Broken mails may be sent here too; their source still shows them.
        }
    }
}
