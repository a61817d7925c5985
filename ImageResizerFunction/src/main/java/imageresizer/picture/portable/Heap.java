package imageresizer.picture.portable;

import imageresizer.picture.PictureHeader;
import imageresizer.picture.UnusablePictureException;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Refuses what would not fit, before anything is decoded: running out of memory would take the whole function down. */
final class Heap {

    /** For what is small and not counted, in bytes. */
    private static final long RESERVE = 24L << 20;

    private final LongSupplier free;

    /** @param free bytes that can still be taken */
    Heap(LongSupplier free) {
        this.free = free;
    }

    /** The heap of this virtual machine. */
    static Heap ofThisMachine() {
        Runtime runtime = Runtime.getRuntime();
        return new Heap(() -> runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory());
    }

    /** @throws UnusablePictureException if {@code bytes} can't be had, even after what is no longer used is given back */
    void require(long bytes, PictureHeader header) throws UnusablePictureException {
        long needed = bytes + RESERVE;
        if (needed > free.getAsLong()) {
            System.gc();
            if (needed > free.getAsLong()) {
                throw tooLarge(header, needed);
            }
        }
    }

    static UnusablePictureException tooLarge(PictureHeader header, long bytes) {
        return new UnusablePictureException(String.format(
                Locale.ROOT,
                "The picture, a %s of %s pixels, is too large for this function's memory: resizing it takes about %,d"
                        + " MB more than the picture itself. Make it smaller and upload that, or raise the setting"
                        + " MemorySize.",
                header.format().displayName(),
                header.size(),
                Math.ceilDiv(bytes, 1 << 20)));
    }
}
