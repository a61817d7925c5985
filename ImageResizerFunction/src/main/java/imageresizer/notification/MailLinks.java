package imageresizer.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import imageresizer.model.StoredRendition;
import imageresizer.model.Upload;
import java.net.URLEncoder;
import java.util.List;

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
     * @param publicBaseUrl where renditions are served from, with or without a slash at its end; empty if nowhere
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
        return publicBaseUrl.isEmpty()
                ? List.of(inConsole)
                : List.of(publicBaseUrl + "/" + encoded(rendition.key()), inConsole);
    }

    /** Where people see all renditions, the public address first. */
    List<String> toBucket(String bucket) {
        String inConsole = console + "buckets/" + bucket + "?region=" + region;
        return publicBaseUrl.isEmpty() ? List.of(inConsole) : List.of(publicBaseUrl + "/", inConsole);
    }

    private String object(String bucket, String key) {
        return console + "object/" + bucket + "?region=" + region + "&prefix=" + encoded(key);
    }

    /** Slashes stay, so that people can read the folders. */
    private static String encoded(String key) {
        return URLEncoder.encode(key, UTF_8).replace("+", "%20").replace("%2F", "/");
    }
}
