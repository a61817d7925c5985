package imageresizer.model;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.events.models.s3.S3EventNotification.S3Entity;
import com.amazonaws.services.lambda.runtime.events.models.s3.S3EventNotification.S3EventNotificationRecord;
import com.amazonaws.services.lambda.runtime.events.models.s3.S3EventNotification.S3ObjectEntity;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One version of one object in the input bucket, as an event names it.
 *
 * @param key decoded: the key as its uploader wrote it, so it may hold any character
 * @param versionId null if the bucket keeps no versions
 * @param eTag null if the event doesn't tell it
 * @param sequencer orders the events of one key; null if the event doesn't tell it
 * @param bytes the object's size
 */
public record Upload(
        String bucket,
        String key,
        @Nullable String versionId,
        @Nullable String eTag,
        @Nullable String sequencer,
        long bytes) {

    public Upload {
        requireNonNull(bucket);
        requireNonNull(key);
    }

    /**
     * What an event's record names.
     *
     * @throws IllegalArgumentException if it names no object
     */
    public static Upload of(S3EventNotificationRecord eventRecord) {
        @Nullable S3Entity s3 = eventRecord.getS3();
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

    /**
     * Whether another upload of this key came after this one. False if S3 doesn't tell.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">How to
     *     compare sequencers: as text, the shorter one filled up with zeros at its right</a>
     */
    public boolean isOlderThan(Upload other) {
        if (sequencer == null || other.sequencer == null) {
            return false;
        }
        int length = Math.max(sequencer.length(), other.sequencer.length());
        return padded(sequencer, length).compareToIgnoreCase(padded(other.sequencer, length)) < 0;
    }

    /** Whether it is the same upload: the same version or, in a bucket without versions, the same in every respect. */
    public boolean isSameAs(Upload other) {
        return (versionId != null && other.versionId != null)
                ? bucket.equals(other.bucket) && key.equals(other.key) && versionId.equals(other.versionId)
                : equals(other);
    }

    private static String padded(String sequencer, int length) {
        return sequencer + "0".repeat(length - sequencer.length());
    }

    /** The object's address, for people and for logs: harmless to show for any key. */
    public String uri() {
        return PrintableText.oneLine("s3://" + bucket + "/" + key);
    }
}
