package imageresizer.local.api;

import java.util.List;

/**
 * Mails that have come.
 *
 * @param last the number of the newest mail so far, to ask for later ones; 0 if there was none
 * @param complete whether no mail about an upload is on its way any more
 * @param mails the oldest first
 */
public record MailReport(long last, boolean complete, List<UploadReport.SentMail> mails) {

    public MailReport {
        mails = List.copyOf(mails);
    }
}
