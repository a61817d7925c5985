package imageresizer.picture.probe;

import imageresizer.picture.PictureFormat;
import imageresizer.picture.RejectedPictureException;
import imageresizer.reason.ReasonCode;

/**
 * What the tags of one page of a TIFF file say (TIFF 6.0, BigTIFF).
 *
 * @param index of the page, counted from 0
 * @param width in pixels as stored, not checked
 * @param height in pixels as stored, not checked
 * @param bits of a sample
 * @param compression as numbered by TIFF 6.0 and its successors
 * @param photometric what the samples are, as TIFF 6.0 counts
 * @param samples of a pixel
 * @param isPlanar whether each sample is stored in a plane of its own
 * @param extra what the first sample beyond the colours is: 1 or 2 for transparency, 0 for anything else, -1 for none
 * @param isReduced whether it is a smaller copy of another page, or a mask for one
 */
public record TiffPage(
        int index,
        long width,
        long height,
        int bits,
        int compression,
        int photometric,
        long samples,
        boolean isPlanar,
        long rowsPerStrip,
        long tileWidth,
        long tileHeight,
        int extra,
        int orientation,
        boolean isReduced) {

    private static final int SUBFILE_TYPE = 254;
    private static final int OLD_SUBFILE_TYPE = 255;
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS_PER_SAMPLE = 258;
    private static final int COMPRESSION = 259;
    private static final int PHOTOMETRIC = 262;
    private static final int ORIENTATION = 274;
    private static final int SAMPLES_PER_PIXEL = 277;
    private static final int ROWS_PER_STRIP = 278;
    private static final int PLANAR_CONFIGURATION = 284;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int EXTRA_SAMPLES = 338;
    private static final int SAMPLE_FORMAT = 339;

    static final int UNCOMPRESSED = 1;
    private static final int JPEG = 7;
    private static final int OLD_JPEG = 6;

    private static final int BLACK_IS_ZERO = 1;
    private static final int YCBCR = 6;
    private static final int CIELAB = 8;
    private static final int ITU_LAB = 10;
    private static final int RGB_SAMPLES = 3;

    /** Reduced, or a mask. */
    private static final int NOT_FOR_ITSELF = 1 | 4;

    private static final int OLD_REDUCED = 2;
    private static final int PLANAR = 2;
    private static final int MOST_BITS = 16;

    /** The kinds of samples that are not unsigned numbers: signed, floating-point, complex. Four is "unknown". */
    private static final int SIGNED = 2;

    private static final int FLOATING_POINT = 3;
    private static final int COMPLEX = 5;

    /** Six inks and two more; each sample takes as much memory as a picture of its own. */
    private static final int MOST_SAMPLES = 8;

    /** Scanners and slide viewers write a few smaller copies. */
    private static final int MOST_REDUCED = 16;

    /** The page to show: the first one that is not a smaller copy, or the very first if all are. */
    static TiffPage shown(FilePrefix file) throws FilePrefix.BeyondException, RejectedPictureException {
        TiffDirectory directory = TiffDirectory.first(file);
        TiffPage first = of(directory, 0);
        TiffPage page = first;
        for (int index = 1; page.isReduced && index <= MOST_REDUCED; index++) {
            long next = directory.next();
            if (next == 0 || next > file.total() - 2) {
                break;
            }
            directory = directory.at(next);
            page = of(directory, index);
        }
        TiffPage chosen = page.isReduced ? first : page;
        chosen.requireBrightness();
        return chosen;
    }

    /**
     * The page to show of a file whose header is known to be readable.
     *
     * @throws RejectedPictureException if it is not
     */
    public static TiffPage shownOf(byte[] file) throws RejectedPictureException {
        return shownOf(new FilePrefix(file, file.length));
    }

    /** The same of a file elsewhere in memory, all of which is there. */
    public static TiffPage shownOf(FilePrefix file) throws RejectedPictureException {
        try {
            return shown(file);
        } catch (FilePrefix.BeyondException e) {
            throw RejectedPictureException.damaged(PictureFormat.TIFF, e);
        }
    }

    /** Whether some of its samples are transparency. */
    public boolean hasAlpha() {
        return extra > 0;
    }

    /** Whether libtiff and libvips show it right. What they get wrong they do not complain about. */
    public boolean isFitForLibvips() {
        boolean hasExtra = extra >= 0;
        boolean isLab = photometric >= CIELAB && photometric <= ITU_LAB;
        return index == 0
                && ((bits <= 4 && (bits & (bits - 1)) == 0) || bits == 8 || bits == MOST_BITS)
                && (photometric != YCBCR || compression == JPEG || compression == OLD_JPEG)
                && !(isPlanar && photometric <= BLACK_IS_ZERO && samples > 1)
                && !(isLab && samples > RGB_SAMPLES)
                && !(hasExtra && extra == 0);
    }

    /** Samples of more bits, and signed or floating-point ones, are measurements: no value of theirs is white. */
    private void requireBrightness() throws RejectedPictureException {
        if (bits > MOST_BITS) {
            throw new RejectedPictureException(ReasonCode.TIFF_SAMPLE_KIND);
        }
        if (samples > MOST_SAMPLES) {
            throw new RejectedPictureException(ReasonCode.TIFF_TOO_MANY_SAMPLES, samples, MOST_SAMPLES);
        }
        String unknown = compressionUnknown();
        if (!unknown.isEmpty()) {
            throw new RejectedPictureException(ReasonCode.TIFF_COMPRESSION, unknown);
        }
    }

    /** The name of a compression that no engine reads; empty for the others. */
    private String compressionUnknown() {
        return switch (compression) {
            // None, CCITT, LZW, JPEG, Deflate, PackBits, and some that libtiff knows.
            case 1, 2, 3, 4, 5, 6, 7, 8, 32766, 32771, 32773, 32809, 32909, 32946 -> "";
            case 9, 10, 34661 -> "JBIG";
            case 33003, 33004, 33005, 34712 -> "JPEG 2000";
            case 34676, 34677 -> "LogLuv";
            case 34887 -> "LERC";
            case 34892 -> "lossy JPEG (DNG)";
            case 34925 -> "LZMA";
            case 50000, 34926 -> "Zstandard";
            case 50001, 34927 -> "WebP";
            case 50002, 52546 -> "JPEG XL";
            default -> "method " + compression;
        };
    }

    private static TiffPage of(TiffDirectory directory, int index)
            throws FilePrefix.BeyondException, RejectedPictureException {
        long width = 0;
        long height = 0;
        int bits = 1;
        int compression = UNCOMPRESSED;
        int photometric = 0;
        long samples = 1;
        boolean isPlanar = false;
        long rowsPerStrip = Long.MAX_VALUE;
        long tileWidth = 0;
        long tileHeight = 0;
        int extra = -1;
        int orientation = Exif.UPRIGHT;
        boolean isReduced = false;
        for (long i = 0; i < directory.count(); i++) {
            long entry = directory.entry(i);
            switch (directory.tag(entry)) {
                case SUBFILE_TYPE -> isReduced |= (directory.number(entry) & NOT_FOR_ITSELF) != 0;
                case OLD_SUBFILE_TYPE -> isReduced |= directory.number(entry) == OLD_REDUCED;
                case WIDTH -> width = directory.number(entry);
                case HEIGHT -> height = directory.number(entry);
                case BITS_PER_SAMPLE -> bits = directory.firstShort(entry);
                case COMPRESSION -> compression = (int) Math.min(0xffff, directory.number(entry));
                case PHOTOMETRIC -> photometric = (int) Math.min(0xffff, directory.number(entry));
                case ORIENTATION -> orientation = (int) Math.min(0xffff, directory.number(entry));
                case SAMPLES_PER_PIXEL -> samples = directory.number(entry);
                case ROWS_PER_STRIP -> rowsPerStrip = directory.number(entry);
                case PLANAR_CONFIGURATION -> isPlanar = directory.number(entry) == PLANAR;
                case TILE_WIDTH -> tileWidth = directory.number(entry);
                case TILE_HEIGHT -> tileHeight = directory.number(entry);
                case EXTRA_SAMPLES -> extra = directory.firstShort(entry);
                case SAMPLE_FORMAT -> {
                    int format = directory.firstShort(entry);
                    if (format == SIGNED || format == FLOATING_POINT || format >= COMPLEX) {
                        throw new RejectedPictureException(ReasonCode.TIFF_SAMPLE_KIND);
                    }
                }
                default -> {}
            }
        }
        return new TiffPage(
                index,
                width,
                height,
                bits,
                compression,
                photometric,
                samples,
                isPlanar,
                rowsPerStrip,
                tileWidth,
                tileHeight,
                extra,
                orientation >= 1 && orientation <= 8 ? orientation : Exif.UPRIGHT,
                isReduced);
    }
}
