package imageresizer.picture.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** The envelope of everything in a PNG file (PNG third edition, 5.3): length, type, data, and a checksum. */
public final class PngChunk {

    /** Where the second chunk of every PNG file begins. */
    public static final int AFTER_HEADER = 33;

    private PngChunk() {}

    public static byte[] encoded(String type, byte[] data) {
        byte[] name = type.getBytes(US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(data);
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(name)
                .put(data)
                .putInt((int) checksum.getValue())
                .array();
    }
}
