package imageresizer.picture.portable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import imageresizer.picture.PictureHeader;
import imageresizer.picture.Size;
import imageresizer.picture.UnusablePictureException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import org.jspecify.annotations.Nullable;

/** PNG: its critical chunks alone, read by the JDK's reader, which would otherwise inflate every text there is. */
final class PngDecoder implements Decoder {

    private static final int SIGNATURE = 8;
    private static final int ENVELOPE = 12;
    private static final Set<String> NEEDED = Set.of("IHDR", "PLTE", "tRNS", "IDAT");
    private static final int LONGEST_PROFILE = 1 << 22;
    private static final int LONGEST_PROFILE_NAME = 79;

    private final byte[] source;
    private final Size size;
    private final boolean interlaced;
    private final int bytesPerPixel;

    PngDecoder(byte[] source, PictureHeader header) {
        this.source = source;
        this.size = header.storedSize();
        this.interlaced = source[28] != 0;
        int samples = switch (source[25]) {
            case 0, 3 -> 1;
            case 4 -> 2;
            case 2 -> 3;
            default -> 4;
        };
        this.bytesPerPixel = samples * (source[24] == 16 ? 2 : 1);
    }

    @Override
    public long heap() {
        return source.length + (interlaced ? (long) size.width() * size.height() * bytesPerPixel : 0);
    }

    @Override
    public Decoded decode(Shrink shrink) throws IOException, UnusablePictureException {
        ByteArrayOutputStream needed = new ByteArrayOutputStream(source.length);
        needed.write(source, 0, SIGNATURE);
        byte @Nullable [] profile = null;
        ByteBuffer chunks = ByteBuffer.wrap(source);
        int at = SIGNATURE;
        while (at + ENVELOPE <= source.length) {
            long length = Math.min(Integer.toUnsignedLong(chunks.getInt(at)), source.length - at - ENVELOPE);
            String type = new String(source, at + 4, 4, ISO_8859_1);
            if (NEEDED.contains(type)) {
                requireIntact(chunks, at, (int) length);
                needed.write(source, at, ENVELOPE + (int) length);
            } else if (type.equals("iCCP")) {
                profile = profile(at + 8, (int) length);
            } else if (type.equals("IEND")) {
                break;
            }
            at += ENVELOPE + (int) length;
        }
        needed.writeBytes(new byte[] {0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xae, 0x42, 0x60, (byte) 0x82});
        return decode(needed.toByteArray(), profile, shrink);
    }

    /** The JDK's reader checks no sums, and shows whatever damaged data decode to. What is cut off has no sum to check. */
    private void requireIntact(ByteBuffer chunks, int at, int length) throws IOException {
        if (Integer.toUnsignedLong(chunks.getInt(at)) != length) {
            return;
        }
        CRC32 sum = new CRC32();
        sum.update(source, at + 4, 4 + length);
        if ((int) sum.getValue() != chunks.getInt(at + 8 + length)) {
            throw new IOException("the checksum of the chunk at byte " + at + " is wrong");
        }
    }

    private byte @Nullable [] profile(int start, int length) {
        for (int name = start; name < Math.min(start + length - 2, start + LONGEST_PROFILE_NAME + 1); name++) {
            if (source[name] == 0) {
                int from = name + 2;
                try (InputStream inflated =
                        new InflaterInputStream(new ByteArrayInputStream(source, from, start + length - from))) {
                    return inflated.readNBytes(LONGEST_PROFILE);
                } catch (IOException e) {
                    return null;
                }
            }
        }
        return null;
    }

    private Decoded decode(byte[] png, byte @Nullable [] profile, Shrink shrink)
            throws IOException, UnusablePictureException {
        ImageReader reader = ImageReaders.png();
        try {
            reader.setInput(new ByteArrayImageInputStream(png), true, true);
            BlockAverage rows = new BlockAverage(size, shrink);
            Decoded.Kind kind;
            if (interlaced) {
                BufferedImage image = reader.read(0);
                kind = RowConverter.addAll(image, rows);
            } else {
                ImageTypeSpecifier type = reader.getImageTypes(0).next();
                RowConverter converter = RowConverter.of(type.getColorModel(), type.getSampleModel());
                kind = converter.kind();
                ImageReadParam param = reader.getDefaultReadParam();
                param.setDestination(RowRaster.image(type.getColorModel(), type.getSampleModel(), converter, rows));
                readWhatIsThere(reader, param, rows);
            }
            return new Decoded(rows.finished(), size, shrink, kind, profile);
        } finally {
            reader.dispose();
        }
    }

    private void readWhatIsThere(ImageReader reader, ImageReadParam param, BlockAverage rows)
            throws IOException, UnusablePictureException {
        try {
            reader.read(0, param);
        } catch (IOException e) {
            double decoded = (double) rows.rows() / size.height();
            if (decoded >= Decoder.ENOUGH) {
                return;
            }
            if (e instanceof EOFException || e.getCause() instanceof EOFException) {
                throw Decoder.incomplete(decoded);
            }
            throw e;
        }
    }
}
