package imageresizer.notification;

import static java.util.Objects.requireNonNull;

/**
 * An e-mail in plain text, as SNS takes it.
 *
 * @param subject at most 100 printable ASCII characters
 * @param text without control characters other than line breaks, and far below the 256 KB that SNS takes
 */
public record Mail(String subject, String text) {

    public Mail {
        requireNonNull(subject);
        requireNonNull(text);
    }
}
