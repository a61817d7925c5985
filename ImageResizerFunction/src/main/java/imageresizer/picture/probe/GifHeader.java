package imageresizer.picture.probe;

import imageresizer.picture.Limits;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.RejectedPictureException;

/** The header of GIF89a: the logical screen, and the blocks as far as it takes to count the frames. */
final class GifHeader {

    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;
    private static final int GRAPHIC_CONTROL = 0xf9;

    private GifHeader() {}

    static PictureHeader read(FilePrefix file, Limits limits)
            throws FilePrefix.BeyondException, RejectedPictureException {
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
        } catch (FilePrefix.BeyondException e) {
            // A file that ends in the middle of a frame shows the frames before it, and what there is of this one.
            if (frames == 0 || e.needed() <= file.total()) {
                throw e;
            }
            alpha |= frames == 1;
        }
        limits.checkSize(width, height);
        return PictureHeader.stored(
                PictureFormat.GIF,
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

    private static long pastSubBlocks(FilePrefix file, long start) throws FilePrefix.BeyondException {
        long at = start;
        int length = file.u8(at);
        while (length != 0) {
            at += 1 + length;
            length = file.u8(at);
        }
        return at + 1;
    }
}
