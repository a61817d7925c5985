package imageresizer.picture.render.libvips;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Looks at the end of a HEIC file. One that was filled up with zeros instead of its rest is decoded without complaint, but
 * HEVC never has three zeros in a row (ITU-T H.265, 7.4.2).
 */
final class HeicEnd {
    /** Behind the coded picture, metadata may end with some zeros. */
    private static final int MOST_ZEROS = 1024;

    private HeicEnd() {}

    static boolean isFiller(MemorySegment file) {
        long at = file.byteSize() - 1;
        while (at >= 0 && at >= file.byteSize() - MOST_ZEROS && file.get(ValueLayout.JAVA_BYTE, at) == 0) {
            at--;
        }
        return at < file.byteSize() - MOST_ZEROS;
    }
}
