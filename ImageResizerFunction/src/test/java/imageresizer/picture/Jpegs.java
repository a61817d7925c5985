package imageresizer.picture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import imageresizer.picture.probe.JpegSegments;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A well-formed JPEG file in its parts, to be put together otherwise. */
public final class Jpegs {

    private static final byte[] ICC = "ICC_PROFILE\0".getBytes(ISO_8859_1);

    private final List<byte[]> parts = new ArrayList<>();

    /** Each segment is a part, and so are SOI, a scan's data, and EOI. */
    public Jpegs(byte[] file) {
        int at = 2;
        parts.add(Arrays.copyOf(file, 2));
        while (at < file.length) {
            int marker = file[at + 1] & 0xff;
            int end = marker == JpegSegments.EOI
                    ? at + 2
                    : at + 2 + (((file[at + 2] & 0xff) << 8) | (file[at + 3] & 0xff));
            parts.add(Arrays.copyOfRange(file, at, end));
            at = end;
            if (marker == JpegSegments.SOS) {
                while (file[end] != (byte) 0xff || file[end + 1] == 0 || (file[end + 1] & 0xf8) == 0xd0) {
                    end++;
                }
                parts.add(Arrays.copyOfRange(file, at, end));
                at = end;
            }
        }
    }

    /** Sequential, quality 95, colours at half resolution. */
    public static Jpegs of(BufferedImage picture) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(0.95f);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture, null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return new Jpegs(bytes.toByteArray());
    }

    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        parts.forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    public int indexOf(int marker) {
        for (int i = 0; i < parts.size(); i++) {
            if (isMarker(parts.get(i), marker)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no marker " + marker);
    }

    /** Of the data of the first scan. */
    public int indexOfData() {
        return indexOf(JpegSegments.SOS) + 1;
    }

    public byte[] part(int index) {
        return parts.get(index);
    }

    public Jpegs with(int index, byte... bytes) {
        parts.add(index, bytes);
        return this;
    }

    public Jpegs replaced(int index, byte... bytes) {
        parts.set(index, bytes);
        return this;
    }

    public Jpegs without(int marker) {
        parts.removeIf(part -> isMarker(part, marker));
        return this;
    }

    /** Adds a segment behind the JFIF segment. */
    public Jpegs withSegment(int marker, byte[] payload) {
        return with(2, segment(marker, payload));
    }

    /** Adds a profile in so many chunks, the last one first. */
    public Jpegs withProfile(byte[] profile, int chunks) {
        int length = Math.ceilDiv(profile.length, chunks);
        for (int i = 0; i < chunks; i++) {
            byte[] chunk = Arrays.copyOfRange(profile, i * length, Math.min(profile.length, (i + 1) * length));
            withSegment(JpegSegments.APP2, joined(ICC, new byte[] {(byte) (i + 1), (byte) chunks}, chunk));
        }
        return this;
    }

    private static boolean isMarker(byte[] part, int marker) {
        return part.length >= 2 && part[0] == (byte) 0xff && part[1] == (byte) marker;
    }

    public static byte[] segment(int marker, byte[] payload) {
        int length = payload.length + 2;
        return joined(new byte[] {(byte) 0xff, (byte) marker, (byte) (length >> 8), (byte) length}, payload);
    }

    public static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    /** The first value of each of the first two quantisation tables, however they are spread over segments. */
    public static List<Integer> firstQuantisers(byte[] file) {
        List<Integer> firsts = new ArrayList<>();
        for (byte[] part : new Jpegs(file).parts) {
            if (isMarker(part, JpegSegments.DQT)) {
                for (int at = 4; at < part.length; at += 65) {
                    firsts.add(part[at + 1] & 0xff);
                }
            }
        }
        return firsts.subList(0, 2);
    }

    /** EXIF data that say nothing but the orientation. */
    public static byte[] exif(int orientation) {
        ByteBuffer tiff = ByteBuffer.allocate(6 + 8 + 2 + 12 + 4);
        tiff.put("Exif\0\0MM\0*".getBytes(ISO_8859_1)).putInt(8).putShort((short) 1);
        return entry(tiff, 274, 3, 1, orientation << 16).putInt(0).array();
    }

    /** Maker, artist, copyright, position and thumbnail; upright. */
    public static byte[] fullExif() {
        ByteBuffer tiff = ByteBuffer.allocate(220);
        tiff.put("Exif\0\0MM\0*".getBytes(ISO_8859_1)).putInt(8).putShort((short) 5);
        entry(tiff, 271, 2, 6, 86);
        entry(tiff, 274, 3, 1, 8 << 16);
        entry(tiff, 315, 2, 4, ByteBuffer.wrap("Ada\0".getBytes(ISO_8859_1)).getInt());
        entry(tiff, 33432, 2, 8, 92);
        entry(tiff, 34853, 4, 1, 100);
        tiff.putInt(140);
        tiff.position(6 + 86).put("Canon\0(c) Ada\0".getBytes(ISO_8859_1));
        tiff.position(6 + 100).putShort((short) 2);
        entry(tiff, 1, 2, 2, 'N' << 24);
        entry(tiff, 2, 5, 1, 132).putInt(0);
        tiff.putInt(52).putInt(1);
        tiff.position(6 + 140).putShort((short) 2);
        entry(tiff, 513, 4, 1, 180);
        entry(tiff, 514, 4, 1, 9).putInt(0);
        tiff.position(6 + 180).put("THUMBNAIL".getBytes(ISO_8859_1));
        return tiff.array();
    }

    private static ByteBuffer entry(ByteBuffer tiff, int tag, int type, int count, int value) {
        return tiff.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }
}
