package imageresizer.picture.probe;

import static java.util.Objects.requireNonNull;

import imageresizer.picture.PictureFormat;
import imageresizer.picture.Size;
import org.jspecify.annotations.Nullable;

/**
 * What a file's header says about the picture, before anything is decoded.
 *
 * @param format told by content
 * @param size in pixels, upright: as the picture is seen, not as it is stored
 * @param frames of an animation; 1 for a still picture, and for the pages of a TIFF file, of which only the first counts
 * @param orientation how the stored picture must be turned, 1 to 8 as EXIF counts
 * @param alpha whether it may have transparent pixels
 * @param exif its EXIF data; {@link Exif#NONE} if it has none
 * @param memory what it takes to decode it
 * @param colours what its numbers mean; null for sRGB, or what an embedded profile says
 * @param premultiplied whether the stored colours are multiplied by alpha
 */
public record PictureHeader(
        PictureFormat format,
        Size size,
        int frames,
        int orientation,
        boolean alpha,
        Exif exif,
        DecodingMemory memory,
        @Nullable ColourEncoding colours,
        boolean premultiplied) {

    public PictureHeader {
        requireNonNull(format);
        requireNonNull(size);
        requireNonNull(exif);
        requireNonNull(memory);
        if (frames < 1 || orientation < 1 || orientation > 8) {
            throw new IllegalArgumentException("no picture has " + frames + " frames and orientation " + orientation);
        }
    }

    /**
     * What a format's header says.
     *
     * @param width in pixels as stored, within the limits
     * @param height in pixels as stored, within the limits
     */
    static PictureHeader stored(
            PictureFormat format,
            int width,
            int height,
            int frames,
            int orientation,
            boolean alpha,
            Exif exif,
            DecodingMemory memory,
            @Nullable ColourEncoding colours,
            boolean premultiplied) {
        Size size = new Size(width, height);
        return new PictureHeader(
                format,
                orientation >= 5 ? size.turned() : size,
                frames,
                orientation,
                alpha,
                exif,
                memory,
                colours,
                premultiplied);
    }

    /** In sRGB, or as an embedded profile says; colours that are not multiplied by alpha. */
    static PictureHeader stored(
            PictureFormat format,
            int width,
            int height,
            int frames,
            int orientation,
            boolean alpha,
            Exif exif,
            DecodingMemory memory) {
        return stored(
                format, width, height, frames, orientation, alpha, exif, memory, null, /* premultiplied= */ false);
    }

    /** Whether the stored picture lies on its side, so that its width is the height of what is seen. */
    public boolean isTurned() {
        return orientation >= 5;
    }

    /** The size in pixels as it is stored, before it is turned. */
    public Size storedSize() {
        return isTurned() ? size.turned() : size;
    }
}
