package imageresizer.picture.probe;

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

    private RawPhotograph() {}

    /** Whether a file that begins like TIFF is one. */
    static boolean is(FilePrefix file) throws FilePrefix.BeyondException {
        TiffDirectory first = TiffDirectory.first(file);
        if (first.isBig() || first.offset() < CANON || first.offset() > file.total() - 2) {
            return false;
        }
        if (first.offset() > CANON + 2 && file.has(CANON, "CR")) {
            return true;
        }
        for (long i = 0; i < first.count(); i++) {
            long entry = first.entry(i);
            int tag = first.tag(entry);
            if (tag == DNG_VERSION || (tag == SUB_DIRECTORIES && hasSensorData(first, entry))) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasSensorData(TiffDirectory parent, long entry) throws FilePrefix.BeyondException {
        FilePrefix file = parent.file();
        long count = parent.numbers(entry);
        long offsets = count == 1 ? parent.value(entry) : parent.elsewhere(entry);
        for (long i = 0; i < Math.min(count, MOST_DIRECTORIES); i++) {
            if (offsets + 4 * i > file.total() - 4) {
                return false;
            }
            TiffDirectory directory = parent.at(file.u32(offsets + 4 * i, parent.isLittle()));
            if (directory.offset() > file.total() - 2) {
                return false;
            }
            long entries = directory.count();
            for (long j = 0; j < entries && directory.entry(j + 1) <= file.total(); j++) {
                long tag = directory.entry(j);
                if (directory.tag(tag) == PHOTOMETRIC) {
                    int photometric = file.u16(directory.value(tag), parent.isLittle());
                    if (photometric == COLOUR_FILTER_ARRAY || photometric == LINEAR_RAW) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
