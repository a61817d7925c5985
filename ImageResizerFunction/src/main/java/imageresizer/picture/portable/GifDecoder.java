package imageresizer.picture.portable;

import imageresizer.picture.PictureHeader;
import imageresizer.picture.Prefix;
import imageresizer.picture.Size;
import imageresizer.picture.UnusablePictureException;
import imageresizer.picture.portable.Decoded.Kind;
import imageresizer.reason.ReasonCode;
import java.util.Arrays;

/**
 * The first frame of GIF89a, in its place on the screen. The JDK's reader gives up on what every browser shows: frames
 * without colours, frames that reach over the screen, codes that end too early.
 */
final class GifDecoder implements Decoder {

    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int MOST_CODES = 4096;
    private static final int BLACK = 0xff000000;

    private final Prefix file;
    private final Size screen;
    private final boolean alpha;

    GifDecoder(byte[] source, PictureHeader header) {
        this.file = new Prefix(source, source.length);
        this.screen = header.storedSize();
        this.alpha = header.alpha();
    }

    @Override
    public long heap() {
        // An index for each pixel of the frame, which is hardly ever larger than the screen.
        return (long) screen.width() * screen.height();
    }

    @Override
    public Decoded decode(Shrink shrink) throws UnusablePictureException {
        BlockAverage rows = new BlockAverage(screen, shrink);
        try {
            Frame frame = firstFrame();
            double decoded = frame.decode();
            if (decoded < ENOUGH) {
                throw Decoder.incomplete(decoded);
            }
            int[] row = new int[screen.width()];
            for (int y = 0; y < screen.height(); y++) {
                frame.draw(y, row);
                rows.add(row);
            }
        } catch (Prefix.BeyondException e) {
            throw Decoder.incomplete(0);
        }
        return new Decoded(rows.finished(), screen, shrink, alpha ? Kind.TRANSPARENT : Kind.COLOUR, null);
    }

    private Frame firstFrame() throws Prefix.BeyondException, UnusablePictureException {
        int flags = file.u8(10);
        int[] colours = colours(13, flags);
        long at = 13 + 3L * colours.length;
        int transparent = -1;
        while (true) {
            int block = file.u8(at);
            if (block == EXTENSION) {
                if (file.u8(at + 1) == GRAPHIC_CONTROL && (file.u8(at + 3) & 1) != 0) {
                    transparent = file.u8(at + 6);
                }
                at += 2;
                while (file.u8(at) != 0) {
                    at += 1 + file.u8(at);
                }
                at++;
            } else if (block == IMAGE) {
                return frame(at, colours, transparent);
            } else if (block == 0) {
                at++;
            } else {
                throw new UnusablePictureException(ReasonCode.GIF_WITHOUT_FRAME);
            }
        }
    }

    private Frame frame(long at, int[] globalColours, int transparent)
            throws Prefix.BeyondException, UnusablePictureException {
        int width = file.u16(at + 5, true);
        int height = file.u16(at + 7, true);
        int flags = file.u8(at + 9);
        int[] local = colours(at + 10, flags);
        int[] colours = new int[256];
        Arrays.fill(colours, BLACK);
        int[] own = local.length > 0 ? local : globalColours;
        System.arraycopy(own, 0, colours, 0, own.length);
        if (transparent >= 0) {
            colours[transparent] = 0;
        }
        if (width == 0 || height == 0) {
            throw new UnusablePictureException(ReasonCode.GIF_FRAME_SIZE, width, height);
        }
        return new Frame(
                file.u16(at + 1, true),
                file.u16(at + 3, true),
                width,
                height,
                (flags & 0x40) != 0,
                colours,
                at + 10 + 3L * local.length);
    }

    private int[] colours(long at, int flags) throws Prefix.BeyondException {
        int[] colours = new int[(flags & 0x80) == 0 ? 0 : 2 << (flags & 7)];
        for (int i = 0; i < colours.length; i++) {
            colours[i] = BLACK | file.u8(at + 3L * i) << 16 | file.u16(at + 3L * i + 1);
        }
        return colours;
    }

