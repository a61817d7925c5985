package imageresizer.picture.render.libvips;

import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.probe.PictureFile;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A picture file as libvips reads it, while it arrives: a {@code VipsSourceCustom}, whose signals {@code read} and
 * {@code seek} are answered here. To be closed after all images that are made from it.
 */
final class VipsSource implements AutoCloseable {

    private static final int SEEK_CURRENT = 1;
    private static final int SEEK_END = 2;
    private static final long FAILED = -1;

    /** C can't hold a reference to an object of Java's, but a number. */
    private static final Map<Long, VipsSource> OPEN = new ConcurrentHashMap<>();

    private static final AtomicLong LAST = new AtomicLong();

    private final Libvips libvips;
    private final PictureFile file;
    private final long number = LAST.incrementAndGet();
    private final MemorySegment pointer;
    private long position;

    VipsSource(Libvips libvips, PictureFile file) {
        this.libvips = libvips;
        this.file = file;
        OPEN.put(number, this);
        pointer = libvips.newSource(MemorySegment.ofAddress(number));
    }

    MemorySegment pointer() {
        return pointer;
    }

    /** What libvips calls for the next bytes; nothing may be thrown into C. */
    static long read(MemorySegment unused, MemorySegment buffer, long length, MemorySegment number) {
        try {
            VipsSource source = OPEN.get(number.address());
            return source == null ? FAILED : source.read(buffer.reinterpret(length));
        } catch (Throwable e) {
            return FAILED;
        }
    }

    private long read(MemorySegment target) throws RejectedPictureException {
        long bytes = file.read(position, target);
        position += bytes;
        return bytes;
    }

    /** What libvips calls to read on from elsewhere; answers the new position. */
    static long seek(MemorySegment unused, long offset, int whence, MemorySegment number) {
        VipsSource source = OPEN.get(number.address());
        return source == null ? FAILED : source.seek(offset, whence);
    }

    private long seek(long offset, int whence) {
        long from = switch (whence) {
            case SEEK_CURRENT -> position;
            case SEEK_END -> file.size();
            default -> 0;
        };
        if (from + offset < 0) {
            return FAILED;
        }
        position = from + offset;
        return position;
    }

    @Override
    public void close() {
        libvips.unref(pointer);
        OPEN.remove(number);
    }
}
