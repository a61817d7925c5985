package imageresizer.event;

import com.amazonaws.services.lambda.runtime.events.models.s3.S3EventNotification.S3EventNotificationRecord;
import imageresizer.model.Upload;
import org.jspecify.annotations.Nullable;

/**
 * What an event's record says has happened.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html">S3's
 *     event types</a>
 */
public sealed interface S3Change {

    /** The object that it happened to. */
    Upload upload();

    record ObjectCreated(Upload upload) implements S3Change {}

    record ObjectRemoved(Removal removal) implements S3Change {

        @Override
        public Upload upload() {
            return removal.gone();
        }
    }

    /** Something that leaves the object's content as it is. */
    record Other(Upload upload, String eventName) implements S3Change {}

    /**
     * Reads a record; one that doesn't tell its event's name is taken for an upload.
     *
     * @throws IllegalArgumentException if it names no object
     */
    static S3Change of(S3EventNotificationRecord eventRecord) {
        Upload upload = Upload.of(eventRecord);
        @Nullable String name = eventRecord.getEventName();
        if (name == null || name.isEmpty() || name.contains("ObjectCreated:")) {
            return new ObjectCreated(upload);
        }
        if (name.endsWith(":DeleteMarkerCreated")) {
            // The version that such an event names is the marker.
            return new ObjectRemoved(new Removal(upload, /* isOfOneVersion= */ false));
        }
        if (name.endsWith(":Delete")) {
            return new ObjectRemoved(Removal.of(upload));
        }
        return new Other(upload, name);
    }
}
