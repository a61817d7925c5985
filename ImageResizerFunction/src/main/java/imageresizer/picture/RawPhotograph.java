package imageresizer.picture;

/**
 * Tells photographs as the sensor saw them (DNG, and the formats of cameras that are TIFF files too) from pictures. Their
 * first page is a small preview.
 */
final class RawPhotograph {

    private static final int PHOTOMETRIC = 262;
    private static final int SUB_DIRECTORIES = 330;
    private static final int DNG_VERSION = 50706;
    private static final int COLOUR_FILTER_ARRAY = 32803;
    private static final int LINEAR_RAW = 34892;

    /** Where Canon's CR2 says what it is. */
    private static final int CANON = 8;

    private static final int MOST_DIRECTORIES = 8;
    private static final int ENTRY = 12;

    private RawPhotograph() {}

    /** Whether a file that begins like TIFF is one. */
    static boolean is(Prefix file) throws Prefix.BeyondException {
        boolean little = file.u8(0) == 'I';
        long first = file.u32(4, little);
        if (file.u16(2, little) != 42 || first < CANON || first > file.total() - 2) {
            return false;
        }
        if (first > CANON + 2 && file.has(CANON, "CR")) {
            return true;
        }
        for (int i = 0; i < file.u16(first, little); i++) {
            long entry = first + 2 + (long) ENTRY * i;
            switch (file.u16(entry, little)) {
                case DNG_VERSION -> {
                    return true;
                }
                case SUB_DIRECTORIES -> {
                    if (hasSensorData(file, entry, little)) {
                        return true;
                    }
                }
                default -> {}
            }
        }
        return false;
    }

    private static boolean hasSensorData(Prefix file, long entry, boolean little) throws Prefix.BeyondException {
        long count = file.u32(entry + 4, little);
        long offsets = count == 1 ? entry + 8 : file.u32(entry + 8, little);
        for (long i = 0; i < Math.min(count, MOST_DIRECTORIES); i++) {
            if (offsets + 4 * i > file.total() - 4) {
                return false;
            }
            long directory = file.u32(offsets + 4 * i, little);
            if (directory > file.total() - 2) {
                return false;
            }
            int entries = file.u16(directory, little);
            for (int j = 0; j < entries && directory + 2 + (long) ENTRY * (j + 1) <= file.total(); j++) {
                long tag = directory + 2 + (long) ENTRY * j;
                if (file.u16(tag, little) == PHOTOMETRIC) {
                    int photometric = file.u16(tag + 8, little);
                    if (photometric == COLOUR_FILTER_ARRAY || photometric == LINEAR_RAW) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
