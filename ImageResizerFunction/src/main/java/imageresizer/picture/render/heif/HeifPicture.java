package imageresizer.picture.render.heif;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A decoded picture: upright, cropped as the file says, 8 bits a channel. Closing it frees the pixels. For one thread at
 * a time.
 */
public final class HeifPicture implements AutoCloseable {
    private final Runnable release;
    private final MemorySegment pixels;
    private final int width;
    private final int height;
    private final int bands;
    private final HeifMetadata metadata;

    /**
     * What the file says beside the pixels.
     *
     * @param profile ICC profile of red, green and blue
     * @param exif as TIFF, without preamble
     * @param xmp packet
     */
    public record HeifMetadata(Optional<byte[]> profile, Optional<byte[]> exif, Optional<byte[]> xmp) {}

    HeifPicture(MemorySegment pixels, int width, int height, int bands, HeifMetadata metadata, Runnable release) {
        this.pixels = pixels;
        this.width = width;
        this.height = height;
        this.bands = bands;
        this.metadata = metadata;
        this.release = release;
    }

    /** Row by row without gaps, as long as this is open. */
    public MemorySegment pixels() {
        return pixels;
    }

    /** In pixels. */
    public int width() {
        return width;
    }

    /** In pixels. */
    public int height() {
        return height;
    }

    /** Bytes of a pixel: 3, or 4 with transparency. */
    public int bands() {
        return bands;
    }

    public HeifMetadata metadata() {
        return metadata;
    }

    @Override
    public void close() {
        release.run();
    }
}
