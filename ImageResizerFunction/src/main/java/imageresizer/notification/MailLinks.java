package imageresizer.notification;

import static java.util.Objects.requireNonNull;

import imageresizer.model.PrintableText;
import imageresizer.model.StoredRendition;
import imageresizer.model.Upload;
import imageresizer.model.WebAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Links that mails carry: to the S3 console of the topic's region, and to where renditions are served from. A link is
 * printable ASCII, for any key.
 */
public final class MailLinks {

    private final String console;
    private final String region;
    private final String publicBaseUrl;

    private MailLinks(String console, String region, String publicBaseUrl) {
        this.console = console;
        this.region = region;
        this.publicBaseUrl = publicBaseUrl;
    }

    /**
     * The links of a stack.
     *
     * @param topicArn ARN of one of its topics, which has partition and region
     * @param publicBaseUrl where people see all renditions, with or without a slash at its end; empty if nowhere
     * @throws IllegalArgumentException if that is no ARN
     */
    public static MailLinks of(String topicArn, String publicBaseUrl) {
        requireNonNull(publicBaseUrl);
        String[] parts = topicArn.split(":", -1);
        if (parts.length != 6) {
            throw new IllegalArgumentException("not the ARN of a topic: " + topicArn);
        }
        String domain = switch (parts[1]) {
            case "aws-cn" -> "console.amazonaws.cn";
            case "aws-us-gov" -> "console.amazonaws-us-gov.com";
            default -> "console.aws.amazon.com";
        };
        return new MailLinks(
                "https://" + parts[3] + "." + domain + "/s3/", parts[3], publicBaseUrl.replaceFirst("/+$", ""));
    }

    String to(Upload upload) {
        return object(upload.bucket(), upload.key());
    }

    /** Where people see a rendition, the public address first. */
    List<String> to(StoredRendition rendition) {
        String inConsole = object(rendition.bucket(), rendition.key());
        @Nullable String url = rendition.url();
        return url == null ? List.of(inConsole) : List.of(PrintableText.oneLine(url), inConsole);
    }

    /** Where people see all renditions, the public address first. */
    List<String> toBucket(String bucket) {
        String inConsole = console + "buckets/" + bucket + "?region=" + region;
        return publicBaseUrl.isEmpty() ? List.of(inConsole) : List.of(publicBaseUrl + "/", inConsole);
    }

    private String object(String bucket, String key) {
        return console + "object/" + bucket + "?region=" + region + "&prefix=" + WebAddress.path(key);
    }
}
