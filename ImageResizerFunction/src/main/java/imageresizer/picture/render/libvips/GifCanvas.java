package imageresizer.picture.render.libvips;

import imageresizer.picture.Size;
import imageresizer.picture.probe.FilePrefix;
import imageresizer.picture.probe.PictureHeader;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Puts a transparent frame of the whole screen in front of the frames of a GIF (GIF89a). Without one, libnsgif takes the
 * size of the first frame for that of many a screen, and libvips shows black where a first frame has no pixels.
 */
final class GifCanvas {

    private static final long HEADER = 13;
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;

    /** Of a variant of LZW (GIF89a, appendix F) with four colours. */
    private static final int CODE_BITS = 2;

    private static final int CLEAR = 1 << CODE_BITS;
    private static final int END = CLEAR + 1;
    private static final int FIRST_RUN = END + 1;
    private static final int MOST_CODES = 4096;
    private static final int LONGEST_BLOCK = 255;

    private GifCanvas() {}

    /**
     * Whether the first frame leaves a part of the screen free.
     *
     * @throws FilePrefix.BeyondException if the file ends within that frame
     */
    static boolean isNeededFor(FilePrefix file, Size screen) throws FilePrefix.BeyondException {
        long at = HEADER + colours(file.u8(10));
        while (file.u8(at) != IMAGE) {
            at = file.u8(at) == EXTENSION ? pastBlocks(file, at + 2) : at + 1;
        }
        boolean covers = file.u16(at + 1, true) == 0
                && file.u16(at + 3, true) == 0
                && file.u16(at + 5, true) >= screen.width()
                && file.u16(at + 7, true) >= screen.height();
        pastBlocks(file, at + 11 + colours(file.u8(at + 9)));
        return !covers;
    }

    private static long pastBlocks(FilePrefix file, long start) throws FilePrefix.BeyondException {
        long at = start;
        while (file.u8(at) != 0) {
            at += 1 + file.u8(at);
        }
        return at + 1;
    }

    private static int colours(int flags) {
        return (flags & 0x80) == 0 ? 0 : 6 << (flags & 7);
    }

    /** @param arena of the result */
    static MemorySegment inFront(MemorySegment file, PictureHeader header, Arena arena) {
        byte[] frame = frame(header.size());
        long at = HEADER + colours(file.get(ValueLayout.JAVA_BYTE, 10));
        MemorySegment result = arena.allocate(file.byteSize() + frame.length);
        MemorySegment.copy(file, 0, result, 0, at);
        MemorySegment.copy(frame, 0, result, ValueLayout.JAVA_BYTE, at, frame.length);
        MemorySegment.copy(file, at, result, at + frame.length, file.byteSize() - at);
        return result;
    }

    private static byte[] frame(Size size) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        // Colour 0 is transparent, and what is drawn stays for the next frame.
        frame.writeBytes(new byte[] {EXTENSION, (byte) 0xf9, 4, 5, 0, 0, 0, 0});
        frame.writeBytes(ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) IMAGE)
                .putInt(0)
                .putShort((short) size.width())
                .putShort((short) size.height())
                .put((byte) 0x80)
                .array());
        frame.writeBytes(new byte[6]);
        frame.write(CODE_BITS);
        byte[] codes = new Codes().of((long) size.width() * size.height());
        for (int at = 0; at < codes.length; at += LONGEST_BLOCK) {
            int length = Math.min(LONGEST_BLOCK, codes.length - at);
            frame.write(length);
            frame.write(codes, at, length);
        }
        frame.write(0);
        return frame.toByteArray();
    }

    /** Codes for pixels of colour 0: each code stands for one pixel more than the one before. */
    private static final class Codes {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int bits;
        private int bitCount;
        private int codeSize;
        private int next;
        private boolean isFirst;

        byte[] of(long pixels) {
            clear(CODE_BITS + 1);
            long left = pixels;
            while (left > 0) {
                if (next == MOST_CODES) {
                    clear(codeSize);
                }
                long run = Math.min(left, isFirst ? 1 : next - FIRST_RUN + 2);
                write(run == 1 ? 0 : (int) run + FIRST_RUN - 2);
                learn();
                left -= run;
            }
            write(END);
            if (bitCount > 0) {
                bytes.write(bits);
            }
            return bytes.toByteArray();
        }

        private void clear(int size) {
            codeSize = size;
            write(CLEAR);
            codeSize = CODE_BITS + 1;
            next = FIRST_RUN;
            isFirst = true;
        }

        /** As a decoder does after each code. */
        private void learn() {
            if (!isFirst && next < MOST_CODES) {
                next++;
                if (next == 1 << codeSize && codeSize < 12) {
                    codeSize++;
                }
            }
            isFirst = false;
        }

        private void write(int code) {
            bits |= code << bitCount;
            bitCount += codeSize;
            while (bitCount >= 8) {
                bytes.write(bits);
                bits >>>= 8;
                bitCount -= 8;
            }
        }
    }
}
