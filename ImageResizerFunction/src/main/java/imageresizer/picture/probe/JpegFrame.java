package imageresizer.picture.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * The header of a JPEG frame (ITU-T T.81, B.2.2).
 *
 * @param marker the second byte of its marker, which says how the picture is coded
 * @param width in pixels
 * @param height in pixels; 0 if it only stands behind the first scan
 */
record JpegFrame(int marker, int width, int height, List<Component> components) {

    /** libjpeg takes no more components than this. */
    private static final int MOST_COMPONENTS = 10;

    /** The length of a header with as many components. */
    static final int LONGEST = 6 + 3 * MOST_COMPONENTS;

    private static final int PROGRESSIVE = 0xc2;
    private static final int PROGRESSIVE_ARITHMETIC = 0xca;

    private static final int HIGHEST = 65_535;

    /** One of the colours: how many of its samples lie across and down where the finest component has most. */
    record Component(int id, int across, int down) {}

    JpegFrame {
        components = List.copyOf(components);
    }

    /** @param header what follows the length, as much as there is of it, at least 6 bytes */
    static JpegFrame of(int marker, byte[] header) {
        List<Component> components = new ArrayList<>();
        int count = Math.min(header[5] & 0xff, MOST_COMPONENTS);
        for (int at = 6; at + 1 < header.length && components.size() < count; at += 3) {
            int sampling = header[at + 1] & 0xff;
            components.add(new Component(header[at] & 0xff, Math.max(1, sampling >> 4), Math.max(1, sampling & 0xf)));
        }
        return new JpegFrame(
                marker,
                (header[3] & 0xff) << 8 | (header[4] & 0xff),
                (header[1] & 0xff) << 8 | (header[2] & 0xff),
                components);
    }

    boolean isArithmetic() {
        return marker > JpegSegments.JPG;
    }

    boolean isProgressive() {
        return marker == PROGRESSIVE || marker == PROGRESSIVE_ARITHMETIC;
    }

    /** How many samples of a component are stored, whole blocks all of them. */
    long samples(Component component) {
        int across = 1;
        int down = 1;
        for (Component each : components) {
            across = Math.max(across, each.across);
            down = Math.max(down, each.down);
        }
        return 64
                * blocks(width, component.across, across)
                * blocks(height == 0 ? HIGHEST : height, component.down, down);
    }

    /** How many samples of all components are stored. */
    long samples() {
        return components.stream().mapToLong(this::samples).sum();
    }

    /** Blocks in a row or column that is filled up to whole groups of the finest component. */
    private static long blocks(int pixels, int samples, int most) {
        return (long) Math.ceilDiv(pixels, 8 * most) * samples;
    }
}
