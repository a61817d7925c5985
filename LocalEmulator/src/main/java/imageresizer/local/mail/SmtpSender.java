package imageresizer.local.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/** Sends mail through an SMTP server that wants neither login nor encryption, one connection a mail. Thread-safe. */
public final class SmtpSender {
    private static final String TIMEOUT_MILLIS = "10000";
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private final Session session;

    public SmtpSender(String host, int port) {
        var properties = new Properties();
        properties.setProperty("mail.smtp.host", host);
        properties.setProperty("mail.smtp.port", String.valueOf(port));
        properties.setProperty("mail.smtp.connectiontimeout", TIMEOUT_MILLIS);
        properties.setProperty("mail.smtp.timeout", TIMEOUT_MILLIS);
        properties.setProperty("mail.smtp.writetimeout", TIMEOUT_MILLIS);
        session = Session.getInstance(properties);
    }

    /**
     * Sends a mail and returns once the server has taken it. Control characters in the subject and in header values
     * become spaces.
     *
     * @throws MessagingException if the server cannot be reached or refuses the mail
     */
    public void send(OutgoingMail mail) throws MessagingException {
        var message = new MimeMessage(session);
        message.setFrom(sender(mail));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(mail.recipient(), true));
        message.setSubject(oneLine(mail.subject()), "UTF-8");
        message.setText(mail.text(), "UTF-8");
        message.setSentDate(Date.from(Instant.now()));
        for (Map.Entry<String, String> header : mail.headers().entrySet()) {
            message.setHeader(header.getKey(), oneLine(header.getValue()));
        }
        Transport.send(message);
    }

    private static InternetAddress sender(OutgoingMail mail) throws MessagingException {
        try {
            return new InternetAddress(mail.fromAddress(), oneLine(mail.fromName()), StandardCharsets.UTF_8.name());
        } catch (UnsupportedEncodingException e) {
            throw new MessagingException("UTF-8 is missing.", e);
        }
    }

    private static String oneLine(String text) {
        return CONTROL.matcher(text).replaceAll(" ");
    }
}
