package imageresizer.local.api;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Where everything of a running stack is.
 *
 * @param home the checkout that it runs, as an absolute path
 * @param page for browsers
 * @param endpoint of S3, SNS and Lambda, for {@code AWS_ENDPOINT_URL}
 * @param function name of the function
 * @param suffixes of keys for which the function is called
 * @param ignoresCase whether that is so for capitals and small letters alike
 */
public record StackReport(
        String home,
        URI page,
        URI endpoint,
        int smtpPort,
        int imapPort,
        String inputBucket,
        String outputBucket,
        String topicArn,
        String function,
        List<String> suffixes,
        boolean ignoresCase) {

    public StackReport {
        home = Objects.requireNonNullElse(home, "");
        suffixes = List.copyOf(suffixes);
    }

    /** Whether the function is called for a new object with this key. */
    public boolean isForFunction(String key) {
        String comparable = ignoresCase ? key.toLowerCase(Locale.ROOT) : key;
        return suffixes.stream().anyMatch(comparable::endsWith);
    }
}
