package imageresizer.picture;

/** The header of GIF89a: the logical screen, and the blocks as far as it takes to count the frames. */
final class GifHeader {

    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;
    private static final int GRAPHIC_CONTROL = 0xf9;

    private GifHeader() {}

    static StoredHeader read(Prefix file, Limits limits) throws Prefix.BeyondException, UnusablePictureException {
        int width = file.u16(6, true);
        int height = file.u16(8, true);
        long at = 13L + paletteBytes(file.u8(10));
        int frames = 0;
        boolean alpha = false;
        boolean covers = false;
        try {
            while (true) {
                int block = file.u8(at);
                if (block == IMAGE) {
                    if (frames == 0) {
                        int right = file.u16(at + 1, true) + file.u16(at + 5, true);
                        int bottom = file.u16(at + 3, true) + file.u16(at + 7, true);
                        // A screen too small for the first frame, or of no size as some encoders write, grows with it:
                        // so decoders do, and what they make room for is what must be within the limits.
                        width = Math.max(width, right);
                        height = Math.max(height, bottom);
                        limits.checkSize(width, height);
                        covers = file.u16(at + 1, true) == 0
                                && file.u16(at + 3, true) == 0
                                && right >= width
                                && bottom >= height;
                        alpha |= !covers;
                    }
                    frames++;
                    limits.checkFrames(frames);
                    // Behind the colours and the width of the codes.
                    at = pastSubBlocks(file, at + 11 + paletteBytes(file.u8(at + 9)));
                } else if (block == EXTENSION) {
                    if (frames == 0 && file.u8(at + 1) == GRAPHIC_CONTROL) {
                        alpha |= (file.u8(at + 3) & 1) != 0;
                    }
                    at = pastSubBlocks(file, at + 2);
                } else if (block == 0) {
                    // Some encoders end a block twice.
                    at++;
                } else {
                    break;
                }
            }
        } catch (Prefix.BeyondException e) {
            // A file that ends in the middle of a frame shows the frames before it, and what there is of this one.
            if (frames == 0 || e.needed() <= file.total()) {
                throw e;
            }
            alpha |= frames == 1;
        }
        limits.checkSize(width, height);
        return new StoredHeader(
                width,
                height,
                Math.max(1, frames),
                Exif.UPRIGHT,
                alpha,
                Exif.NONE,
                DecodingMemory.ofGif(width, height, covers ? 0 : file.total()));
    }

    /** How many bytes of colours follow flags that say whether and how many. */
    private static int paletteBytes(int flags) {
        return (flags & 0x80) == 0 ? 0 : 6 << (flags & 7);
    }

    private static long pastSubBlocks(Prefix file, long start) throws Prefix.BeyondException {
        long at = start;
        int length = file.u8(at);
        while (length != 0) {
            at += 1 + length;
            length = file.u8(at);
        }
        return at + 1;
    }
}
