package imageresizer.local.page;

import imageresizer.local.mail.MailListener;
import imageresizer.local.mail.ReceivedMail;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** The mails that have come, and which of them somebody has looked at. Thread-safe. */
public final class MailShelf implements MailListener {

    private final LiveFeed feed;
    private final SequencedMap<Long, ReceivedMail> mails = new LinkedHashMap<>();
    private long last;

    public MailShelf(LiveFeed feed) {
        this.feed = feed;
    }

    private record MailView(
            long number, String from, List<String> to, String subject, long date, String text, boolean read) {}

    @Override
    public synchronized void onMail(ReceivedMail mail) {
        mails.put(++last, mail);
        if (mails.size() > LiveFeed.LONGEST) {
            mails.pollFirstEntry();
        }
        tell(last, mail, false);
    }

    /** Somebody has looked at a mail; nothing happens if there is none of that number. */
    synchronized void read(long number) {
        ReceivedMail mail = mails.get(number);
        if (mail != null) {
            tell(number, mail, true);
        }
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
