package imageresizer.event;

import static java.util.Objects.requireNonNull;

import imageresizer.model.Upload;

/**
 * What an event, or S3's answer, says of an upload that is gone.
 *
 * @param gone the key, and what is known of the version
 * @param isOfOneVersion whether just that version is gone for good; otherwise what the key held until then
 */
public record Removal(Upload gone, boolean isOfOneVersion) {

    public Removal {
        requireNonNull(gone);
    }

    /** Of the version that {@code upload} names. */
    static Removal of(Upload upload) {
        return new Removal(upload, upload.versionId() != null);
    }
}
