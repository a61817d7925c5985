package imageresizer.picture.render;

import static java.nio.charset.StandardCharsets.US_ASCII;

import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.Size;
import imageresizer.picture.probe.FilePrefix;
import imageresizer.picture.probe.JpegSegments;
import imageresizer.picture.probe.JpegSegments.Segment;
import imageresizer.reason.ReasonCode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;
import org.jspecify.annotations.Nullable;

/**
 * Repairs a JPEG file without decoding it (ITU-T T.81, annex B). It takes the segments that a decoder needs and writes
 * a file that every decoder accepts: what decoders stumble over is left out, and the kind of the colours is
 * explicit. Pixels that are missing stay missing. Not thread-safe.
 */
public final class JpegRepair {

    /** How the components stand for colours. */
    private enum ColourCoding {
        GREY,
        RGB,
        YCC,
        CMYK,
        YCCK
    }

    private static final int LOSSLESS = 0xc3;
    private static final int LAST_HUFFMAN_FRAME = 0xc2;

    /** Far more than encoders make; every one costs a pass over the whole picture. */
    private static final int MOST_SCANS = 500;

    /** Zeros at the end of a scan that may be its data. */
    private static final int FEW_ZEROS = 16;

    private static final byte[] ICC = "ICC_PROFILE\0".getBytes(US_ASCII);
    private static final byte[] JFIF = {'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0};

    private final byte[] file;
    private final Size size;
    private final List<Part> parts = new ArrayList<>();
    private final List<Carried> metadata = new ArrayList<>();
    private final TreeMap<Integer, byte[]> profileChunks = new TreeMap<>();
    private final Set<Integer> scanned = new HashSet<>();
    private boolean jfif;
    private int adobeTransform = -1;
    private @Nullable Frame frame;
    private boolean huffmanTables;
    private int scans;
    private boolean firstScanHasAll;
    private boolean cut;

    private record Carried(int marker, byte[] payload) {}

    /** Bytes of an array, from one index up to before another. */
    private record Part(byte[] bytes, int from, int to) {}

    private record Frame(int marker, int[] ids) {

        int components() {
            return ids.length;
        }
    }

    private JpegRepair(byte[] file, Size size) {
        this.file = file;
        this.size = size;
    }

    /**
     * Reads the segments.
     *
     * @param file the whole file; not changed
     * @param size in pixels as stored; the frame's own header need not know the height yet
     * @throws RejectedPictureException if the file is beyond repair
     */
    public static JpegRepair of(byte[] file, Size size) throws RejectedPictureException {
        JpegRepair repair = new JpegRepair(file, size);
        repair.parse();
        return repair;
    }

    private void parse() throws RejectedPictureException {
        FilePrefix bytes = new FilePrefix(file, file.length);
        JpegSegments segments = new JpegSegments(bytes);
        try {
            Segment segment = segments.next();
            while (segment.marker() != JpegSegments.EOI) {
                take(segment, segments);
                segment = segments.next();
            }
        } catch (FilePrefix.BeyondException e) {
            // Without an end the picture may be whole nevertheless.
            cut = true;
        }
        if (frame == null || scanned.isEmpty()) {
            throw new RejectedPictureException(ReasonCode.JPEG_WITHOUT_PICTURE);
        }
        if (scanned.size() < frame.components()) {
            throw new RejectedPictureException(ReasonCode.JPEG_CHANNELS_MISSING, scanned.size(), frame.components());
        }
    }

    private void take(Segment segment, JpegSegments segments) throws RejectedPictureException {
        if (segment.end() > file.length) {
            cut = true;
            return;
        }
        byte[] payload = Arrays.copyOfRange(file, (int) segment.start(), (int) segment.end());
        switch (segment.marker()) {
            case JpegSegments.DQT -> quantisation(payload);
            case JpegSegments.DHT -> huffman(payload);
            case JpegSegments.DRI -> {
                if (payload.length >= 2) {
                    add(segment.marker(), Arrays.copyOf(payload, 2));
                }
            }
            case JpegSegments.SOS -> scan(payload, segments);
            case JpegSegments.APP0 -> jfif |= startsWith(payload, Arrays.copyOf(JFIF, 5));
            case JpegSegments.APP1, JpegSegments.APP13 -> metadata.add(new Carried(segment.marker(), payload));
            case JpegSegments.APP2 -> {
                metadata.add(new Carried(segment.marker(), payload));
                if (startsWith(payload, ICC) && payload.length > ICC.length + 2) {
                    profileChunks.putIfAbsent(
                            payload[ICC.length] & 0xff, Arrays.copyOfRange(payload, ICC.length + 2, payload.length));
                }
            }
            case JpegSegments.APP14 -> {
                if (startsWith(payload, "Adobe".getBytes(US_ASCII)) && payload.length >= 12) {
                    adobeTransform = payload[11] & 0xff;
                }
            }
            default -> {
                if (segment.isFrame()) {
                    frame(segment.marker(), payload);
                }
            }
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    /** Tables of 64 values of one or two bytes, each after its number; what isn't a whole table is left out. */
    private void quantisation(byte[] payload) {
        int at = 0;
        while (at < payload.length) {
            int length = (payload[at] & 0xf0) == 0 ? 64 : 128;
            if (at + 1 + length > payload.length || (payload[at] & 0x0f) > 3) {
                return;
            }
            add(JpegSegments.DQT, Arrays.copyOfRange(payload, at, at + 1 + length));
            at += 1 + length;
        }
    }

    /** Tables of 16 counts and as many values, each after its number; what isn't a whole table is left out. */
    private void huffman(byte[] payload) {
        int at = 0;
        while (at + 17 <= payload.length) {
            int values = 0;
            for (int i = 1; i <= 16; i++) {
                values += payload[at + i] & 0xff;
            }
            int end = at + 17 + values;
            if (values > 256 || end > payload.length) {
                return;
            }
            if ((payload[at] & 0xff) <= 0x1f && (payload[at] & 0x0f) <= 3) {
                add(JpegSegments.DHT, Arrays.copyOfRange(payload, at, end));
                huffmanTables = true;
            }
            at = end;
        }
    }

    private void frame(int marker, byte[] payload) throws RejectedPictureException {
        if (frame != null) {
            throw new RejectedPictureException(ReasonCode.JPEG_CONTRADICTORY);
        }
        if (marker > LOSSLESS) {
            throw new RejectedPictureException(ReasonCode.JPEG_CODING);
        }
        int components = payload.length < 6 ? 0 : payload[5] & 0xff;
        if (components == 0 || payload.length < 6 + 3 * components) {
            throw new RejectedPictureException(ReasonCode.JPEG_CONTRADICTORY);
        }
        if (components == 2 || components > 4) {
            throw new RejectedPictureException(ReasonCode.JPEG_CHANNELS_UNKNOWN, components);
        }
        int precision = payload[0] & 0xff;
        if (precision != 8 && marker != LOSSLESS) {
            throw new RejectedPictureException(ReasonCode.JPEG_BITS, precision);
        }
        byte[] rewritten = Arrays.copyOf(payload, 6 + 3 * components);
        rewritten[1] = (byte) (size.height() >> 8);
        rewritten[2] = (byte) size.height();
        int[] ids = new int[components];
        for (int i = 0; i < components; i++) {
            ids[i] = payload[6 + 3 * i] & 0xff;
            rewritten[6 + 3 * i] = (byte) (i + 1);
        }
        frame = new Frame(marker, ids);
        add(marker, rewritten);
    }

    private void scan(byte[] payload, JpegSegments segments) throws RejectedPictureException {
        if (frame == null) {
            throw new RejectedPictureException(ReasonCode.JPEG_CONTRADICTORY);
        }
        int count = payload.length == 0 ? 0 : payload[0] & 0xff;
        if (count == 0 || count > frame.components() || payload.length < 4 + 2 * count) {
            throw new RejectedPictureException(ReasonCode.JPEG_CONTRADICTORY);
        }
        if (++scans > MOST_SCANS) {
            throw new RejectedPictureException(ReasonCode.JPEG_TOO_MANY_SCANS, MOST_SCANS);
        }
        byte[] rewritten = Arrays.copyOf(payload, 4 + 2 * count);
        Set<Integer> inScan = new HashSet<>();
        for (int i = 0; i < count; i++) {
            int component = component(payload[1 + 2 * i] & 0xff, inScan, count == frame.components() ? i : -1);
            inScan.add(component);
            rewritten[1 + 2 * i] = (byte) (component + 1);
        }
        firstScanHasAll |= scans == 1 && count == frame.components();
        if (!huffmanTables && frame.marker <= LAST_HUFFMAN_FRAME) {
            // Frames of motion pictures leave out the tables that everybody knows.
            standardHuffman();
        }
        add(JpegSegments.SOS, rewritten);
        int start = (int) segments.position();
        JpegSegments.ScanEnd end = segments.pastScan();
        int stop = (int) segments.position();
        if (end == JpegSegments.ScanEnd.FILE) {
            cut = true;
            stop = withoutFilling(start, stop);
        }
        addData(start, stop);
        if (end == JpegSegments.ScanEnd.MARKER || firstScanHasAll || !scanned.containsAll(inScan)) {
            scanned.addAll(inScan);
        }
    }

    /** Programs fill up with zeros what they did not receive, and to a decoder zeros are good code for grey. */
    private int withoutFilling(int start, int stop) {
        int end = stop;
        while (end > start && file[end - 1] == 0) {
            end--;
        }
        return stop - end > FEW_ZEROS ? end : stop;
    }

    /** Which component a scan means, or the one in its place if it names none. */
    private int component(int id, Set<Integer> taken, int place) throws RejectedPictureException {
        int[] ids = frame == null ? new int[0] : frame.ids;
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id && !taken.contains(i)) {
                return i;
            }
        }
        if (place < 0 || taken.contains(place)) {
            throw new RejectedPictureException(ReasonCode.JPEG_CONTRADICTORY);
        }
        return place;
    }

    /** Markers that can't be within a scan are damage, which a decoder would take for the scan's end. */
    private void addData(int start, int end) {
        int from = start;
        for (int i = start; i + 1 < end; i++) {
            int marker = file[i + 1] & 0xff;
            if (file[i] == (byte) 0xff && marker != 0 && (marker < JpegSegments.RST0 || marker > JpegSegments.RST7)) {
                parts.add(new Part(file, from, i));
                // Of fill bytes only the last belongs to a marker.
                from = marker == 0xff ? i + 1 : i + 2;
                i = from - 1;
            }
        }
        parts.add(new Part(file, from, Math.max(from, end)));
    }

    private void standardHuffman() {
        standardHuffman(0x00, JPEGHuffmanTable.StdDCLuminance);
        standardHuffman(0x01, JPEGHuffmanTable.StdDCChrominance);
        standardHuffman(0x10, JPEGHuffmanTable.StdACLuminance);
        standardHuffman(0x11, JPEGHuffmanTable.StdACChrominance);
        huffmanTables = true;
    }

    private void standardHuffman(int number, JPEGHuffmanTable table) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.write(number);
        short[] lengths = table.getLengths();
        for (int i = 0; i < 16; i++) {
            payload.write(i < lengths.length ? lengths[i] : 0);
        }
        for (short value : table.getValues()) {
            payload.write(value);
        }
        add(JpegSegments.DHT, payload.toByteArray());
    }

