package imageresizer.picture;

import imageresizer.reason.ReasonCode;

/** The header of TIFF 6.0 and BigTIFF: the tags of the first page. */
final class TiffHeader {

    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS_PER_SAMPLE = 258;
    private static final int COMPRESSION = 259;
    private static final int ORIENTATION = 274;
    private static final int SAMPLES_PER_PIXEL = 277;
    private static final int ROWS_PER_STRIP = 278;
    private static final int PLANAR_CONFIGURATION = 284;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int EXTRA_SAMPLES = 338;
    private static final int SAMPLE_FORMAT = 339;

    private static final int UNCOMPRESSED = 1;
    private static final int PLANAR = 2;

    private static final int MOST_BITS = 16;
    private static final int FLOATING_POINT = 3;

    /** Six inks and two more; each sample takes as much memory as a picture of its own. */
    private static final int MOST_SAMPLES = 8;

    private static final int SHORT = 3;
    private static final int LONG8 = 16;

    private static final int MOST_TAGS = 4096;

    private TiffHeader() {}

    static StoredHeader read(Prefix file, Limits limits) throws Prefix.BeyondException, UnusablePictureException {
        boolean little = file.u8(0) == 'I';
        boolean big = file.u16(2, little) == 43;
        long directory = big ? file.u64(8, little) : file.u32(4, little);
        long count = big ? file.u64(directory, little) : file.u16(directory, little);
        long at = directory + (big ? 8 : 2);
        int entry = big ? 20 : 12;
        long width = 0;
        long height = 0;
        long orientation = Exif.UPRIGHT;
        boolean alpha = false;
        long samples = 1;
        long bits = 1;
        long compression = UNCOMPRESSED;
        boolean isPlanar = false;
        long rowsPerStrip = Long.MAX_VALUE;
        long tileWidth = 0;
        long tileHeight = 0;
        for (long i = 0; i < Math.min(count, MOST_TAGS); i++, at += entry) {
            int type = file.u16(at + 2, little);
            long value = at + (big ? 12 : 8);
            switch (file.u16(at, little)) {
                case WIDTH -> width = number(file, type, value, little);
                case HEIGHT -> height = number(file, type, value, little);
                case BITS_PER_SAMPLE -> {
                    bits = first(file, at, big, little);
                    requireBrightness(bits <= MOST_BITS);
                }
                case SAMPLE_FORMAT -> requireBrightness(first(file, at, big, little) != FLOATING_POINT);
                case ORIENTATION -> orientation = number(file, type, value, little);
                case SAMPLES_PER_PIXEL -> {
                    samples = number(file, type, value, little);
                    requireFewSamples(samples);
                }
                case COMPRESSION -> compression = number(file, type, value, little);
                case PLANAR_CONFIGURATION -> isPlanar = number(file, type, value, little) == PLANAR;
                case ROWS_PER_STRIP -> rowsPerStrip = number(file, type, value, little);
                case TILE_WIDTH -> tileWidth = number(file, type, value, little);
                case TILE_HEIGHT -> tileHeight = number(file, type, value, little);
                case EXTRA_SAMPLES -> alpha = true;
                default -> {}
            }
        }
        limits.checkSize(width, height);
        int pixel = (int) Math.max(1, samples) * (bits > 8 ? 2 : 1);
        long whole;
        if (tileWidth > 0 && tileHeight > 0) {
            whole = 2 * Math.ceilDiv(width, tileWidth) * bytes(tileWidth, tileHeight, pixel);
        } else if (compression == UNCOMPRESSED) {
            whole = 0;
        } else {
            long rows = Math.clamp(rowsPerStrip, 1, height);
            long packed = file.total() / Math.ceilDiv(height, rows);
            whole = bytes(width, rows, pixel) + 2 * packed + (isPlanar ? bytes(width, rows, pixel) / samples : 0);
        }
        return new StoredHeader(
                (int) width,
                (int) height,
                1,
                orientation >= 1 && orientation <= 8 ? (int) orientation : Exif.UPRIGHT,
                alpha,
                big ? Exif.NONE : Exif.of(file.buffer()),
                new DecodingMemory(whole, pixel));
    }

    /** Bytes of a stretch of the picture. What a header says of tiles need not make sense. */
    private static long bytes(long width, long height, int pixel) {
        return width > Integer.MAX_VALUE || height > Integer.MAX_VALUE / pixel
                ? Integer.MAX_VALUE * (long) pixel
                : width * height * pixel;
    }

    private static void requireFewSamples(long samples) throws UnusablePictureException {
        if (samples > MOST_SAMPLES) {
            throw new UnusablePictureException(ReasonCode.TIFF_TOO_MANY_SAMPLES, samples, MOST_SAMPLES);
        }
    }

    /** Samples of more bits, and floating point ones, are measurements: no value of theirs is known to be white. */
    private static void requireBrightness(boolean isKnown) throws UnusablePictureException {
        if (!isKnown) {
            throw new UnusablePictureException(ReasonCode.TIFF_SAMPLE_KIND);
        }
    }

    /** The first of an entry's short numbers, which stand elsewhere if there are more than the entry has room for. */
    private static long first(Prefix file, long entry, boolean big, boolean little) throws Prefix.BeyondException {
        long value = entry + (big ? 12 : 8);
        long count = big ? file.u64(entry + 4, little) : file.u32(entry + 4, little);
        boolean isInside = count * 2 <= (big ? 8 : 4);
        return file.u16(isInside ? value : big ? file.u64(value, little) : file.u32(value, little), little);
    }

    private static long number(Prefix file, int type, long at, boolean little) throws Prefix.BeyondException {
        return switch (type) {
            case SHORT -> file.u16(at, little);
            case LONG8 -> file.u64(at, little);
            default -> file.u32(at, little);
        };
    }
}
