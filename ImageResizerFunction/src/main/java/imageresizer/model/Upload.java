package imageresizer.model;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * One version of one object in the input bucket, as an event names it.
 *
 * @param key decoded: the key as its uploader wrote it, so it may hold any character
 * @param versionId null if the bucket keeps no versions, or no more of them
 * @param eTag without quotation marks; null if the event doesn't tell it
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

    /** Takes ETags with and without the quotation marks of HTTP, and S3's version "null" for none. */
    public Upload {
        requireNonNull(bucket);
        requireNonNull(key);
        versionId = "null".equals(versionId) ? null : versionId;
        eTag = eTag == null ? null : eTag.replace("\"", "");
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

    /** The same, found by a look at its key instead of its own event. */
    public Upload withoutSequencer() {
        return new Upload(bucket, key, versionId, eTag, /* sequencer= */ null, bytes);
    }

    private static String padded(String sequencer, int length) {
        return sequencer + "0".repeat(length - sequencer.length());
    }

    /** The object's address, for people and for logs: harmless to show for any key. */
    public String uri() {
        return PrintableText.oneLine("s3://" + bucket + "/" + key);
    }
}