    private void add(int marker, byte[] payload) {
        int length = payload.length + 2;
        byte[] head = {(byte) 0xff, (byte) marker, (byte) (length >> 8), (byte) length};
        parts.add(new Part(head, 0, head.length));
        parts.add(new Part(payload, 0, payload.length));
    }

    /** How libjpeg, and with it every viewer, decides what the components are. */
    private ColourCoding coding() {
        int[] ids = frame == null ? new int[0] : frame.ids;
        return switch (ids.length) {
            case 1 -> ColourCoding.GREY;
            case 4 -> adobeTransform < 1 ? ColourCoding.CMYK : ColourCoding.YCCK;
            default -> {
                if (jfif) {
                    yield ColourCoding.YCC;
                }
                boolean letters = ids[0] == 'R' && ids[1] == 'G' && ids[2] == 'B';
                yield adobeTransform == 0 || (adobeTransform < 0 && letters) ? ColourCoding.RGB : ColourCoding.YCC;
            }
        };
    }

    /** Whether the frame is coded without loss, which libjpeg does not read. */
    public boolean isLossless() {
        return frame != null && frame.marker == LOSSLESS;
    }

    /** The number of components: 1, 3 or 4. */
    public int components() {
        return frame == null ? 0 : frame.components();
    }

    /** Whether the file is cut short within a scan that comes before another colour's only one. */
    public boolean mayLackColours() {
        return !firstScanHasAll;
    }

