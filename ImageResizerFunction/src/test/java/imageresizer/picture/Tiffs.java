package imageresizer.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** TIFF files (TIFF 6.0) of a single page, uncompressed, little-endian. */
public final class Tiffs {

    private static final int SHORT = 3;
    private static final int LONG = 4;

    private final TreeMap<Integer, int[]> tags = new TreeMap<>();
    private final byte[][] strips;

    /**
     * @param bits of a sample
     * @param photometric what the samples are
     * @param strips the pixels: one strip, or one for each sample where these are stored apart
     */
    public Tiffs(int width, int height, int samples, int bits, int photometric, byte[]... strips) {
        this.strips = strips;
        int[] each = new int[samples];
        Arrays.fill(each, bits);
        tags.put(256, new int[] {width});
        tags.put(257, new int[] {height});
        tags.put(258, each);
        tags.put(259, new int[] {1});
        tags.put(262, new int[] {photometric});
        tags.put(277, new int[] {samples});
        tags.put(278, new int[] {height});
        tags.put(284, new int[] {strips.length > 1 ? 2 : 1});
        tags.put(273, new int[strips.length]);
        tags.put(279, Arrays.stream(strips).mapToInt(strip -> strip.length).toArray());
    }

    /** With another tag, or another value of one. */
    public Tiffs with(int tag, int... values) {
        tags.put(tag, values);
        return this;
    }

    /** The file. */
    public byte[] bytes() {
        int[] offsets = new int[strips.length];
        int at = 8;
        for (int i = 0; i < strips.length; i++) {
            offsets[i] = at;
            at += strips[i].length + (strips[i].length & 1);
        }
        tags.put(273, offsets);
        int directory = at;
        int values = directory + 2 + 12 * tags.size() + 4;
        ByteBuffer file = ByteBuffer.allocate(values + 4096).order(ByteOrder.LITTLE_ENDIAN);
        file.put("II*\0".getBytes(StandardCharsets.ISO_8859_1)).putInt(directory);
        for (int i = 0; i < strips.length; i++) {
            file.put(offsets[i], strips[i]);
        }
        file.position(directory).putShort((short) tags.size());
        for (Map.Entry<Integer, int[]> tag : tags.entrySet()) {
            int[] numbers = tag.getValue();
            boolean isLong = tag.getKey() == 273 || tag.getKey() == 279;
            int bytes = numbers.length * (isLong ? 4 : 2);
            file.putShort((short) (int) tag.getKey())
                    .putShort((short) (isLong ? LONG : SHORT))
                    .putInt(numbers.length);
            int position = bytes <= 4 ? file.position() : values;
            if (bytes > 4) {
                file.putInt(file.position(), values);
                values += bytes;
            }
            for (int i = 0; i < numbers.length; i++) {
                if (isLong) {
                    file.putInt(position + 4 * i, numbers[i]);
                } else {
                    file.putShort(position + 2 * i, (short) numbers[i]);
                }
            }
            file.position(file.position() + 4);
        }
        return Arrays.copyOf(file.array(), values);
    }
}
