package imageresizer.picture.render.portable;

import static java.nio.charset.StandardCharsets.US_ASCII;

import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.probe.Exif;
import imageresizer.picture.probe.PictureHeader;
import imageresizer.picture.probe.WebpHeader;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/** The first frame of WebP (RFC 9649) by TwelveMonkeys' reader, in its place on the canvas. */
final class WebpDecoder implements Decoder {

    private static final int FRAME_HEADER = 16;
    private static final int FLAGS = 20;
    private static final int HAS_EXIF = 0x08;

    private final byte[] source;
    private final ByteBuffer file;
    private final PictureHeader header;

    private int left;
    private int top;

    WebpDecoder(byte[] source, PictureHeader header) {
        this.source = source;
        this.file = ByteBuffer.wrap(source).order(ByteOrder.LITTLE_ENDIAN);
        this.header = header;
    }

    @Override
    public long heap() {
        // The image, what the reader keeps of each block of a lossy picture while it decodes, and the colours.
        return 16 * header.storedSize().pixels();
    }

    @Override
    public Decoded decode() throws IOException, RejectedPictureException {
        boolean isStill = findPicture();
        if (isOf("VP8X", WebpHeader.FIRST_CHUNK)
                && (source[FLAGS] & HAS_EXIF) != 0
                && header.exif().equals(Exif.NONE)) {
            throw new EOFException("The metadata that say how to turn the picture are missing");
        }
        ImageReader reader = ImageReaders.webp();
        try {
            reader.setInput(new BoundedImageInputStream(source), true, true);
            BufferedImage image = reader.read(0);
            byte @Nullable [] profile = TiffDecoder.profile(image.getColorModel());
            return isStill
                    ? Decoded.whole(header, image, profile)
                    : new Decoded(image, left, top, new BitSet(), profile);
        } finally {
            reader.dispose();
        }
    }

    /**
     * Looks for the first picture and for where on the canvas it belongs.
     *
     * @return whether it is a still picture, and not the first frame of an animation
     * @throws RejectedPictureException if much of it is cut off, which the reader takes for black or invisible
     */
    private boolean findPicture() throws EOFException, RejectedPictureException {
        boolean isStill = true;
        long at = WebpHeader.FIRST_CHUNK;
        while (at + 8 <= source.length) {
            long length = Integer.toUnsignedLong(file.getInt((int) at + 4));
            if (isOf("VP8 ", at) || isOf("VP8L", at)) {
                Decoder.requireEnough((double) (source.length - at - 8) / length);
                return isStill;
            }
            if (isOf("ANMF", at) && at + 8 + FRAME_HEADER <= source.length) {
                isStill = false;
                left = 2 * (file.getInt((int) at + 8) & 0xffffff);
                top = 2 * (file.getInt((int) at + 11) & 0xffffff);
                at += 8 + FRAME_HEADER;
            } else {
                at += 8 + length + (length & 1);
            }
        }
        throw new EOFException("The file has no picture");
    }

    private boolean isOf(String type, long at) {
        return new String(source, (int) at, 4, US_ASCII).equals(type);
    }
}
