package imageresizer.picture.render.libvips;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Adds metadata to a JPEG, byte by byte as the standards lay it out. */
final class JpegWith {
    static final int EXIF_OR_XMP = 0xe1;
    static final int ICC_PROFILE = 0xe2;
    static final int PHOTOSHOP = 0xed;

    private JpegWith() {}

    /** Puts one segment right behind the start of image. */
    static byte[] segment(byte[] jpeg, int marker, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        return ByteBuffer.allocate(jpeg.length + 4 + content.size())
                .put(jpeg, 0, 2)
                .put((byte) 0xff)
                .put((byte) marker)
                .putShort((short) (content.size() + 2))
                .put(content.toByteArray())
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    /** EXIF: make, orientation, artist, copyright, and a directory of GPS data with a date. */
    static byte[] exif(byte[] jpeg, int orientation, String make, String artist, String copyright, String gpsDate) {
        byte[][] texts = {text(make), text(artist), text(copyright), text(gpsDate)};
        int entries = 5;
        int at = 8 + 2 + entries * 12 + 4;
        int gps = at + texts[0].length + texts[1].length + texts[2].length;
        ByteBuffer tiff = ByteBuffer.allocate(gps + 2 + 12 + 4 + texts[3].length)
                .put("MM\0*".getBytes(US_ASCII))
                .putInt(8)
                .putShort((short) entries);
        entry(tiff, 0x010f, 2, texts[0].length, at);
        entry(tiff, 0x0112, 3, 1, orientation << 16);
        entry(tiff, 0x013b, 2, texts[1].length, at + texts[0].length);
        entry(tiff, 0x8298, 2, texts[2].length, at + texts[0].length + texts[1].length);
        entry(tiff, 0x8825, 4, 1, gps);
        tiff.putInt(0).put(texts[0]).put(texts[1]).put(texts[2]);
        tiff.putShort((short) 1);
        entry(tiff, 0x001d, 2, texts[3].length, gps + 2 + 12 + 4);
        tiff.putInt(0).put(texts[3]);
        return segment(jpeg, EXIF_OR_XMP, "Exif\0\0".getBytes(US_ASCII), tiff.array());
    }

    private static void entry(ByteBuffer tiff, int tag, int type, int count, int value) {
        tiff.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }

    private static byte[] text(String text) {
        return (text + "\0").getBytes(US_ASCII);
    }
}
