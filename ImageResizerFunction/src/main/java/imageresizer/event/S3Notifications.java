package imageresizer.event;

import com.amazonaws.services.lambda.runtime.events.models.s3.S3EventNotification.S3Entity;
import com.amazonaws.services.lambda.runtime.events.models.s3.S3EventNotification.S3EventNotificationRecord;
import com.amazonaws.services.lambda.runtime.events.models.s3.S3EventNotification.S3ObjectEntity;
import imageresizer.event.S3Change.ObjectCreated;
import imageresizer.event.S3Change.ObjectRemoved;
import imageresizer.event.S3Change.Other;
import imageresizer.model.PrintableText;
import imageresizer.model.Upload;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * S3's own events. Keys come as in a web form.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Their content</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html">Their
 *     names</a>
 */
final class S3Notifications {

    private S3Notifications() {}

    /**
     * What a record says; one that doesn't tell its event's name is taken for an upload.
     *
     * @throws IllegalArgumentException if it names no object
     */
    static S3Change changeIn(@Nullable S3EventNotificationRecord notification) {
        if (notification == null) {
            throw new IllegalArgumentException(
                    "The event has an empty record; send it as S3 does, such as" + " events/s3-put.json.");
        }
        Upload upload = uploadIn(notification);
        @Nullable String name = notification.getEventName();
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

    private static Upload uploadIn(S3EventNotificationRecord notification) {
        @Nullable S3Entity s3 = notification.getS3();
        if (s3 == null
                || s3.getBucket() == null
                || known(s3.getBucket().getName()) == null
                || s3.getObject() == null
                || known(s3.getObject().getKey()) == null) {
            throw new IllegalArgumentException("The event has a record without s3.bucket.name or s3.object.key;"
                    + " send it as S3 does, such as events/s3-put.json.");
        }
        return new Upload(
                s3.getBucket().getName(),
                decodedKey(s3.getObject()),
                known(s3.getObject().getVersionId()),
                known(s3.getObject().geteTag()),
                known(s3.getObject().getSequencer()),
                Objects.requireNonNullElse(s3.getObject().getSizeAsLong(), 0L));
    }

    private static String decodedKey(S3ObjectEntity object) {
        try {
            return object.getUrlDecodedKey();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The event names the key " + PrintableText.oneLine(object.getKey())
                            + ", which is not encoded as S3 does; a percent sign must be written %25.",
                    e);
        }
    }

    /** Lambda's serialization gives an empty text where the event has nothing. */
    private static @Nullable String known(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }
}
