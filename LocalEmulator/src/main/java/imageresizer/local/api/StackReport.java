package imageresizer.local.api;

import java.net.URI;
import java.util.List;

/**
 * Where everything of a running stack is.
 *
 * @param page for browsers
 * @param endpoint of S3, SNS and Lambda, for {@code AWS_ENDPOINT_URL}
 * @param function name of the function
 * @param suffixes of keys that make S3 call the function
 */
public record StackReport(
        URI page,
        URI endpoint,
        int smtpPort,
        int imapPort,
        String inputBucket,
        String outputBucket,
        String topicArn,
        String function,
        List<String> suffixes) {

    public StackReport {
        suffixes = List.copyOf(suffixes);
    }
}
