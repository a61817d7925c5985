package imageresizer.local.s3;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An object that an event for a function is about, whichever way the event came.
 *
 * @param change what happened to it, in the words of the event, such as {@code ObjectCreated:Put} or {@code Object Created}
 * @param key not URL-encoded
 * @param versionId empty if the event names none
 */
public record EventObject(String change, String bucket, String key, String versionId) {

    /** The objects of an event of S3's own or of one that comes by way of EventBridge; none if it is neither. */
    public static List<EventObject> in(JsonNode event) {
        JsonNode detail = event.path("detail");
        return detail.isObject()
                ? List.of(new EventObject(
                        event.path("detail-type").asText(),
                        detail.at("/bucket/name").asText(),
                        detail.at("/object/key").asText(),
                        detail.at("/object/version-id").asText()))
                : event.path("Records").valueStream().map(EventObject::of).toList();
    }

    private static EventObject of(JsonNode eventRecord) {
        return new EventObject(
                eventRecord.path("eventName").asText(),
                eventRecord.at("/s3/bucket/name").asText(),
                URLDecoder.decode(eventRecord.at("/s3/object/key").asText(), StandardCharsets.UTF_8),
                eventRecord.at("/s3/object/versionId").asText());
    }

    /** Whether the object is new, not removed. */
    public boolean isCreated() {
        return change.startsWith("ObjectCreated:") || change.equals("Object Created");
    }
}
