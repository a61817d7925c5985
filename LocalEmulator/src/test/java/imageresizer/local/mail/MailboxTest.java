package imageresizer.local.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.local.gateway.PortUnavailableException;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Mailbox mailbox = Mailbox.start(0, 0);

    @AfterEach
    void close() {
        mailbox.close();
    }

    private void send(String recipient, String subject, String text) throws MessagingException {
        new SmtpSender("127.0.0.1", mailbox.smtpPort())
                .send(new OutgoingMail(
                        "Bilder-Größe 旅行",
                        "no-reply@sns.us-east-1.localhost",
                        recipient,
                        subject,
                        text,
                        Map.of("x-test", "one\r\ntwo: injected")));
    }

    @Test
    void aMailArrivesAsItWasWritten() throws MessagingException, InterruptedException {
        send("me@example.com", "Größe 旅行", "Zeile 1\n旅行 😀\n" + "long".repeat(500));
        ReceivedMail mail = mailbox.await(any -> true, PATIENCE).orElseThrow();
        assertThat(mail.mailbox()).isEqualTo("me@example.com");
        assertThat(mail.from()).contains("Bilder-Größe 旅行").contains("<no-reply@sns.us-east-1.localhost>");
        assertThat(mail.to()).containsExactly("me@example.com");
        assertThat(mail.subject()).isEqualTo("Größe 旅行");
        assertThat(mail.text()).isEqualTo("Zeile 1\n旅行 😀\n" + "long".repeat(500));
        assertThat(mail.source()).contains("To: me@example.com\r\n");
        assertThat(mail.source().getBytes(StandardCharsets.ISO_8859_1))
                .hasSize(mail.source().length());
    }

    @Test
    void lineBreaksCannotSmuggleHeadersIn() throws MessagingException, InterruptedException {
        send("me@example.com", "Hello\r\nBcc: other\u0007@example.com", "text");
        ReceivedMail mail = mailbox.await(any -> true, PATIENCE).orElseThrow();
        assertThat(mail.subject()).isEqualTo("Hello Bcc: other @example.com");
        assertThat(mail.source()).doesNotContain("\r\nBcc:").doesNotContain("\r\ntwo:");
        assertThat(mailbox.mails()).hasSize(1);
    }

    @Test
    void anybodyMayReadAnyInboxByImap() throws MessagingException, IOException {
        send("me@example.com", "Hello", "Grüße");
        var properties = new Properties();
        properties.setProperty("mail.imap.connectiontimeout", "30000");
        properties.setProperty("mail.imap.timeout", "30000");
        try (var store = Session.getInstance(properties).getStore("imap")) {
            store.connect("127.0.0.1", mailbox.imapPort(), "me@example.com", "any password");
            try (Folder inbox = store.getFolder("INBOX")) {
                inbox.open(Folder.READ_WRITE);
                Message message = inbox.getMessage(1);
                assertThat(message.getSubject()).isEqualTo("Hello");
                assertThat(message.getContent()).isEqualTo("Grüße");
                message.setFlag(Flags.Flag.DELETED, true);
            }
        }
        assertThat(mailbox.mails()).isEmpty();
    }

    @Test
    void anInboxThatWasOpenedBeforeItsFirstMailIsWatchedToo() throws MessagingException, InterruptedException {
        try (var store = Session.getInstance(new Properties()).getStore("imap")) {
            store.connect("127.0.0.1", mailbox.imapPort(), "early@example.com", "any password");
        }
        var heard = new LinkedBlockingQueue<ReceivedMail>();
        mailbox.listen(heard::add);
        send("early@example.com", "First", "1");
        send("other@example.com", "Second", "2");
        assertThat(heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isNotNull()
                .satisfies(mail -> assertThat(mail.subject()).isEqualTo("First"));
        assertThat(heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isNotNull()
                .satisfies(mail -> assertThat(mail.mailbox()).isEqualTo("other@example.com"));
    }

    @Test
    void waitingForAMailThatDoesNotComeEnds() throws InterruptedException {
        assertThat(mailbox.await(any -> true, Duration.ofMillis(10))).isEmpty();
    }

    @Test
    void aPortInUseIsReportedInOneSentence() {
        int port = mailbox.smtpPort();
        assertThatExceptionOfType(PortUnavailableException.class)
                .isThrownBy(() -> Mailbox.start(port, 0))
                .withMessage("SMTP cannot listen on 127.0.0.1 port " + port
                        + " (Address already in use): stop the program that uses it, or choose other ports"
                        + " with --port.");
    }
}
