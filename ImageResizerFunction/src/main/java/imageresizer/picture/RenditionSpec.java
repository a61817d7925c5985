package imageresizer.picture;

import static java.util.Objects.requireNonNull;

/**
 * What one rendition shall be.
 *
 * @param name what it is called in keys and mails, unique among the specs of one upload
 * @param box what the upright picture is fitted into, without ever being enlarged
 * @param fit how
 * @param format what it is encoded as
 * @param quality of a lossy format, 1 to 100 on the scale of libjpeg
 */
public record RenditionSpec(String name, Box box, Fit fit, PictureFormat format, int quality) {

    public RenditionSpec {
        requireNonNull(name);
        requireNonNull(box);
        requireNonNull(fit);
        requireNonNull(format);
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("quality must be 1 to 100, not " + quality);
        }
    }

    /** The same in another format. */
    public RenditionSpec in(PictureFormat other) {
        return new RenditionSpec(name, box, fit, other, quality);
    }
}
