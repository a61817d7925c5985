package imageresizer.picture.probe;

import imageresizer.picture.Size;

/**
 * How much native memory it takes to decode a picture with libvips, told from its header. The figures are those of libvips
 * 8.18 with libjpeg, libpng, libwebp, libtiff, libnsgif and libaom, measured as the resident size of the process at
 * pictures of 12 to 100 megapixels.
 *
 * @param whole bytes that a decoder holds at once, besides the file and some rows
 * @param pixel bytes of one decoded pixel
 * @param shrinksItself whether the decoder hands out rows that are shrunk already
 */
public record DecodingMemory(long whole, int pixel, boolean shrinksItself) {

    /** Between the decoder and the first resized row, so many rows for each one that results. */
    private static final long ROWS = 80;

    /** How much finer than needed JPEG and lossy WebP files are decoded at least. */
    private static final double MARGIN = 1.25;

    private static final int BYTE = 1;
    private static final int RGB = 3;
    private static final int RGBA = 4;

    public DecodingMemory {
        if (whole < 0 || pixel < 1) {
            throw new IllegalArgumentException("no picture takes " + whole + " bytes and " + pixel + " a pixel");
        }
    }

    DecodingMemory(long whole, int pixel) {
        this(whole, pixel, /* shrinksItself= */ false);
    }

    /**
     * libjpeg keeps every coefficient, of two bytes, until the last scan, unless the first one has all of the picture.
     *
     * @param components of the first scan
     */
    static DecodingMemory ofJpeg(JpegFrame frame, int components) {
        int count = frame.components().size();
        boolean hasAll = !frame.isProgressive() && components >= count;
        return new DecodingMemory(hasAll ? 0 : 2 * frame.samples(), Math.clamp(count, BYTE, RGBA), true);
    }

    /** Of an interlaced file, the last row may come with the first pixel. */
    static DecodingMemory ofPng(long width, long height, int pixel, boolean interlaced) {
        return new DecodingMemory(interlaced ? width * height * pixel : 0, pixel);
    }

    /**
     * The screen in four channels, and the codes that are unpacked.
     *
     * @param copy bytes of a file that must be copied to be shown right
     */
    static DecodingMemory ofGif(long width, long height, long copy) {
        return new DecodingMemory(5 * width * height + copy, RGBA);
    }

    /** Lossy pictures are shrunk while they are decoded, row by row, but for their alpha. */
    static DecodingMemory ofLossyWebp(long width, long height, boolean alpha) {
        return new DecodingMemory(alpha ? 3 * width * height / 2 : 0, alpha ? RGBA : RGB, true);
    }

    static DecodingMemory ofLosslessWebp(long width, long height) {
        return new DecodingMemory(4 * width * height, RGBA);
    }

    /** The canvas, the one of the frame before, and the frame. */
    static DecodingMemory ofAnimatedWebp(long width, long height) {
        return new DecodingMemory(12 * width * height, RGBA);
    }

    /**
     * libaom's frames, those of libheif, and what libvips makes of them.
     *
     * @param samples for two pixels: 2 for grey, 3, 4 or 6 with colours
     * @param deep whether a sample has more than eight bits
     */
    static DecodingMemory ofAvif(long width, long height, int samples, boolean deep, boolean alpha) {
        int perSample = deep ? 2 : 1;
        long perPixel = 12L + (long) Math.max(3, samples) * perSample + (alpha ? 1 : 0);
        return new DecodingMemory(perPixel * width * height, (alpha ? RGBA : RGB) * perSample);
    }

    /**
     * libde265's picture, those of libheif, and the eight-bit pixels that they become.
     *
     * @param samples for two pixels: 2 for grey, 3, 4 or 6 with colours
     * @param deep whether a sample has more than eight bits
     */
    static DecodingMemory ofHeic(long width, long height, int samples, boolean deep, boolean alpha) {
        int colours = alpha ? RGBA : RGB;
        long perPixel = colours + (long) samples * (deep ? 2 : 1) + (alpha ? 2 : 0);
        return new DecodingMemory(perPixel * width * height, colours);
    }

    /** Whether the decoder shrinks before it hands out rows, by at most eight. */
    private int ownShrink(double shrink) {
        return shrinksItself ? Math.clamp(Integer.highestOneBit((int) (shrink / MARGIN)), 1, 8) : 1;
    }

    /**
     * All that it takes to decode and shrink a picture row by row.
     *
     * @param stored its size as it is stored, in pixels
     * @param shrink how many times larger it is than what it is resized to
     */
    public long bytes(Size stored, double shrink) {
        int ownShrink = ownShrink(shrink);
        long row = (long) stored.width() * pixel / ownShrink;
        double rows = Math.min(ROWS * Math.max(1, shrink / ownShrink), stored.height() / 2.0);
        return whole + (long) (row * rows);
    }
}
