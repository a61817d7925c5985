package imageresizer.local.s3;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An object as its bucket holds it now.
 *
 * @param eTag without quotation marks
 * @param versionId null in a bucket without versions, and in a listing, which does not name it
 */
public record StoredObject(
        String key, long bytes, String eTag, @Nullable String versionId, Instant modified) {}
