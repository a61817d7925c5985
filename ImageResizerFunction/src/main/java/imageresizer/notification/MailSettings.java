package imageresizer.notification;

import static java.util.Objects.requireNonNull;

import imageresizer.model.Outcome;
import imageresizer.reason.Language;
import imageresizer.settings.InvalidSettingException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What {@code template.yaml} passes to the mail function through its environment. This is the only place where it is
 * validated. The resizing function needs none of it.
 *
 * @param mailTopicArn where mails are published
 * @param outputBucket where the renditions are
 * @param dashboardUrl empty if there is none
 */
public record MailSettings(
        String mailTopicArn,
        NotifyOn notifyOn,
        Language language,
        MailLinks links,
        String outputBucket,
        String dashboardUrl) {

    public MailSettings {
        requireNonNull(mailTopicArn);
        requireNonNull(notifyOn);
        requireNonNull(language);
        requireNonNull(links);
        requireNonNull(outputBucket);
        requireNonNull(dashboardUrl);
    }

    /** Which outcomes are worth a mail. */
    public enum NotifyOn {
        ALL,
        FAILURES,
        /** All, but the queue gathers them for minutes. */
        DIGEST,
        NONE;

        public boolean concerns(Outcome.Final outcome) {
            return switch (this) {
                case ALL, DIGEST -> true;
                case FAILURES -> !outcome.word().equals("RESIZED");
                case NONE -> false;
            };
        }
    }

    /**
     * Reads and validates the settings.
     *
     * @throws InvalidSettingException naming the first variable that is missing or wrong
     */
    public static MailSettings from(Map<String, String> environment) {
        String topicArn = Variable.MAIL_TOPIC_ARN.in(environment);
        return new MailSettings(
                topicArn,
                NotifyOn.valueOf(Variable.NOTIFY_ON.in(environment).toUpperCase(Locale.ROOT)),
                Language.valueOf(Variable.MAIL_LANGUAGE.in(environment).toUpperCase(Locale.ROOT)),
                MailLinks.of(topicArn, Variable.PUBLIC_BASE_URL.in(environment)),
                Variable.OUTPUT_BUCKET.in(environment),
                Variable.DASHBOARD_URL.in(environment));
    }

    private enum Variable {
        MAIL_TOPIC_ARN("arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]+:[A-Za-z0-9_-]+", "the ARN of the mail topic"),
        NOTIFY_ON("all|failures|digest|none", "all, failures, digest or none"),
        MAIL_LANGUAGE("en|ja", "en or ja"),
        PUBLIC_BASE_URL(
                "(https?://[\\x21-\\x7e]{1,500})?",
                "an address such as https://pictures.example.com with at most 500 characters, or empty"),
        OUTPUT_BUCKET("[a-z0-9.-]+", "the name of the bucket for the renditions"),
        DASHBOARD_URL("(https?://[\\x21-\\x7e]{1,2000})?", "the address of the dashboard, or empty");

        private final Pattern pattern;
        private final String allowed;

        Variable(String pattern, String allowed) {
            this.pattern = Pattern.compile(pattern);
            this.allowed = allowed;
        }

        String in(Map<String, String> environment) {
            String value = environment.getOrDefault(name(), "").strip();
            if (!pattern.matcher(value).matches()) {
                throw new InvalidSettingException(name(), allowed, value);
            }
            return value;
        }
    }
}
