package imageresizer.picture.render;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import imageresizer.picture.Jpegs;
import imageresizer.picture.Pictures;
import imageresizer.picture.probe.JpegSegments;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** JPEG files that are malformed in one way each, all made from one that is sound. */
@SuppressWarnings("ImmutableEnumChecker") // none of the functions holds anything that changes
public enum MalformedJpegs {
    SOUND(true, jpeg -> jpeg),
    STRAY_BYTES_BETWEEN_SEGMENTS(true, jpeg -> jpeg.with(2, bytes(0, 1, 2, 3)).with(4, bytes(0x42, 0x42))),
    FILL_BYTES_BETWEEN_SEGMENTS(
            true, jpeg -> jpeg.with(2, bytes(0xff, 0xff, 0xff)).with(4, bytes(0xff))),
    STRAY_RESTART_MARKER_BETWEEN_SEGMENTS(true, jpeg -> jpeg.with(3, bytes(0xff, 0xd3))),
    A_TABLE_IN_EACH_DHT(true, MalformedJpegs::splitHuffman),
    JUNK_BEHIND_THE_TABLES_OF_A_DHT(true, jpeg -> lengthened(jpeg, JpegSegments.DHT, 5)),
    JUNK_BEHIND_THE_TABLES_OF_A_DQT(true, jpeg -> lengthened(jpeg, JpegSegments.DQT, 3)),
    A_TABLE_OF_A_NUMBER_OUT_OF_RANGE(
            true, jpeg -> jpeg.with(3, Jpegs.segment(JpegSegments.DHT, Arrays.copyOf(bytes(0x0f), 17)))),
    NO_DHT_AS_IN_MOTION_JPEG(true, jpeg -> jpeg.without(JpegSegments.DHT)),
    COMPONENTS_COUNTED_FROM_ZERO(true, jpeg -> ids(jpeg, 0, 1, 2)),
    COMPONENTS_CALLED_RGB_BUT_JFIF(true, jpeg -> ids(jpeg, 'R', 'G', 'B')),
    COMPONENTS_OUT_OF_RANGE(true, jpeg -> ids(jpeg, 200, 201, 255)),
    COMPONENTS_OF_ONE_NUMBER(true, jpeg -> ids(jpeg, 7, 7, 7)),
    COMPONENTS_OTHERWISE_CALLED_IN_THE_SCAN(true, jpeg -> {
        byte[] frame = jpeg.part(jpeg.indexOf(JpegSegments.SOF0));
        frame[10] = 17;
        frame[13] = 18;
        frame[16] = 19;
        return jpeg;
    }),
    NEITHER_JFIF_NOR_ADOBE(true, jpeg -> jpeg.without(JpegSegments.APP0)),
    ADOBE_OF_AN_UNKNOWN_TRANSFORM(true, jpeg -> adobe(jpeg.without(JpegSegments.APP0), 77)),
    ADOBE_CUT_SHORT(true, jpeg -> jpeg.withSegment(JpegSegments.APP14, "Adobe".getBytes(US_ASCII))),
    ADOBE_SAYS_RGB_BUT_JFIF(true, jpeg -> adobe(jpeg, 0)),
    JFIF_AND_ADOBE(true, jpeg -> adobe(jpeg, 1)),
    PROFILE_EMPTY(true, jpeg -> jpeg.withProfile(new byte[0], 1)),
    PROFILE_OF_JUNK(true, jpeg -> jpeg.withProfile(new byte[4000], 1)),
    PROFILE_CUT(true, jpeg -> jpeg.withProfile(Arrays.copyOf(srgb(), 400), 1)),
    PROFILE_WITH_JUNK_AFTER_ITS_HEADER(true, jpeg -> {
        byte[] profile = srgb();
        Arrays.fill(profile, 132, profile.length, (byte) 0xa5);
        return jpeg.withProfile(profile, 1);
    }),
    PROFILE_OVERSIZED(true, jpeg -> jpeg.withProfile(Arrays.copyOf(srgb(), 1_000_000), 16)),
    PROFILE_IN_CHUNKS_IN_REVERSE(true, jpeg -> jpeg.withProfile(srgb(), 3)),
    PROFILE_FOR_GREY(
            true,
            jpeg -> jpeg.withProfile(ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData(), 1)),
    NO_END(true, jpeg -> jpeg.without(JpegSegments.EOI)),
    JUNK_BEHIND_THE_END(true, jpeg -> jpeg.with(jpeg.indexOf(JpegSegments.EOI) + 1, new byte[5000])),
    ANOTHER_PICTURE_BEHIND_THE_END(
            true,
            jpeg -> jpeg.with(
                    jpeg.indexOf(JpegSegments.EOI) + 1,
                    Jpegs.of(Pictures.plain(64, 64, 0xff0000)).bytes())),
    LAST_ROWS_MISSING(true, jpeg -> cut(jpeg, 0.97), 8),
    HALF_MISSING(false, jpeg -> cut(jpeg, 0.5)),
    NEARLY_ALL_MISSING(false, jpeg -> cut(jpeg, 0.03)),
    MORE_COMPONENTS_ANNOUNCED_THAN_DESCRIBED(false, jpeg -> {
        jpeg.part(jpeg.indexOf(JpegSegments.SOF0))[9] = 4;
        return jpeg;
    }),
    FEWER_COMPONENTS_IN_THE_SCAN(false, jpeg -> {
        int scan = jpeg.indexOf(JpegSegments.SOS);
        return jpeg.replaced(scan, Jpegs.segment(JpegSegments.SOS, bytes(1, 1, 0, 0, 63, 0)));
    }),
    NO_COMPONENTS(false, jpeg -> {
        jpeg.part(jpeg.indexOf(JpegSegments.SOF0))[9] = 0;
        return jpeg;
    }),
    EXIF_THAT_ENDS_IN_ITSELF(true, jpeg -> jpeg.withSegment(JpegSegments.APP1, endlessExif())),
    EXIF_WITH_OFFSETS_OUT_OF_RANGE(true, jpeg -> {
        byte[] exif = Jpegs.exif(1);
        Arrays.fill(exif, 10, 14, (byte) 0xff);
        return jpeg.withSegment(JpegSegments.APP1, exif);
    }),
    EXIF_EMPTY(true, jpeg -> jpeg.withSegment(JpegSegments.APP1, "Exif\0\0".getBytes(ISO_8859_1))),
    THUMBNAIL_IN_EXIF(
            true,
            jpeg -> jpeg.withSegment(
                    JpegSegments.APP1,
                    Jpegs.joined(
                            Jpegs.exif(1),
                            Jpegs.of(Pictures.plain(64, 64, 0xff0000)).bytes()))),
    THUMBNAIL_OUTSIDE_OF_A_SEGMENT(
            true,
            jpeg -> jpeg.with(3, Jpegs.of(Pictures.plain(64, 64, 0xff0000)).bytes())),
    BEGUN_TWICE(true, jpeg -> jpeg.with(1, bytes(0xff, 0xd8))),
    IN_THE_MIDDLE_OF_GARBAGE(false, jpeg -> jpeg.with(0, "garbage ".repeat(200).getBytes(US_ASCII))),
    HEIGHT_ONLY_BEHIND_THE_SCAN(true, jpeg -> {
        byte[] frame = jpeg.part(jpeg.indexOf(JpegSegments.SOF0));
        byte[] height = {frame[5], frame[6]};
        frame[5] = 0;
        frame[6] = 0;
        return jpeg.with(jpeg.indexOfData() + 1, Jpegs.segment(JpegSegments.DNL, height));
    }),
    HEIGHT_NOWHERE(false, jpeg -> {
        byte[] frame = jpeg.part(jpeg.indexOf(JpegSegments.SOF0));
        frame[5] = 0;
        frame[6] = 0;
        return jpeg;
    }),
    RESTARTS_ANNOUNCED_BUT_MISSING(false, jpeg -> jpeg.with(3, Jpegs.segment(JpegSegments.DRI, bytes(0, 3)))),
    SEGMENT_SHORTER_THAN_ITS_LENGTH(
            true, jpeg -> jpeg.with(2, bytes(0xff, 0xe5, 0, 0)).with(3, bytes(0xff, 0xe6, 0, 1))),
    SEGMENT_WITHOUT_CONTENT(true, jpeg -> jpeg.with(2, bytes(0xff, 0xe5, 0, 2)).with(2, bytes(0xff, 0xfe, 0, 2))),
    SEGMENT_LONGER_THAN_THE_FILE(false, jpeg -> jpeg.with(2, bytes(0xff, 0xe5, 0xff, 0xff))),
    HUGE_COMMENTS(true, jpeg -> {
        for (int i = 0; i < 40; i++) {
            jpeg.withSegment(JpegSegments.COM, new byte[65533]);
        }
        return jpeg;
    }),
    NONSENSE_MARKER_IN_THE_DATA(
            true,
            jpeg -> {
                byte[] data = jpeg.part(jpeg.indexOfData());
                return jpeg.replaced(
                        jpeg.indexOfData(),
                        Jpegs.joined(
                                Arrays.copyOf(data, data.length - 40),
                                bytes(0xff, 0x3c),
                                Arrays.copyOfRange(data, data.length - 40, data.length)));
            },
            8),
    TWO_FRAMES(false, jpeg -> jpeg.with(3, jpeg.part(jpeg.indexOf(JpegSegments.SOF0)))),
    NO_QUANTISATION(false, jpeg -> jpeg.without(JpegSegments.DQT)),
    NO_SCAN(false, jpeg -> jpeg.without(JpegSegments.SOS));

    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;

