package imageresizer.local.s3;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Writes an event as the message that S3 sends: one record, version 2.1 of the structure.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Event
 *     message structure</a>
 */
public final class ObjectEventJson {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final JsonMapper JSON = new JsonMapper();

    private final String region;
    private final String account;

    /**
     * @param region such as {@code us-east-1}
     * @param account the 12 digits of the account that owns the buckets and makes the requests
     */
    public ObjectEventJson(String region, String account) {
        this.region = region;
        this.account = account;
    }

    /**
     * Returns the message.
     *
     * @param configurationId the id of the notification configuration that matched; any string
     */
    public String write(ObjectEvent event, String configurationId) {
        ObjectNode message = JSON.createObjectNode();
        ObjectNode eventRecord = message.putArray("Records").addObject();
        eventRecord
                .put("eventVersion", "2.1")
                .put("eventSource", "aws:s3")
                .put("awsRegion", region)
                .put("eventTime", TIME.format(event.time()))
                .put("eventName", event.name().wireName());
        eventRecord.putObject("userIdentity").put("principalId", "AWS:" + account);
        eventRecord.putObject("requestParameters").put("sourceIPAddress", event.sourceIp());
        eventRecord
                .putObject("responseElements")
                .put("x-amz-request-id", event.requestId())
                .put("x-amz-id-2", event.requestId());
        ObjectNode s3 = eventRecord.putObject("s3");
        s3.put("s3SchemaVersion", "1.0").put("configurationId", configurationId);
        ObjectNode bucket = s3.putObject("bucket");
        bucket.put("name", event.bucket());
        bucket.putObject("ownerIdentity").put("principalId", account);
        bucket.put("arn", "arn:aws:s3:::" + event.bucket());
        ObjectNode object = s3.putObject("object");
        object.put("key", encode(event.key()));
        if (event.name().isCreation()) {
            object.put("size", event.size()).put("eTag", event.eTag());
        }
        if (event.versionId() != null) {
            object.put("versionId", event.versionId());
        }
        object.put("sequencer", event.sequencer());
        return message.toString();
    }

    /** Form-encoded, but with slashes as they are. */
    private static String encode(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
    }
}
