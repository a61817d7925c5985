package imageresizer.local.s3;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of one object, as S3 would notify it.
 *
 * @param key the key as it is, not URL-encoded
 * @param size bytes of the new object; 0 for a removal
 * @param eTag ETag of the new object without quotes; empty for a removal
 * @param versionId the version written or removed, or the delete marker's; null in a bucket without versioning
 * @param sequencer 16 hexadecimal digits; of two events, the later one's is greater
 * @param sourceIp address of the client
 */
public record ObjectEvent(
        ObjectEventName name,
        String bucket,
        String key,
        long size,
        String eTag,
        @Nullable String versionId,
        String sequencer,
        Instant time,
        String requestId,
        String sourceIp) {}