    private final boolean shown;
    private final UnaryOperator<Jpegs> change;
    private final double tolerance;

    MalformedJpegs(boolean shown, UnaryOperator<Jpegs> change) {
        this(shown, change, 4);
    }

    MalformedJpegs(boolean shown, UnaryOperator<Jpegs> change, double tolerance) {
        this.shown = shown;
        this.change = change;
        this.tolerance = tolerance;
    }

    /** Whether a forgiving viewer shows it. */
    public boolean isShown() {
        return shown;
    }

    /** How far what is shown may be from what was meant, in mean difference. */
    double tolerance() {
        return tolerance;
    }

    public byte[] file() {
        return change.apply(Jpegs.of(Pictures.colourful(WIDTH, HEIGHT))).bytes();
    }

    /** What was meant, in another size. */
    static BufferedImage shown(int width, int height) {
        return Pictures.colourful(width, height);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static Jpegs ids(Jpegs jpeg, int... ids) {
        byte[] frame = jpeg.part(jpeg.indexOf(JpegSegments.SOF0));
        byte[] scan = jpeg.part(jpeg.indexOf(JpegSegments.SOS));
        for (int i = 0; i < ids.length; i++) {
            frame[10 + 3 * i] = (byte) ids[i];
            scan[5 + 2 * i] = (byte) ids[i];
        }
        return jpeg;
    }

    private static Jpegs adobe(Jpegs jpeg, int transform) {
        return jpeg.with(
                1,
                Jpegs.segment(
                        JpegSegments.APP14,
                        Jpegs.joined("Adobe".getBytes(US_ASCII), bytes(0, 100, 0, 0, 0, 0, transform))));
    }

    private static Jpegs lengthened(Jpegs jpeg, int marker, int by) {
        int index = jpeg.indexOf(marker);
        byte[] part = jpeg.part(index);
        return jpeg.replaced(index, Jpegs.segment(marker, Arrays.copyOfRange(part, 4, part.length + by)));
    }

    private static Jpegs splitHuffman(Jpegs jpeg) {
        int index = jpeg.indexOf(JpegSegments.DHT);
        byte[] part = jpeg.part(index);
        byte[] split = new byte[0];
        for (int at = 4; at < part.length; ) {
            int end = at + 17;
            for (int i = 1; i <= 16; i++) {
                end += part[at + i] & 0xff;
            }
            split = Jpegs.joined(split, Jpegs.segment(JpegSegments.DHT, Arrays.copyOfRange(part, at, end)));
            at = end;
        }
        return jpeg.replaced(index, split);
    }

    /** Keeps so much of the data, and nothing after it. */
    private static Jpegs cut(Jpegs jpeg, double share) {
        byte[] data = jpeg.part(jpeg.indexOfData());
        return jpeg.replaced(jpeg.indexOfData(), Arrays.copyOf(data, (int) (share * data.length)))
                .without(JpegSegments.EOI);
    }

    private static byte[] srgb() {
        return ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    }

    /** Directories whose sub-directories and successors are themselves. */
    private static byte[] endlessExif() {
        ByteBuffer tiff = ByteBuffer.allocate(6 + 8 + 2 + 3 * 12 + 4);
        tiff.put("Exif\0\0MM\0*".getBytes(ISO_8859_1)).putInt(8).putShort((short) 0xffff);
        for (int tag : new int[] {34665, 34853, 40965}) {
            tiff.putShort((short) tag).putShort((short) 4).putInt(1).putInt(8);
        }
        return tiff.putInt(8).array();
    }
}