    private final class Frame {
        private final int left;
        private final int top;
        private final int width;
        private final int height;
        private final boolean interlaced;
        private final int[] colours;
        private final byte[] indices;
        private long at;
        private int inBlock;
        private int bits;
        private int bitCount;
        private int written;

        Frame(int left, int top, int width, int height, boolean interlaced, int[] colours, long at) {
            this.left = left;
            this.top = top;
            this.width = width;
            this.height = height;
            this.interlaced = interlaced;
            this.colours = colours;
            this.indices = new byte[Math.multiplyExact(width, height)];
            this.at = at;
        }

        /** @return how much of the frame was there, 0 to 1 */
        double decode() throws Prefix.BeyondException, UnusablePictureException {
            int rootSize = file.u8(at++);
            if (rootSize < 1 || rootSize > 8) {
                throw new UnusablePictureException(ReasonCode.GIF_FRAME_DAMAGED);
            }
            try {
                inBlock = file.u8(at++);
                decodeCodes(rootSize);
            } catch (Prefix.BeyondException e) {
                // The file ends here; what came before is shown.
            }
            return (double) written / indices.length;
        }

        /** The variant of LZW in appendix F of GIF89a. */
        private void decodeCodes(int rootSize) throws Prefix.BeyondException {
            int clear = 1 << rootSize;
            int end = clear + 1;
            int next = clear + 2;
            int codeSize = rootSize + 1;
            int previous = -1;
            short[] prefixes = new short[MOST_CODES];
            byte[] suffixes = new byte[MOST_CODES];
            byte[] stack = new byte[MOST_CODES + 1];
            for (int i = 0; i < clear; i++) {
                suffixes[i] = (byte) i;
            }
            byte first = 0;
            while (written < indices.length) {
                int code = code(codeSize);
                if (code == end || code < 0) {
                    return;
                }
                if (code == clear) {
                    next = clear + 2;
                    codeSize = rootSize + 1;
                    previous = -1;
                    continue;
                }
                if (code > next || (code == next && previous < 0)) {
                    return;
                }
                int depth = 0;
                int current = code;
                if (code == next) {
                    stack[depth++] = first;
                    current = previous;
                }
                while (current >= clear) {
                    stack[depth++] = suffixes[current];
                    current = prefixes[current];
                }
                first = suffixes[current];
                stack[depth++] = first;
                if (previous >= 0 && next < MOST_CODES) {
                    prefixes[next] = (short) previous;
                    suffixes[next] = first;
                    next++;
                    if (next == 1 << codeSize && codeSize < 12) {
                        codeSize++;
                    }
                }
                previous = code;
                while (depth > 0 && written < indices.length) {
                    indices[written++] = stack[--depth];
                }
            }
        }

        /** The next code, least significant bit first; -1 where the blocks end. */
        private int code(int size) throws Prefix.BeyondException {
            while (bitCount < size) {
                if (inBlock == 0) {
                    return -1;
                }
                bits |= file.u8(at++) << bitCount;
                bitCount += 8;
                inBlock--;
                if (inBlock == 0) {
                    inBlock = file.u8(at++);
                }
            }
            int code = bits & ((1 << size) - 1);
            bits >>>= size;
            bitCount -= size;
            return code;
        }

        void draw(int y, int[] row) {
            Arrays.fill(row, 0);
            int line = y - top;
            if (line < 0 || line >= height) {
                return;
            }
            int start = stored(line) * width;
            for (int x = 0; x < width && left + x < row.length; x++) {
                row[left + x] = start + x < written ? colours[indices[start + x] & 0xff] : 0;
            }
        }

        /** Where a line is stored: interlaced frames store every eighth, then those between, in three more passes. */
        private int stored(int line) {
            if (!interlaced) {
                return line;
            }
            int eighths = Math.ceilDiv(height, 8);
            int fours = Math.ceilDiv(Math.max(0, height - 4), 8);
            int twos = Math.ceilDiv(Math.max(0, height - 2), 4);
            if (line % 8 == 0) {
                return line / 8;
            }
            if (line % 8 == 4) {
                return eighths + line / 8;
            }
            return line % 4 == 2 ? eighths + fours + line / 4 : eighths + fours + twos + line / 2;
        }
    }
}
