package imageresizer.model;

import static java.util.Objects.requireNonNull;

import imageresizer.picture.PictureFormat;
import imageresizer.picture.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rendition in the output bucket.
 *
 * @param name of its spec
 * @param size in pixels
 * @param bytes the object's size
 * @param sha256 of the object's content, lower case hexadecimal
 * @param eTag that S3 gave the object
 * @param url where everybody may read it, with a version of the content; null if it is not served
 */
public record StoredRendition(
        String name,
        String bucket,
        String key,
        PictureFormat format,
        Size size,
        long bytes,
        String sha256,
        String eTag,
        @Nullable String url) {

    /** The user metadata of every rendition: an object that carries it is never resized, whoever made it. */
    public static final Map<String, String> MARK = Map.of("image-resizer", "rendition");

    public StoredRendition {
        requireNonNull(name);
        requireNonNull(bucket);
        requireNonNull(key);
        requireNonNull(format);
        requireNonNull(size);
        requireNonNull(sha256);
        requireNonNull(eTag);
    }

    /** The object's address, for people and for logs: harmless to show for any key. */
    public String uri() {
        return PrintableText.oneLine("s3://" + bucket + "/" + key);
    }
}
