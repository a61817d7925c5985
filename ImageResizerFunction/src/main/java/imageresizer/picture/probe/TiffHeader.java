package imageresizer.picture.probe;

import imageresizer.picture.Limits;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.RejectedPictureException;

/** The header of TIFF: the tags of the page that is shown. */
final class TiffHeader {

    private static final int BIG_TIFF = 43;

    private TiffHeader() {}

    static PictureHeader read(FilePrefix file, Limits limits)
            throws FilePrefix.BeyondException, RejectedPictureException {
        TiffPage page = TiffPage.shown(file);
        limits.checkSize(page.width(), page.height());
        int pixel = (int) Math.max(1, page.samples()) * (page.bits() > 8 ? 2 : 1);
        boolean isBig = file.u16(2, file.u8(0) == 'I') == BIG_TIFF;
        return PictureHeader.stored(
                PictureFormat.TIFF,
                (int) page.width(),
                (int) page.height(),
                1,
                page.orientation(),
                page.hasAlpha(),
                isBig ? Exif.NONE : Exif.of(file.buffer()),
                new DecodingMemory(decodedAtOnce(page, file.total(), pixel), pixel));
    }

    private static long decodedAtOnce(TiffPage page, long fileBytes, int pixel) {
        if (page.tileWidth() > 0 && page.tileHeight() > 0) {
            return 2 * Math.ceilDiv(page.width(), page.tileWidth()) * bytes(page.tileWidth(), page.tileHeight(), pixel);
        }
        if (page.compression() == TiffPage.UNCOMPRESSED) {
            return 0;
        }
        long rows = Math.clamp(page.rowsPerStrip(), 1, page.height());
        long packed = fileBytes / Math.ceilDiv(page.height(), rows);
        long plane = page.isPlanar() ? bytes(page.width(), rows, pixel) / Math.max(1, page.samples()) : 0;
        return bytes(page.width(), rows, pixel) + 2 * packed + plane;
    }

    /** Bytes of a stretch of the picture. What a header says of tiles need not make sense. */
    private static long bytes(long width, long height, int pixel) {
        return width > Integer.MAX_VALUE || height > Integer.MAX_VALUE / pixel
                ? Integer.MAX_VALUE * (long) pixel
                : width * height * pixel;
    }
}
