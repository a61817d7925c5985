package imageresizer.picture.probe;

import imageresizer.picture.Limits;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.RejectedPictureException;
import imageresizer.reason.ReasonCode;

/** The header of WebP: RFC 9649, and RFC 6386 for the size of a lossy picture. */
public final class WebpHeader {

    private static final int ANIMATED = 0x02;
    private static final int HAS_EXIF = 0x08;
    private static final int HAS_ALPHA = 0x10;

    /** Where the first chunk of every WebP file begins. */
    public static final int FIRST_CHUNK = 12;

    private WebpHeader() {}

    static PictureHeader read(FilePrefix file, Limits limits)
            throws FilePrefix.BeyondException, RejectedPictureException {
        int data = FIRST_CHUNK + 8;
        if (file.has(FIRST_CHUNK, "VP8X")) {
            int flags = file.u8(data);
            int width = file.u24LittleEndian(data + 4) + 1;
            int height = file.u24LittleEndian(data + 7) + 1;
            limits.checkSize(width, height);
            boolean animated = (flags & ANIMATED) != 0;
            boolean alpha = (flags & HAS_ALPHA) != 0;
            Chunks chunks = Chunks.of(file, limits, animated || (flags & HAS_EXIF) != 0);
            DecodingMemory memory = animated
                    ? DecodingMemory.ofAnimatedWebp(width, height)
                    : chunks.lossless
                            ? DecodingMemory.ofLosslessWebp(width, height)
                            : DecodingMemory.ofLossyWebp(width, height, alpha);
            return PictureHeader.stored(
                    PictureFormat.WEBP,
                    width,
                    height,
                    chunks.frames,
                    chunks.exif.orientation(),
                    alpha,
                    chunks.exif,
                    memory);
        }
        if (file.has(FIRST_CHUNK, "VP8L")) {
            long bits = file.u32(data + 1, true);
            int width = (int) (bits & 0x3fff) + 1;
            int height = (int) (bits >> 14 & 0x3fff) + 1;
            limits.checkSize(width, height);
            return PictureHeader.stored(
                    PictureFormat.WEBP,
                    width,
                    height,
                    1,
                    Exif.UPRIGHT,
                    (bits >> 28 & 1) != 0,
                    Exif.NONE,
                    DecodingMemory.ofLosslessWebp(width, height));
        }
        if (file.has(FIRST_CHUNK, "VP8 ")) {
            int width = file.u16(data + 6, true) & 0x3fff;
            int height = file.u16(data + 8, true) & 0x3fff;
            limits.checkSize(width, height);
            return PictureHeader.stored(
                    PictureFormat.WEBP,
                    width,
                    height,
                    1,
                    Exif.UPRIGHT,
                    false,
                    Exif.NONE,
                    DecodingMemory.ofLossyWebp(width, height, false));
        }
        throw new RejectedPictureException(ReasonCode.WEBP_WITHOUT_PICTURE);
    }

    private record Chunks(int frames, boolean lossless, Exif exif) {

        /** @param all whether what comes after the picture matters, too */
        static Chunks of(FilePrefix file, Limits limits, boolean all)
                throws FilePrefix.BeyondException, RejectedPictureException {
            int frames = 0;
            boolean lossless = false;
            Exif exif = Exif.NONE;
            long at = FIRST_CHUNK;
            while (at + 8 <= file.total()) {
                long length = file.u32(at + 4, true);
                if (file.has(at, "ANMF")) {
                    frames++;
                    limits.checkFrames(frames);
                } else if (file.has(at, "EXIF") && at + 8 + length <= file.total()) {
                    exif = Exif.of(file.copy(at + 8, length));
                }
                lossless |= file.has(at, "VP8L");
                if (!all && (lossless || file.has(at, "VP8 "))) {
                    break;
                }
                at += 8 + length + (length & 1);
            }
            return new Chunks(Math.max(1, frames), lossless, exif);
        }
    }
}
