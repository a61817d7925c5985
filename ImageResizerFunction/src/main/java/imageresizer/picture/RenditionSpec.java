package imageresizer.picture;

import static java.util.Objects.requireNonNull;

/**
 * What one rendition shall be.
 *
 * @param name what it is called in keys and mails, unique among the specs of one upload
 * @param box what the upright picture is fitted into, without ever being enlarged
 * @param fit how
 * @param format what it is encoded as
 * @param quality of a lossy format
 */
public record RenditionSpec(String name, Box box, Fit fit, PictureFormat format, Quality quality) {

    /** @param quality 1 to 100, on the scale of libjpeg */
    public RenditionSpec(String name, Box box, Fit fit, PictureFormat format, int quality) {
        this(name, box, fit, format, Quality.of(quality));
    }

    public RenditionSpec {
        requireNonNull(name);
        requireNonNull(box);
        requireNonNull(fit);
        requireNonNull(format);
        requireNonNull(quality);
    }

    /** The same in another format. */
    public RenditionSpec in(PictureFormat other) {
        return new RenditionSpec(name, box, fit, other, quality);
    }
}
