package imageresizer.picture.probe;

import imageresizer.picture.Limits;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.probe.JpegSegments.Segment;
import org.jspecify.annotations.Nullable;

/** The header of JPEG: ITU-T T.81, annex B, and the EXIF segment of CIPA DC-008. */
final class JpegHeader {

    private static final String EXIF = "Exif\0";

    private JpegHeader() {}

    static PictureHeader read(FilePrefix file, Limits limits)
            throws FilePrefix.BeyondException, RejectedPictureException {
        JpegSegments segments = new JpegSegments(file);
        Exif exif = Exif.NONE;
        boolean hasExif = false;
        int width = 0;
        int height = 0;
        @Nullable JpegFrame frame = null;
        while (true) {
            Segment segment = segments.next();
            if (segment.marker() == JpegSegments.APP1
                    && !hasExif
                    && segment.length() > EXIF.length()
                    && file.has(segment.start(), EXIF)) {
                hasExif = true;
                exif = Exif.of(file.copy(segment.start(), segment.length()));
            } else if (segment.isFrame()) {
                height = file.u16(segment.start() + 1);
                width = file.u16(segment.start() + 3);
                limits.checkSize(width, Math.max(1, height));
                frame = JpegFrame.of(
                        segment.marker(),
                        file.copy(segment.start(), Math.clamp(segment.length(), 6, JpegFrame.LONGEST)));
                if (frame.isArithmetic()) {
                    Limits.checkArithmeticCoding(file.total());
                }
            } else if (segment.marker() == JpegSegments.SOS || segment.marker() == JpegSegments.EOI) {
                if (height == 0 && segment.marker() == JpegSegments.SOS) {
                    height = heightAfterScan(segments, file);
                }
                limits.checkSize(width, height);
                DecodingMemory memory = frame == null
                        ? new DecodingMemory(0, 1)
                        : DecodingMemory.ofJpeg(frame, componentsOf(segment, file));
                return PictureHeader.stored(
                        PictureFormat.JPEG, width, height, 1, exif.orientation(), false, exif, memory);
            }
        }
    }

    private static int componentsOf(Segment scan, FilePrefix file) throws FilePrefix.BeyondException {
        return scan.length() > 0 ? file.u8(scan.start()) : 0;
    }

    /** A scanner that doesn't know yet how long the page is says so behind the first scan. */
    private static int heightAfterScan(JpegSegments segments, FilePrefix file) throws FilePrefix.BeyondException {
        segments.pastScan();
        Segment segment = segments.next();
        return segment.marker() == JpegSegments.DNL ? file.u16(segment.start()) : 0;
    }
}
