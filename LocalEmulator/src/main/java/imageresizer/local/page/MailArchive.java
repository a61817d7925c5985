package imageresizer.local.page;

import imageresizer.local.mail.MailListener;
import imageresizer.local.mail.ReceivedMail;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;

/** The mails that have come, and which of them are read. Thread-safe. */
public final class MailArchive implements MailListener {

    private final ChangeFeed feed;
    private final Consumer<ReceivedMail> mailbox;
    private final SequencedMap<Long, ReceivedMail> mails = new LinkedHashMap<>();
    private long last;

    /** @param mailbox deletes a mail for good */
    public MailArchive(ChangeFeed feed, Consumer<ReceivedMail> mailbox) {
        this.feed = feed;
        this.mailbox = mailbox;
    }

    private record MailView(
            long number, String from, List<String> to, String subject, long date, String text, boolean read) {}

    private record DeletedMail(long number, boolean deleted) {}

    @Override
    public synchronized void onMail(ReceivedMail mail) {
        mails.put(++last, mail);
        if (mails.size() > ChangeFeed.LONGEST) {
            mails.pollFirstEntry();
        }
        tell(last, mail, false);
    }

    /** The number of the newest mail so far; 0 if there was none. */
    public synchronized long last() {
        return last;
    }

    /** The mails that came after the one of this number and are still there, the oldest first. */
    public synchronized List<ReceivedMail> since(long number) {
        List<ReceivedMail> found = new ArrayList<>();
        mails.forEach((candidate, mail) -> {
            if (candidate > number) {
                found.add(mail);
            }
        });
        return List.copyOf(found);
    }

    /** Marks a mail as read; nothing happens if there is none of that number. */
    synchronized void read(long number) {
        ReceivedMail mail = mails.get(number);
        if (mail != null) {
            tell(number, mail, true);
        }
    }

    /** Marks every mail as read. */
    synchronized void readAll() {
        mails.forEach((number, mail) -> tell(number, mail, true));
    }

    /** Deletes a mail for good and returns whether there was one of that number. */
    synchronized boolean delete(long number) {
        ReceivedMail mail = mails.remove(number);
        if (mail == null) {
            return false;
        }
        mailbox.accept(mail);
        feed.put("mail", Long.toString(number), new DeletedMail(number, true));
        return true;
    }

    /** A mail as it was sent, one character (0 to 255) a byte. */
    synchronized Optional<String> source(long number) {
        return Optional.ofNullable(mails.get(number)).map(ReceivedMail::source);
    }

    private void tell(long number, ReceivedMail mail, boolean read) {
        feed.put(
                "mail",
                Long.toString(number),
                new MailView(
                        number,
                        mail.from(),
                        mail.to(),
                        mail.subject(),
                        mail.date().toEpochMilli(),
                        mail.text(),
                        read));
    }
}
