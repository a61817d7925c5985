package imageresizer.local.s3;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Writes an event as S3 sends it to EventBridge.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html">EventBridge event message
 *     structure</a>
 */
public final class EventBridgeJson {
    private static final JsonMapper JSON = new JsonMapper();

    private final String region;
    private final String account;

    /**
     * @param region such as {@code us-east-1}
     * @param account the 12 digits of the account that owns the buckets and makes the requests
     */
    public EventBridgeJson(String region, String account) {
        this.region = region;
        this.account = account;
    }

    /** Returns the event. */
    public ObjectNode write(ObjectEvent event) {
        boolean isCreation = event.name().isCreation();
        ObjectNode message = JSON.createObjectNode()
                .put("version", "0")
                .put("id", UUID.randomUUID().toString())
                .put("detail-type", isCreation ? "Object Created" : "Object Deleted")
                .put("source", "aws.s3")
                .put("account", account)
                .put("time", event.time().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("region", region);
        message.putArray("resources").add("arn:aws:s3:::" + event.bucket());
        ObjectNode detail = message.putObject("detail").put("version", "0");
        detail.putObject("bucket").put("name", event.bucket());
        ObjectNode object = detail.putObject("object").put("key", event.key());
        if (isCreation) {
            object.put("size", event.size()).put("etag", event.eTag());
        }
        if (event.versionId() != null) {
            object.put("version-id", event.versionId());
        }
        object.put("sequencer", event.sequencer());
        detail.put("request-id", event.requestId())
                .put("requester", account)
                .put("source-ip-address", event.sourceIp())
                .put("reason", reason(event.name()));
        if (!isCreation) {
            detail.put(
                    "deletion-type",
                    event.name() == ObjectEventName.DELETE_MARKER_CREATED
                            ? "Delete Marker Created"
                            : "Permanently Deleted");
        }
        return message;
    }

    private static String reason(ObjectEventName name) {
        return switch (name) {
            case PUT -> "PutObject";
            case POST -> "POST Object";
            case COPY -> "CopyObject";
            case COMPLETE_MULTIPART_UPLOAD -> "CompleteMultipartUpload";
            case DELETE, DELETE_MARKER_CREATED -> "DeleteObject";
        };
    }
}
