package imageresizer.notification;

import static java.util.Objects.requireNonNull;

import imageresizer.Outcome;
import imageresizer.manifest.Manifest;
import imageresizer.manifest.ManifestJson;

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

    /** The notification of what a finished manifest says. */
    public static Notification of(Manifest finished, Outcome.Final outcome) {
        return new Notification(
                Mail.subject(outcome),
                Mail.text(outcome),
                ManifestJson.write(finished),
                outcome.word(),
                outcome.upload().bucket());
    }
}
