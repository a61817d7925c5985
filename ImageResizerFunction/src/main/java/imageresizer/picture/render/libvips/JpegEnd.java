package imageresizer.picture.render.libvips;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Looks for the marker that ends a JPEG file (ITU-T T.81, annex B). A file that was filled up with zeros instead of its
 * rest lacks nothing that libjpeg would notice: zeros are good code for grey.
 */
final class JpegEnd {
    private static final byte MARKER = (byte) 0xff;
    private static final byte START_OF_SCAN = (byte) 0xda;
    private static final byte END_OF_IMAGE = (byte) 0xd9;

    private JpegEnd() {}

    /** Whether the marker comes anywhere after the picture's header, in which a thumbnail may have its own. */
    static boolean isIn(MemorySegment jpeg) {
        long header = header(jpeg);
        for (long i = jpeg.byteSize() - 2; i >= header; i--) {
            if (jpeg.get(ValueLayout.JAVA_BYTE, i) == MARKER
                    && jpeg.get(ValueLayout.JAVA_BYTE, i + 1) == END_OF_IMAGE) {
                return true;
            }
        }
        return false;
    }

    /** The length of what comes before the first scan, as far as it can be followed. */
    private static long header(MemorySegment jpeg) {
        long at = 2;
        while (at + 4 <= jpeg.byteSize()
                && jpeg.get(ValueLayout.JAVA_BYTE, at) == MARKER
                && jpeg.get(ValueLayout.JAVA_BYTE, at + 1) != START_OF_SCAN) {
            int length = (jpeg.get(ValueLayout.JAVA_BYTE, at + 2) & 0xff) << 8
                    | (jpeg.get(ValueLayout.JAVA_BYTE, at + 3) & 0xff);
            at += 2 + length;
        }
        return at;
    }
}
