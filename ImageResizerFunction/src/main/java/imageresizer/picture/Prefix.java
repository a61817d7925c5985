package imageresizer.picture;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * The first bytes of a file, as far as they have been read: numbers and stretches at any offset, or word of how much
 * more must be read to have them.
 *
 * @param bytes the file's beginning; not changed
 * @param total how many bytes the whole file has
 */
public record Prefix(byte[] bytes, long total) {

    public Prefix {
        requireNonNull(bytes);
        if (total < bytes.length) {
            throw new IllegalArgumentException("a file of " + total + " bytes can't begin with " + bytes.length);
        }
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
        return bytes[index(at, 1)] & 0xff;
    }

    public int u16(long at) throws BeyondException {
        int index = index(at, 2);
        return ((bytes[index] & 0xff) << 8) | (bytes[index + 1] & 0xff);
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

    /** A copy of {@code length} bytes. */
    public byte[] copy(long at, long length) throws BeyondException {
        int start = index(at, length);
        return Arrays.copyOfRange(bytes, start, start + (int) length);
    }

    /** Whether these ASCII characters stand at {@code at}. */
    public boolean has(long at, String ascii) throws BeyondException {
        int start = index(at, ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[start + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int index(long at, long length) throws BeyondException {
        if (at < 0 || length < 0 || at > Long.MAX_VALUE - length) {
            throw new BeyondException(Long.MAX_VALUE);
        }
        if (at + length > bytes.length) {
            throw new BeyondException(at + length);
        }
        return (int) at;
    }
}
