package imageresizer.picture.probe;

import imageresizer.picture.Limits;
import imageresizer.picture.RejectedPictureException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Follows a JPEG file (ITU-T T.81, annex B) while it arrives and adds up the work of its scans. A progressive file may
 * hold any number of scans, each of which passes over the whole picture; a few bytes are enough for one that changes
 * nothing. A file whose first scan holds all components needs only that one, and other formats have none. Not
 * thread-safe.
 */
final class JpegScans {

    private static final int[] SIGNATURE = {0xff, 0xd8, 0xff};

    /** Of a segment, as much is kept as the header of a frame or of a scan may have. */
    private static final int KEPT = JpegFrame.LONGEST;

    private enum State {
        /** Nothing but JPEG files' own beginning has come. */
        SIGNATURE,
        /** A marker is looked for. */
        BETWEEN_SEGMENTS,
        /** The last byte was {@code 0xff}. */
        MARKER,
        LENGTH_HIGH,
        LENGTH_LOW,
        SEGMENT,
        /** In the coded data of a scan. */
        SCAN,
        /** There, and the last byte was {@code 0xff}. */
        SCAN_MARKER,
        /** No further byte matters. */
        DONE
    }

    private final byte[] header = new byte[KEPT];
    private State state = State.SIGNATURE;
    private int marker;
    private int left;
    private int length;
    private boolean begun;

    /** Pictures within the picture, outside of any segment. */
    private int strangers;

    private @Nullable JpegFrame frame;

    private int scans;

    /** Samples of all scans so far. */
    private long work;

    /**
     * Takes the next bytes of the file.
     *
     * @throws RejectedPictureException if the scans up to here are more work than the limits allow
     */
    void add(byte[] bytes, int count) throws RejectedPictureException {
        int at = 0;
        while (at < count) {
            switch (state) {
                case DONE -> {
                    return;
                }
                case SCAN -> {
                    while (at < count && bytes[at] != -1) {
                        at++;
                    }
                    if (at < count) {
                        state = State.SCAN_MARKER;
                        at++;
                    }
                }
                case SEGMENT -> {
                    int skipped = Math.min(left, count - at);
                    int kept = Math.clamp(KEPT - length, 0, skipped);
                    System.arraycopy(bytes, at, header, Math.min(length, KEPT), kept);
                    length += skipped;
                    left -= skipped;
                    at += skipped;
                    if (left == 0) {
                        endOfSegment();
                    }
                }
                default -> next(bytes[at++] & 0xff);
            }
        }
    }

    private void next(int value) {
        switch (state) {
            case SIGNATURE -> signature(value);
            case BETWEEN_SEGMENTS -> state = value == 0xff ? State.MARKER : State.BETWEEN_SEGMENTS;
            case SCAN_MARKER -> {
                if (JpegSegments.endsScan(value)) {
                    marker(value);
                } else if (value != 0xff) {
                    state = State.SCAN;
                }
            }
            case MARKER -> {
                if (value == 0) {
                    state = State.BETWEEN_SEGMENTS;
                } else if (value != 0xff) {
                    marker(value);
                }
            }
            case LENGTH_HIGH -> {
                left = value << 8;
                state = State.LENGTH_LOW;
            }
            case LENGTH_LOW -> {
                left = (left | value) - 2;
                length = 0;
                state = left > 0 ? State.SEGMENT : State.BETWEEN_SEGMENTS;
                begun |= left >= 0;
            }
            case SEGMENT, SCAN, DONE -> throw new IllegalStateException("no byte of " + state + " is looked at alone");
        }
    }

    private void signature(int value) {
        if (value != SIGNATURE[length]) {
            state = State.DONE;
        } else if (++length == SIGNATURE.length) {
            state = State.MARKER;
        }
    }

    private void marker(int value) {
        marker = value;
        state = State.BETWEEN_SEGMENTS;
        if (value == JpegSegments.SOI) {
            strangers += begun ? 1 : 0;
        } else if (value == JpegSegments.EOI) {
            if (strangers == 0) {
                state = State.DONE;
            } else {
                strangers--;
            }
        } else if (JpegSegments.hasLength(value)) {
            state = State.LENGTH_HIGH;
        }
    }

    private void endOfSegment() throws RejectedPictureException {
        state = State.BETWEEN_SEGMENTS;
        if (marker == JpegSegments.SOS) {
            state = State.SCAN;
            if (strangers == 0 && frame != null) {
                scan(frame);
            }
        } else if (strangers == 0 && frame == null && JpegSegments.isFrame(marker) && length >= 6) {
            frame = JpegFrame.of(marker, Arrays.copyOf(header, Math.min(length, KEPT)));
        }
    }

    private void scan(JpegFrame of) throws RejectedPictureException {
        int count = header[0] & 0xff;
        if (!of.isProgressive() && count >= of.components().size()) {
            state = State.DONE;
            return;
        }
        scans++;
        for (int at = 1; at < Math.min(length, 1 + 2 * count) && at < KEPT; at += 2) {
            int id = header[at] & 0xff;
            for (JpegFrame.Component component : of.components()) {
                work += component.id() == id ? of.samples(component) : 0;
            }
        }
        Limits.checkScans(scans, work);
    }
}
