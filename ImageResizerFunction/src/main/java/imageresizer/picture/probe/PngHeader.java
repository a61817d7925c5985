package imageresizer.picture.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import imageresizer.picture.Limits;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.RejectedPictureException;
import imageresizer.reason.ReasonCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The header of PNG: the third edition of its specification, with the chunks of animations and EXIF data. */
final class PngHeader {

    private static final long SIGNATURE = 8;
    private static final long ENVELOPE = 12;

    /**
     * Of compressed text, which is not needed to show a picture. Deflate can't make anything more than 1,032 times
     * smaller, so this much holds less than a gigabyte.
     */
    private static final long MOST_COMPRESSED_TEXT = 900_000;

    private static final int GREY = 0;
    private static final int GREY_WITH_ALPHA = 4;
    private static final int COLOUR_WITH_ALPHA = 6;

    private PngHeader() {}

    static PictureHeader read(FilePrefix file, Limits limits)
            throws FilePrefix.BeyondException, RejectedPictureException {
        long at = SIGNATURE;
        long width = 0;
        long height = 0;
        boolean alpha = false;
        int bits = 0;
        int colour = 0;
        boolean interlaced = false;
        boolean hasCodePoints = false;
        Optional<ColourEncoding> codePoints = Optional.empty();
        boolean isNamed = false;
        double gamma = 0;
        double @Nullable [] chromaticities = null;
        long text = 0;
        Exif exif = Exif.NONE;
        while (true) {
            long length = file.u32(at);
            String type = new String(file.copy(at + 4, 4), ISO_8859_1);
            long data = at + 8;
            switch (type) {
                case "IHDR" -> {
                    width = file.u32(data);
                    height = file.u32(data + 4);
                    limits.checkSize(width, height);
                    bits = file.u8(data + 8);
                    colour = file.u8(data + 9);
                    interlaced = file.u8(data + 12) != 0;
                    alpha = colour == GREY_WITH_ALPHA || colour == COLOUR_WITH_ALPHA;
                }
                case "cICP" -> {
                    hasCodePoints = true;
                    codePoints = ColourEncoding.ofCodePoints(
                            file.u8(data), file.u8(data + 1), /* limited= */ file.u8(data + 3) == 0);
                }
                case "iCCP", "sRGB" -> isNamed = true;
                case "gAMA" -> gamma = file.u32(data) / 100_000.0;
                case "cHRM" -> {
                    chromaticities = new double[8];
                    for (int i = 0; i < chromaticities.length; i++) {
                        chromaticities[i] = file.u32(data + 4L * i) / 100_000.0;
                    }
                }
                case "tRNS" -> alpha = true;
                case "eXIf" -> {
                    if (length <= 1 << 20) {
                        exif = Exif.of(file.copy(data, length));
                    }
                }
                case "zTXt", "iTXt" -> {
                    if (type.equals("zTXt") || isCompressed(file, data, Math.min(length, 81))) {
                        text += length;
                        checkText(text);
                    }
                }
                case "IDAT", "IEND" -> {
                    limits.checkSize(width, height);
                    // In the order of precedence of the specification (4.3).
                    Optional<ColourEncoding> colours = hasCodePoints
                            ? codePoints
                            : isNamed ? Optional.empty() : ColourEncoding.ofGamma(gamma, chromaticities);
                    return PictureHeader.stored(
                            PictureFormat.PNG,
                            (int) width,
                            (int) height,
                            /* frames= */ 1,
                            exif.orientation(),
                            alpha,
                            exif,
                            DecodingMemory.ofPng(width, height, bytesPerPixel(bits, colour, alpha), interlaced),
                            colours.orElse(null),
                            /* premultiplied= */ false);
                }
                default -> {}
            }
            at = data + length + ENVELOPE - 8;
        }
    }

    /** As libvips decodes: palettes into their colours, and at least eight bits a sample. */
    private static int bytesPerPixel(int bits, int colour, boolean alpha) {
        int colours = colour == GREY || colour == GREY_WITH_ALPHA ? 1 : 3;
        return (colours + (alpha ? 1 : 0)) * (bits == 16 ? 2 : 1);
    }

    /** Behind the keyword of international text, of at most 79 bytes and a zero, is whether the text is compressed. */
    private static boolean isCompressed(FilePrefix file, long at, long length) throws FilePrefix.BeyondException {
        for (long i = at; i < at + length - 1; i++) {
            if (file.u8(i) == 0) {
                return file.u8(i + 1) != 0;
            }
        }
        return true;
    }

    private static void checkText(long bytes) throws RejectedPictureException {
        if (bytes > MOST_COMPRESSED_TEXT) {
            throw new RejectedPictureException(ReasonCode.PNG_TOO_MUCH_TEXT, bytes, MOST_COMPRESSED_TEXT);
        }
    }
}
