package imageresizer.picture;

import imageresizer.reason.ReasonCode;

/**
 * What a picture may be at most, told from its header.
 *
 * @param maxPixels of one frame
 * @param maxFrames of an animation
 * @param maxBytes of the file
 * @param maxDimension of the width and of the height, in pixels
 */
public record Limits(long maxPixels, int maxFrames, long maxBytes, int maxDimension) {

    /**
     * The template's default of {@code MaxPixels}. The other three have no setting: 2,000 frames are more than a minute
     * of animation, 250 MB are half of what the smallest function has, and no longer side fits into a JPEG file.
     */
    public static final Limits DEFAULT = ofPixels(250_000_000);

    /**
     * Of all scans of a JPEG file together. Decoding takes at least 0.7 ns for each, so that this much is done in a few
     * seconds. A usual progressive file passes about ten times over each sample: at 100 million pixels with colours at
     * half the resolution 1.5 billion, so that a file of four times the usual scans is still taken.
     */
    private static final long MOST_SCANNED_SAMPLES = 6_000_000_000L;

    /** Decoding takes a second for five million of them, with Huffman coding only for fifty. */
    private static final long MOST_ARITHMETIC_BYTES = 40_000_000;

    private static final long MOST_PIXELS_OF_PARTS = 300_000_000L;

    /** Of all frames of an animation that shall stay one: decoding and encoding them takes seconds. */
    private static final long MOST_ANIMATED_PIXELS = 1_000_000_000L;

    public Limits {
        if (maxPixels < 1 || maxFrames < 1 || maxBytes < 1 || maxDimension < 1) {
            throw new IllegalArgumentException("limits must be at least 1");
        }
    }

    /** The given number of pixels, and otherwise the limits that have no setting. */
    public static Limits ofPixels(long maxPixels) {
        return new Limits(maxPixels, 2_000, 250_000_000, 65_535);
    }

    /** @throws RejectedPictureException if the file is too large to be read at all */
    public void checkBytes(long bytes) throws RejectedPictureException {
        if (bytes > maxBytes) {
            throw new RejectedPictureException(ReasonCode.FILE_TOO_LARGE, bytes, maxBytes);
        }
    }

    public void checkSize(long width, long height) throws RejectedPictureException {
        if (width < 1 || height < 1) {
            throw new RejectedPictureException(ReasonCode.NO_PIXELS, width, height);
        }
        if (width > maxPixels / height) {
            throw new RejectedPictureException(ReasonCode.TOO_MANY_PIXELS, width, height, maxPixels);
        }
        if (width > maxDimension || height > maxDimension) {
            throw new RejectedPictureException(ReasonCode.SIDE_TOO_LONG, width, height, maxDimension);
        }
    }

    /**
     * Decoding takes time for each of them, and memory for some. At 1,024 MB of memory, whose processor time is that of
     * 0.58 processors, ten million pixels of HEVC take about a second.
     *
     * @param parts that a picture is put together from
     * @param pixels of all of them
     */
    public void checkParts(PictureFormat format, int parts, long pixels) throws RejectedPictureException {
        long most = Math.min(2 * maxPixels, MOST_PIXELS_OF_PARTS);
        if (pixels > most) {
            throw new RejectedPictureException(ReasonCode.TOO_MANY_PARTS, format.displayName(), parts, pixels, most);
        }
    }

    public void checkFrames(long frames) throws RejectedPictureException {
        if (frames > maxFrames) {
            throw new RejectedPictureException(ReasonCode.TOO_MANY_FRAMES, maxFrames);
        }
    }

    /**
     * @param scans of a JPEG file up to here
     * @param samples that these scans pass over, each of them as often as a scan does
     */
    public static void checkScans(int scans, long samples) throws RejectedPictureException {
        if (samples > MOST_SCANNED_SAMPLES) {
            throw new RejectedPictureException(ReasonCode.JPEG_TOO_MANY_SCANS, scans - 1);
        }
    }

    /** @param bytes of a JPEG file with arithmetic coding */
    public static void checkArithmeticCoding(long bytes) throws RejectedPictureException {
        if (bytes > MOST_ARITHMETIC_BYTES) {
            throw new RejectedPictureException(ReasonCode.JPEG_ARITHMETIC_TOO_LARGE, bytes, MOST_ARITHMETIC_BYTES);
        }
    }

    /**
     * @param size of each frame
     * @throws RejectedPictureException if all frames together have too many pixels to be decoded in time
     */
    public static void checkAnimation(Size size, int frames) throws RejectedPictureException {
        long pixels = (long) size.width() * size.height() * frames;
        if (pixels > MOST_ANIMATED_PIXELS) {
            throw new RejectedPictureException(ReasonCode.ANIMATION_TOO_LARGE, frames, pixels, MOST_ANIMATED_PIXELS);
        }
    }
}
