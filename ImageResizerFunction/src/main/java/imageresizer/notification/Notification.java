package imageresizer.notification;

import static java.util.Objects.requireNonNull;

import imageresizer.lease.Manifest.Finished;

/**
 * What is published about one finished upload.
 *
 * @param subject of the e-mail: at most 100 printable ASCII characters, which is what SNS takes
 * @param text of the e-mail
 * @param manifest JSON, for every other protocol
 * @param outcome and bucket: attributes that filter policies select by
 */
record Notification(String subject, String text, String manifest, String outcome, String bucket) {

    public Notification {
        requireNonNull(subject);
        requireNonNull(text);
        requireNonNull(manifest);
        requireNonNull(outcome);
        requireNonNull(bucket);
    }

    /** The notification of an upload that is finished. It is never longer than SNS takes. */
    static Notification of(Finished finished, PictureMail mails) {
        Mail mail = mails.of(new Announcement(
                finished.outcome(), finished.settings().settings(), finished.origin(), /* omitted= */ 0));
        return new Notification(
                mail.subject(),
                mail.text(),
                Announcement.json(finished),
                finished.outcome().word(),
                finished.upload().bucket());
    }
}
