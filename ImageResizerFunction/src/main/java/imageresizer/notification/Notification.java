package imageresizer.notification;

import static java.util.Objects.requireNonNull;

import imageresizer.Outcome;

/**
 * What is published about one finished upload.
 *
 * @param subject of the e-mail: at most 100 printable ASCII characters, which is what SNS takes
 * @param text of the e-mail
 * @param manifest JSON, for every other protocol
 * @param outcome and bucket: attributes that filter policies select by
 */
public record Notification(String subject, String text, String manifest, String outcome, String bucket) {

    public Notification {
        requireNonNull(subject);
        requireNonNull(text);
        requireNonNull(manifest);
        requireNonNull(outcome);
        requireNonNull(bucket);
    }

    public static Notification of(Outcome outcome) {
        return new Notification(
                Mail.subject(outcome),
                Mail.text(outcome),
                Manifest.json(outcome),
                outcome.word(),
                outcome.upload().bucket());
    }
}
