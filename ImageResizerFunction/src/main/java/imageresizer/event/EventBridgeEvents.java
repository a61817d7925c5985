package imageresizer.event;

import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import imageresizer.event.S3Change.ObjectCreated;
import imageresizer.event.S3Change.ObjectRemoved;
import imageresizer.event.S3Change.Other;
import imageresizer.model.Upload;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * S3's events that come by way of EventBridge. Keys are not encoded, and each field of the object but the key may be absent.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html">Their content</a>
 */
final class EventBridgeEvents {

    private EventBridgeEvents() {}

    /**
     * What an event says.
     *
     * @throws IllegalArgumentException if it names no object
     */
    static S3Change changeIn(ScheduledEvent event) {
        Map<String, Object> detail = event.getDetail();
        @Nullable String bucket = text(detail.get("bucket"), "name");
        @Nullable Object object = detail.get("object");
        @Nullable String key = text(object, "key");
        if (bucket == null || key == null) {
            throw new IllegalArgumentException("The event has no detail.bucket.name or no detail.object.key;"
                    + " send it as EventBridge does, such as events/eventbridge-created.json.");
        }
        Upload upload = new Upload(
                bucket,
                key,
                text(object, "version-id"),
                text(object, "etag"),
                text(object, "sequencer"),
                object instanceof Map<?, ?> fields && fields.get("size") instanceof Number size ? size.longValue() : 0);
        String type = String.valueOf(event.getDetailType());
        return switch (type) {
            case "Object Created" -> new ObjectCreated(upload);
            // The version that is named beside a delete marker is the marker.
            case "Object Deleted" ->
                new ObjectRemoved(
                        "Delete Marker Created".equals(text(detail, "deletion-type"))
                                ? new Removal(upload, /* isOfOneVersion= */ false)
                                : Removal.of(upload));
            default -> new Other(upload, type);
        };
    }

    private static @Nullable String text(@Nullable Object fields, String name) {
        return fields instanceof Map<?, ?> map && map.get(name) instanceof String text && !text.isEmpty() ? text : null;
    }
}
