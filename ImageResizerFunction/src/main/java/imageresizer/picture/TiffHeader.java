package imageresizer.picture;

/** The header of TIFF 6.0 and BigTIFF: the tags of the first page. */
final class TiffHeader {

    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS_PER_SAMPLE = 258;
    private static final int ORIENTATION = 274;
    private static final int SAMPLES_PER_PIXEL = 277;
    private static final int EXTRA_SAMPLES = 338;
    private static final int SAMPLE_FORMAT = 339;

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
        for (long i = 0; i < Math.min(count, MOST_TAGS); i++, at += entry) {
            int type = file.u16(at + 2, little);
            long value = at + (big ? 12 : 8);
            switch (file.u16(at, little)) {
                case WIDTH -> width = number(file, type, value, little);
                case HEIGHT -> height = number(file, type, value, little);
                case BITS_PER_SAMPLE -> requireBrightness(first(file, at, big, little) <= MOST_BITS);
                case SAMPLE_FORMAT -> requireBrightness(first(file, at, big, little) != FLOATING_POINT);
                case ORIENTATION -> orientation = number(file, type, value, little);
                case SAMPLES_PER_PIXEL -> requireFewSamples(number(file, type, value, little));
                case EXTRA_SAMPLES -> alpha = true;
                default -> {}
            }
        }
        limits.checkSize(width, height);
        return new StoredHeader(
                (int) width,
                (int) height,
                1,
                orientation >= 1 && orientation <= 8 ? (int) orientation : Exif.UPRIGHT,
                alpha,
                big ? Exif.NONE : Exif.of(file.bytes()));
    }

    private static void requireFewSamples(long samples) throws UnusablePictureException {
        if (samples > MOST_SAMPLES) {
            throw new UnusablePictureException("The TIFF picture has " + samples + " samples a pixel; at most "
                    + MOST_SAMPLES + " can be colours. Save it in RGB or CMYK and upload that.");
        }
    }

    /** Samples of more bits, and floating point ones, are measurements: no value of theirs is known to be white. */
    private static void requireBrightness(boolean isKnown) throws UnusablePictureException {
        if (!isKnown) {
            throw new UnusablePictureException("The TIFF picture has samples of 32 bits or more, or in floating point,"
                    + " which no two programs show alike. Save it with 8 or 16 bits a sample and upload that.");
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
