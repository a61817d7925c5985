package imageresizer;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.events.models.s3.S3EventNotification.S3Entity;
import com.amazonaws.services.lambda.runtime.events.models.s3.S3EventNotification.S3EventNotificationRecord;
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

    static Upload of(S3EventNotificationRecord eventRecord) {
        S3Entity s3 = eventRecord.getS3();
        return new Upload(
                s3.getBucket().getName(),
                s3.getObject().getUrlDecodedKey(),
                known(s3.getObject().getVersionId()),
                known(s3.getObject().geteTag()),
                known(s3.getObject().getSequencer()),
                s3.getObject().getSizeAsLong());
    }

    /** Lambda's serialization gives an empty text where the event has nothing. */
    private static @Nullable String known(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }

    /** The object's address, for people and for logs: harmless to show whatever the key holds. */
    public String uri() {
        return Display.oneLine("s3://" + bucket + "/" + key);
    }
}