    /** Whether the file ends before its end is marked. */
    public boolean isCut() {
        return cut;
    }

    /** The ICC profile, put together from its chunks; null if there is none. */
    public byte @Nullable [] profile() {
        if (profileChunks.isEmpty()) {
            return null;
        }
        ByteArrayOutputStream profile = new ByteArrayOutputStream();
        profileChunks.values().forEach(profile::writeBytes);
        return profile.toByteArray();
    }

    /** The same picture, with its metadata and its profile, in a file without any oddity. */
    public byte[] repaired() {
        return written(metadata);
    }

    /** The same without metadata and profile. */
    public byte[] withoutMetadata() {
        return written(List.of());
    }

    private byte[] written(List<Carried> carried) {
        ByteArrayOutputStream repaired = new ByteArrayOutputStream(file.length + 1024);
        repaired.write(0xff);
        repaired.write(JpegSegments.SOI);
        if (!isLossless()) {
            ColourCoding coding = coding();
            if (coding == ColourCoding.GREY || coding == ColourCoding.YCC) {
                write(repaired, JpegSegments.APP0, JFIF);
            } else {
                byte transform = (byte) (coding == ColourCoding.YCCK ? 2 : 0);
                write(repaired, JpegSegments.APP14, new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform
                });
            }
        }
        carried.forEach(segment -> write(repaired, segment.marker, segment.payload));
        for (Part part : parts) {
            repaired.write(part.bytes, part.from, part.to - part.from);
        }
        repaired.write(0xff);
        repaired.write(JpegSegments.EOI);
        return repaired.toByteArray();
    }

    private static void write(ByteArrayOutputStream to, int marker, byte[] payload) {
        to.write(0xff);
        to.write(marker);
        to.write((payload.length + 2) >> 8);
        to.write(payload.length + 2);
        to.writeBytes(payload);
    }
}
