package imageresizer.picture.probe;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a file, as far as they have been read: numbers and stretches at any offset, or word of how much
 * more must be read to have them. Thread-safe as long as the bytes are not changed.
 */
public final class FilePrefix {

    private final MemorySegment content;

    /** The same bytes if they are in the heap, where looking at each of them takes much less time. */
    private final byte @Nullable [] array;

    private final long total;

    private FilePrefix(MemorySegment content, byte @Nullable [] array, long total) {
        if (total < content.byteSize()) {
            throw new IllegalArgumentException("a file of " + total + " bytes can't begin with " + content.byteSize());
        }
        this.content = content;
        this.array = array;
        this.total = total;
    }

    /**
     * @param bytes the file's beginning; not changed
     * @param total how many bytes the whole file has
     */
    public FilePrefix(byte[] bytes, long total) {
        this(MemorySegment.ofArray(bytes), bytes, total);
    }

    /**
     * @param content the file's beginning; not changed
     * @param total how many bytes the whole file has
     */
    public FilePrefix(MemorySegment content, long total) {
        this(content, null, total);
    }

    /** The bytes at hand, read-only. */
    ByteBuffer buffer() {
        return content.asByteBuffer().asReadOnlyBuffer();
    }

    /** How many bytes the whole file has. */
    public long total() {
        return total;
    }

    /** How many of the file's bytes are at hand. */
    public long length() {
        return content.byteSize();
    }

    /** Something lies beyond the bytes at hand. */
    public static final class BeyondException extends Exception {

        private static final long serialVersionUID = 1;

        private final long needed;

        private BeyondException(long needed) {
            super("needs the first " + needed + " bytes", null, false, false);
            this.needed = needed;
        }

        /** How many of the file's first bytes are needed. */
        public long needed() {
            return needed;
        }
    }

    public int u8(long at) throws BeyondException {
        return byteAt(index(at, 1)) & 0xff;
    }

    public int u16(long at) throws BeyondException {
        long index = index(at, 2);
        return ((byteAt(index) & 0xff) << 8) | (byteAt(index + 1) & 0xff);
    }

    public int u16(long at, boolean littleEndian) throws BeyondException {
        return littleEndian ? Short.toUnsignedInt(Short.reverseBytes((short) u16(at))) : u16(at);
    }

    /** Three bytes, least significant first. */
    public int u24LittleEndian(long at) throws BeyondException {
        return u16(at, true) | (u8(at + 2) << 16);
    }

    public long u32(long at) throws BeyondException {
        return (long) u16(at) << 16 | u16(at + 2);
    }

    public long u32(long at, boolean littleEndian) throws BeyondException {
        return littleEndian ? ((long) u16(at + 2, true) << 16) | u16(at, true) : u32(at);
    }

    /** Eight bytes; a number that no offset in a file can be is a very large positive one. */
    public long u64(long at, boolean littleEndian) throws BeyondException {
        long high = u32(littleEndian ? at + 4 : at, littleEndian);
        long low = u32(littleEndian ? at : at + 4, littleEndian);
        return high >= 1L << 31 ? Long.MAX_VALUE : high << 32 | low;
    }

    /** A copy of the first bytes, as many at most as are at hand. */
    byte[] start(int most) {
        return content.asSlice(0, Math.min(most, length())).toArray(JAVA_BYTE);
    }

    /** A copy of {@code length} bytes. */
    public byte[] copy(long at, long length) throws BeyondException {
        return content.asSlice(index(at, length), length).toArray(JAVA_BYTE);
    }

    /** Whether these ASCII characters stand at {@code at}. */
    public boolean has(long at, String ascii) throws BeyondException {
        long start = index(at, ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            if (byteAt(start + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private byte byteAt(long index) {
        return array == null ? content.get(JAVA_BYTE, index) : array[(int) index];
    }

    private long index(long at, long length) throws BeyondException {
        if (at < 0 || length < 0 || at > Long.MAX_VALUE - length) {
            throw new BeyondException(Long.MAX_VALUE);
        }
        if (at + length > content.byteSize()) {
            throw new BeyondException(at + length);
        }
        return at;
    }
}
