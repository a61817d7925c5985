package imageresizer.picture.render.libvips;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * libvips knows AVIF files by their major brand, but not by that of animated ones, {@code avis}, which have a still
 * picture, too.
 */
final class AvifBrand {
    private static final long MAJOR = 8;
    private static final byte[] ANIMATED = "avis".getBytes(US_ASCII);
    private static final byte[] STILL = "avif".getBytes(US_ASCII);

    private AvifBrand() {}

    /** The same file with a brand that libvips knows; null if it has one. */
    static @Nullable MemorySegment known(MemorySegment file, Arena arena) {
        if (file.asSlice(MAJOR, ANIMATED.length).mismatch(MemorySegment.ofArray(ANIMATED)) >= 0) {
            return null;
        }
        MemorySegment copy = arena.allocate(file.byteSize());
        copy.copyFrom(file);
        MemorySegment.copy(STILL, 0, copy, ValueLayout.JAVA_BYTE, MAJOR, STILL.length);
        return copy;
    }
}
