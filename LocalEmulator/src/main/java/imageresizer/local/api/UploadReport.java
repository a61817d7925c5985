package imageresizer.local.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has become of one upload so far.
 *
 * @param stage how far it has come
 * @param manifest what the function published, as JSON; null before that
 * @param failure why the function gave up; null if it has not
 * @param ignored why the function did nothing with it; null if it did something, or has not ended
 * @param mails that were sent about it
 */
public record UploadReport(
        Stage stage,
        @Nullable String manifest,
        @Nullable String failure,
        @Nullable String ignored,
        List<SentMail> mails) {

    public UploadReport {
        mails = List.copyOf(mails);
    }

    /** The stages of an upload, in their order. */
    public enum Stage {
        /** The object is stored, and its event waits for the function. */
        WAITING,
        /** The function is at work on it. */
        RUNNING,
        /** An attempt failed, and the next one is due later. */
        RETRYING,
        /** The function is done, and every confirmed subscriber has been told. */
        DONE,
        /** Every attempt failed, and the event is in the dead-letter queue. */
        FAILED,
        /** The object is stored, but its key is none that the template calls the function for. */
        IGNORED;

        public boolean isLast() {
            return this == DONE || this == FAILED || this == IGNORED;
        }
    }

    /**
     * An e-mail.
     *
     * @param raw the message as it was sent, RFC 5322
     */
    public record SentMail(String subject, String text, String raw) {}
}
