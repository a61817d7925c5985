package imageresizer.input;

import static java.util.Objects.requireNonNull;

import imageresizer.model.Upload;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * What a key of the input bucket holds now.
 *
 * @param upload as S3 names it; its sequencer is that of the event that made the function ask, but null where a bucket
 *     without versions holds something else than the event is about
 * @param lastModified S3's time of it, in whole seconds; null if S3 says nothing
 */
public record CurrentObject(Upload upload, @Nullable Instant lastModified) {

    public CurrentObject {
        requireNonNull(upload);
    }

    static CurrentObject of(Upload asked, HeadObjectResponse found) {
        Upload upload = new Upload(
                asked.bucket(),
                asked.key(),
                found.versionId(),
                found.eTag(),
                asked.sequencer(),
                Objects.requireNonNullElse(found.contentLength(), asked.bytes()));
        boolean isAnother = upload.versionId() == null && !Objects.equals(upload.eTag(), asked.eTag());
        return new CurrentObject(isAnother ? upload.withoutSequencer() : upload, found.lastModified());
    }

    /** Whether it is that very upload: the same version or, in a bucket without versions, the same content. */
    public boolean is(Upload other) {
        if (upload.versionId() != null || other.versionId() != null) {
            return upload.isSameAs(other);
        }
        return other.eTag() == null || other.eTag().equals(upload.eTag());
    }
}
