package imageresizer.picture.render.portable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.probe.PictureHeader;
import imageresizer.picture.probe.PngChunk;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/**
 * PNG. Only its critical chunks go to the JDK's reader, which checks no sums, shows damaged data as they decode, and
 * inflates every text.
 */
final class PngDecoder implements Decoder {

    private static final int SIGNATURE = 8;
    private static final int ENVELOPE = 12;
    private static final int INTERLACING = 28;
    private static final Set<String> NEEDED = Set.of("IHDR", "PLTE", "tRNS", "IDAT");
    private static final int LONGEST_PROFILE = 1 << 22;

    private final byte[] source;
    private final PictureHeader header;

    PngDecoder(byte[] source, PictureHeader header) {
        this.source = source;
        this.header = header;
    }

    @Override
    public long heap() {
        return source.length
                + (header.memory().pixel() + 4L) * header.storedSize().pixels();
    }

    @Override
    public Decoded decode() throws IOException, RejectedPictureException {
        ByteArrayOutputStream needed = new ByteArrayOutputStream(source.length + ENVELOPE);
        needed.write(source, 0, SIGNATURE);
        byte @Nullable [] profile = null;
        ByteBuffer chunks = ByteBuffer.wrap(source);
        int at = SIGNATURE;
        while (at + ENVELOPE <= source.length) {
            long length = Integer.toUnsignedLong(chunks.getInt(at));
            String type = new String(source, at + 4, 4, ISO_8859_1);
            int end = (int) Math.min(at + 8 + length, source.length);
            byte[] content = Arrays.copyOfRange(source, at + 8, end);
            if (type.equals("iCCP")) {
                profile = profile(content);
            } else if (type.equals("IEND")) {
                break;
            } else if (NEEDED.contains(type)) {
                if (content.length == length && end + 4 <= source.length) {
                    requireIntact(chunks, at, (int) length);
                }
                // Of a chunk that is cut short, the reader is told the length that there is.
                needed.writeBytes(PngChunk.encoded(type, content));
            }
            at = end + 4;
        }
        needed.writeBytes(PngChunk.encoded("IEND", new byte[0]));
        return decode(needed.toByteArray(), profile);
    }

    private void requireIntact(ByteBuffer chunks, int at, int length) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(source, at + 4, 4 + length);
        if ((int) sum.getValue() != chunks.getInt(at + 8 + length)) {
            throw new IOException("the checksum of the chunk at byte " + at + " is wrong");
        }
    }

    /** What follows the profile's name, a zero and the method of compression. */
    private static byte @Nullable [] profile(byte[] content) {
        int name = 0;
        while (name < content.length && content[name] != 0) {
            name++;
        }
        int start = Math.min(content.length, name + 2);
        try (InputStream inflated =
                new InflaterInputStream(new ByteArrayInputStream(content, start, content.length - start))) {
            return inflated.readNBytes(LONGEST_PROFILE);
        } catch (IOException e) {
            return null;
        }
    }

    private Decoded decode(byte[] png, byte @Nullable [] profile) throws IOException, RejectedPictureException {
        ImageReader reader = ImageReaders.png();
        try {
            reader.setInput(new BoundedImageInputStream(png), true, true);
            if (source[INTERLACING] != 0) {
                return Decoded.whole(header, reader.read(0), profile);
            }
            BufferedImage image = ImageReaders.emptyImage(reader);
            BitSet missing = MissingRows.of(reader, image, /* interlaced= */ false);
            return new Decoded(image, 0, 0, missing, profile);
        } finally {
            reader.dispose();
        }
    }
}
