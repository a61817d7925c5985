package imageresizer.picture.probe;

import static java.util.Objects.requireNonNull;

/**
 * Walks the segments of a JPEG file (ITU-T T.81, annex B) as tolerantly as viewers do: over stray bytes between segments,
 * segments that are too short to be any, and whole pictures that lie about outside of a segment.
 */
public final class JpegSegments {

    public static final int SOF0 = 0xc0;
    public static final int DHT = 0xc4;
    public static final int JPG = 0xc8;
    public static final int DAC = 0xcc;
    public static final int SOF15 = 0xcf;
    public static final int RST0 = 0xd0;
    public static final int RST7 = 0xd7;
    public static final int SOI = 0xd8;
    public static final int EOI = 0xd9;
    public static final int SOS = 0xda;
    public static final int DQT = 0xdb;
    public static final int DNL = 0xdc;
    public static final int DRI = 0xdd;
    public static final int APP0 = 0xe0;
    public static final int APP1 = 0xe1;
    public static final int APP2 = 0xe2;
    public static final int APP13 = 0xed;
    public static final int APP14 = 0xee;
    public static final int COM = 0xfe;
    private static final int TEM = 0x01;

    private final FilePrefix file;
    private long position;
    private boolean begun;

    /** @param file a JPEG file, so that it begins with the marker SOI */
    public JpegSegments(FilePrefix file) {
        this.file = requireNonNull(file);
        this.position = 2;
    }

    /**
     * @param marker the second byte of the marker
     * @param start where what follows marker and length begins
     * @param end where it ends
     */
    public record Segment(int marker, long start, long end) {

        /** Whether it begins a frame, however that is coded. */
        public boolean isFrame() {
            return JpegSegments.isFrame(marker);
        }

        public long length() {
            return end - start;
        }
    }

    /** The next segment; one without length for the end of the picture. */
    public Segment next() throws FilePrefix.BeyondException {
        int strangers = 0;
        while (true) {
            int marker = marker();
            long start = position;
            if (marker == SOI) {
                // A second one at the very start is a slip; a later one begins a picture that is not this one.
                strangers += begun ? 1 : 0;
            } else if (marker == EOI) {
                if (strangers == 0) {
                    return new Segment(marker, start, start);
                }
                strangers--;
            } else if (hasLength(marker)) {
                int length = file.u16(start);
                position = start + 2;
                if (length >= 2) {
                    begun = true;
                    position = start + length;
                    if (strangers == 0) {
                        return new Segment(marker, start + 2, position);
                    }
                }
            }
        }
    }

    private int marker() throws FilePrefix.BeyondException {
        while (true) {
            if (file.u8(position++) == 0xff) {
                int marker = file.u8(position++);
                while (marker == 0xff) {
                    marker = file.u8(position++);
                }
                if (marker != 0) {
                    return marker;
                }
            }
        }
    }

    /** How {@link #pastScan} ended. */
    public enum ScanEnd {
        /** By the marker of another segment or of the end. */
        MARKER,
        /** The file ends within the scan. */
        FILE
    }

    /**
     * Goes past the entropy-coded data that follows a SOS segment. What can only be damage, a marker that has no place
     * there, belongs to the data.
     */
    public ScanEnd pastScan() {
        try {
            while (true) {
                if (file.u8(position) != 0xff) {
                    position++;
                } else if (endsScan(file.u8(position + 1))) {
                    return ScanEnd.MARKER;
                } else {
                    // A second fill byte may be the first of a marker.
                    position += file.u8(position + 1) == 0xff ? 1 : 2;
                }
            }
        } catch (FilePrefix.BeyondException e) {
            position = file.length();
            return ScanEnd.FILE;
        }
    }

    /** Where the next segment is looked for, and where the scan ended. */
    public long position() {
        return position;
    }

    /** Whether a marker begins a frame, however that is coded. */
    static boolean isFrame(int marker) {
        return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
    }

    /** Whether the length of a segment follows a marker that neither begins nor ends a picture. */
    static boolean hasLength(int marker) {
        return marker != TEM && (marker < RST0 || marker > RST7);
    }

    /** Whether a marker within the data of a scan ends these, and is no damage. */
    static boolean endsScan(int marker) {
        return marker == DHT || marker == DAC || marker == COM || (marker >= EOI && marker <= APP14 + 1);
    }
}
