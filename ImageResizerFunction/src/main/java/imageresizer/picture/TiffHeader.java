package imageresizer.picture;

/** The header of TIFF 6.0 and BigTIFF: the tags of the first page. */
final class TiffHeader {

    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int ORIENTATION = 274;
    private static final int EXTRA_SAMPLES = 338;

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
                case ORIENTATION -> orientation = number(file, type, value, little);
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

    private static long number(Prefix file, int type, long at, boolean little) throws Prefix.BeyondException {
        return switch (type) {
            case SHORT -> file.u16(at, little);
            case LONG8 -> file.u64(at, little);
            default -> file.u32(at, little);
        };
    }
}
