package imageresizer.picture.probe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the numbers of a picture mean that carries no ICC profile but says otherwise that it is not sRGB: primaries,
 * transfer function and range of ITU-T H.273, as AVIF's {@code nclx} and PNG's {@code cICP} name them, or PNG's gamma and
 * chromaticities. It is made into an ICC profile, which both engines apply like one that was embedded.
 *
 * <p>Light beyond diffuse white (PQ and HLG) is rolled off by the curve that Chromium uses, for content of up to 1,000
 * candela a square metre.
 *
 * @param chromaticities x and y of red, green, blue and white
 * @param transfer of H.273, table 3, or {@value #OWN_GAMMA}
 * @param gamma the exponent that values were encoded with, if the transfer says so
 * @param limited whether black is at 16 and white at 235 of 255
 */
public record ColourEncoding(List<Double> chromaticities, int transfer, double gamma, boolean limited) {

    /** The transfer is a power that has no number. */
    private static final int OWN_GAMMA = -1;

    // Transfer characteristics of H.273, table 3.
    private static final int GAMMA_22 = 4;
    private static final int GAMMA_28 = 5;
    private static final int SMPTE_240 = 7;
    private static final int LINEAR = 8;
    private static final int LOG_100 = 9;
    private static final int LOG_316 = 10;
    private static final int SRGB = 13;
    private static final int PQ = 16;
    private static final int SMPTE_428 = 17;
    private static final int HLG = 18;

    /** Nominal diffuse white (ITU-R BT.2408) and what content is graded for, in candela a square metre. */
    private static final double WHITE = 203;

    private static final double BRIGHTEST = 1000;

    /** PNG's gamma of nearly this value means sRGB: so do all encoders that know no better. */
    private static final double GAMMA_OF_SRGB = 1 / 2.2;

    private static final double SAME_GAMMA = 0.05;
    private static final double SAME_CHROMATICITY = 0.002;
    private static final double SMALLEST_GAMMA = 0.05;
    private static final double LARGEST_GAMMA = 20;

    /** x and y of red, green, blue and white. */
    private static final List<Double> BT_709 = List.of(0.64, 0.33, 0.30, 0.60, 0.15, 0.06, 0.3127, 0.3290);

    /** The illuminant of ICC profiles. */
    private static final double[] D50 = {0.9642, 1, 0.8249};

    private static final double[][] BRADFORD = {
        {0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}
    };

    private static final int CURVE = 4096;
    private static final int GRID = 33;

    public ColourEncoding {
        chromaticities = List.copyOf(chromaticities);
    }

    /**
     * By code points of ITU-T H.273.
     *
     * @param limited whether black is at 16 and white at 235 of 255
     * @return empty if it is sRGB, or unknown and best shown as that
     */
    static Optional<ColourEncoding> ofCodePoints(int primaries, int transfer, boolean limited) {
        List<Double> chromaticities = chromaticities(primaries);
        int known = isKnown(transfer) ? transfer : SRGB;
        return chromaticities.equals(BT_709) && known == SRGB && !limited
                ? Optional.empty()
                : Optional.of(new ColourEncoding(chromaticities, known, 1, limited));
    }

    /**
     * By the gamma of a PNG file (PNG third edition, 11.3.2).
     *
     * @param gamma the exponent that samples were encoded with, such as 0.45455
     * @param chromaticities x and y of white, red, green and blue as the file has them; null for those of sRGB
     * @return empty if it is sRGB, or makes no sense
     */
    static Optional<ColourEncoding> ofGamma(double gamma, double @Nullable [] chromaticities) {
        if (!(gamma >= SMALLEST_GAMMA && gamma <= LARGEST_GAMMA)) {
            return Optional.empty();
        }
        List<Double> ordered = BT_709;
        if (chromaticities != null) {
            ordered = new ArrayList<>();
            for (int i = 2; i < 10; i++) {
                ordered.add(chromaticities[i % 8]);
            }
        }
        boolean isSrgbGamma = Math.abs(gamma / GAMMA_OF_SRGB - 1) <= SAME_GAMMA;
        if ((isSrgbGamma && isSrgb(ordered)) || matrix(ordered).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ColourEncoding(ordered, isSrgbGamma ? SRGB : OWN_GAMMA, gamma, false));
    }

    private static boolean isSrgb(List<Double> chromaticities) {
        for (int i = 0; i < BT_709.size(); i++) {
            if (Math.abs(chromaticities.get(i) - BT_709.get(i)) > SAME_CHROMATICITY) {
                return false;
            }
        }
        return true;
    }

    /** The value of limited range, 0 to 1, in full range. */
    static double expanded(double value) {
        return Math.clamp((value * 255 - 16) / 219, 0, 1);
    }

    private static List<Double> chromaticities(int primaries) {
        return switch (primaries) {
            case 4 -> List.of(0.67, 0.33, 0.21, 0.71, 0.14, 0.08, 0.310, 0.316);
            case 5 -> List.of(0.64, 0.33, 0.29, 0.60, 0.15, 0.06, 0.3127, 0.3290);
            case 6, 7 -> List.of(0.630, 0.340, 0.310, 0.595, 0.155, 0.070, 0.3127, 0.3290);
            case 8 -> List.of(0.681, 0.319, 0.243, 0.692, 0.145, 0.049, 0.310, 0.316);
            case 9 -> List.of(0.708, 0.292, 0.170, 0.797, 0.131, 0.046, 0.3127, 0.3290);
            case 10 -> List.of(1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1 / 3.0, 1 / 3.0);
            case 11 -> List.of(0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0.314, 0.351);
            case 12 -> List.of(0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0.3127, 0.3290);
            case 22 -> List.of(0.630, 0.340, 0.295, 0.605, 0.155, 0.077, 0.3127, 0.3290);
            default -> BT_709;
        };
    }

    /**
     * Whether a transfer is another than that of sRGB. The curves of television (BT.709 and its kin) are those of
     * cameras; what screens do with them is what they do with sRGB, and all viewers show them so.
     */
    private static boolean isKnown(int transfer) {
        return switch (transfer) {
            case GAMMA_22, GAMMA_28, SMPTE_240, LINEAR, LOG_100, LOG_316, PQ, SMPTE_428, HLG -> true;
            default -> false;
        };
    }

    /** From a value to light, where 1 is diffuse white; for HLG, to light of the scene. */
    private double light(double coded) {
        double value = limited ? expanded(coded) : coded;
        return switch (transfer) {
            case OWN_GAMMA -> Math.pow(value, 1 / gamma);
            case GAMMA_22 -> Math.pow(value, 2.2);
            case GAMMA_28 -> Math.pow(value, 2.8);
            case SMPTE_240 -> value < 4 * 0.0228 ? value / 4 : Math.pow((value + 0.1115) / 1.1115, 1 / 0.45);
            case LINEAR -> value;
            case LOG_100 -> value <= 0 ? 0 : Math.pow(10, 2 * (value - 1));
            case LOG_316 -> value <= 0 ? 0 : Math.pow(10, 2.5 * (value - 1));
            case PQ -> pqToLight(value) / WHITE;
            case SMPTE_428 -> Math.pow(value, 2.6) * 52.37 / 48;
            case HLG -> hlgToScene(value);
            default -> srgbToLinear(value);
        };
    }

    private boolean isBright() {
        return transfer == PQ || transfer == HLG;
    }

    private static double srgbToLinear(double value) {
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    /** SMPTE ST 2084, in candela a square metre. */
    private static double pqToLight(double value) {
        double power = Math.pow(value, 32 / 2523.0);
        double above = Math.max(0, power - 3424 / 4096.0);
        return 10_000 * Math.pow(above / (2413 / 128.0 - 2392 / 128.0 * power), 16_384 / 2610.0);
    }

    /** ITU-R BT.2100: light of the scene, 0 to 1. */
    private static double hlgToScene(double value) {
        double a = 0.17883277;
        return value <= 0.5
                ? value * value / 3
                : (Math.exp((value - (0.5 - a * Math.log(4 * a))) / a) + 1 - 4 * a) / 12;
    }

    /** From linear colours to XYZ under D50; empty if the chromaticities are no triangle around white. */
    private static Optional<double[][]> matrix(List<Double> chromaticities) {
        double[][] primaries = new double[3][3];
        for (int i = 0; i < 3; i++) {
            double x = chromaticities.get(2 * i);
            double y = chromaticities.get(2 * i + 1);
            primaries[0][i] = x;
            primaries[1][i] = y;
            primaries[2][i] = 1 - x - y;
        }
        double whiteY = chromaticities.get(7);
        double[] white = {chromaticities.get(6) / whiteY, 1, (1 - chromaticities.get(6) - whiteY) / whiteY};
        double @Nullable [][] inverse = inverse(primaries);
        if (inverse == null || !(whiteY > 0.01)) {
            return Optional.empty();
        }
        double[] scales = times(inverse, white);
        double[][] toXyz = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                toXyz[i][j] = primaries[i][j] * scales[j];
            }
        }
        double[] from = times(BRADFORD, white);
        double[] to = times(BRADFORD, D50);
        double[][] scaled = new double[3][3];
        for (int i = 0; i < 3; i++) {
            if (!(scales[i] > 0) || !(from[i] > 0)) {
                return Optional.empty();
            }
            for (int j = 0; j < 3; j++) {
                scaled[i][j] = BRADFORD[i][j] * to[i] / from[i];
            }
        }
        return Optional.of(times(times(Objects.requireNonNull(inverse(BRADFORD)), scaled), toXyz));
    }

    private double[][] toXyz() {
        return matrix(chromaticities).orElseThrow();
    }

    private static double @Nullable [][] inverse(double[][] m) {
        double determinant = m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
                - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
                + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
        if (!(Math.abs(determinant) > 1e-6)) {
            return null;
        }
        double[][] result = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                int a = (j + 1) % 3;
                int b = (j + 2) % 3;
                int c = (i + 1) % 3;
                int d = (i + 2) % 3;
                result[i][j] = (m[a][c] * m[b][d] - m[a][d] * m[b][c]) / determinant;
            }
        }
        return result;
    }

    private static double[] times(double[][] m, double[] v) {
        double[] result = new double[3];
        for (int i = 0; i < 3; i++) {
            result[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
        }
        return result;
    }

    private static double[][] times(double[][] m, double[][] n) {
        double[][] result = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                result[i][j] = m[i][0] * n[0][j] + m[i][1] * n[1][j] + m[i][2] * n[2][j];
            }
        }
        return result;
    }

    /** Makes light of 0 to {@code BRIGHTEST} fit below white, all three colours by the same factor. */
    private double[] onScreen(double red, double green, double blue) {
        double[] light = {red, green, blue};
        if (!isBright()) {
            return light;
        }
        if (transfer == HLG) {
            double luminance = Math.max(1e-6, 0.2627 * red + 0.6780 * green + 0.0593 * blue);
            scale(light, BRIGHTEST / WHITE * Math.pow(luminance, 0.2));
        }
        double most = Math.max(light[0], Math.max(light[1], light[2]));
        double peak = BRIGHTEST / WHITE;
        scale(light, (1 + most / (peak * peak)) / (1 + most));
        return light;
    }

    private static void scale(double[] values, double factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
    }

    /**
     * As an ICC profile (ICC.1:2001-04).
     *
     * @param grey whether the picture has one channel besides transparency
     */
    public byte[] iccProfile(boolean grey) {
        List<Tag> tags = new ArrayList<>();
        tags.add(new Tag("desc", description()));
        tags.add(new Tag("cprt", text("CC0")));
        tags.add(new Tag("wtpt", xyz(D50)));
        if (grey) {
            tags.add(new Tag("kTRC", curve()));
        } else if (isBright()) {
            tags.add(new Tag("A2B0", table()));
        } else {
            String colours = "rgb";
            double[][] toXyz = toXyz();
            byte[] curve = curve();
            for (int i = 0; i < 3; i++) {
                tags.add(new Tag(colours.charAt(i) + "XYZ", xyz(new double[] {toXyz[0][i], toXyz[1][i], toXyz[2][i]})));
                tags.add(new Tag(colours.charAt(i) + "TRC", curve));
            }
        }
        return profile(grey ? "GRAY" : "RGB ", isBright() && !grey ? "Lab " : "XYZ ", tags);
    }

    private record Tag(String signature, byte[] data) {}

    private static byte[] profile(String space, String connection, List<Tag> tags) {
        int size = 128 + 4 + 12 * tags.size();
        for (Tag tag : tags) {
            size += padded(tag.data.length);
        }
        ByteBuffer profile = ByteBuffer.allocate(size);
        profile.putInt(size).putInt(0).putInt(0x02100000).put(ascii("mntr" + space + connection));
        for (int number : new int[] {2026, 1, 1, 0, 0, 0}) {
            profile.putShort((short) number);
        }
        profile.put(ascii("acsp")).position(68).put(xyz(D50), 8, 12);
        profile.position(128).putInt(tags.size());
        int at = 128 + 4 + 12 * tags.size();
        for (Tag tag : tags) {
            profile.put(ascii(tag.signature)).putInt(at).putInt(tag.data.length).put(at, tag.data);
            at += padded(tag.data.length);
        }
        return profile.array();
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }

    private static byte[] description() {
        byte[] name = ascii("as the file says\0");
        return ByteBuffer.allocate(12 + name.length + 78)
                .put(ascii("desc"))
                .putInt(0)
                .putInt(name.length)
                .put(name)
                .array();
    }

    private static byte[] text(String text) {
        return ascii("text\0\0\0\0" + text + "\0");
    }

    private static byte[] xyz(double[] values) {
        ByteBuffer data = ByteBuffer.allocate(20).put(ascii("XYZ ")).putInt(0);
        for (double value : values) {
            data.putInt((int) Math.round(value * 65_536));
        }
        return data.array();
    }

    private byte[] curve() {
        ByteBuffer data =
                ByteBuffer.allocate(12 + 2 * CURVE).put(ascii("curv")).putInt(0).putInt(CURVE);
        for (int i = 0; i < CURVE; i++) {
            double light = light(i / (CURVE - 1.0));
            data.putShort(share(onScreen(light, light, light)[0]));
        }
        return data.array();
    }

    /** From values to CIELAB by a table of three dimensions, as the channels depend on each other. */
    private byte[] table() {
        ByteBuffer data = ByteBuffer.allocate(52 + 12 + 6 * GRID * GRID * GRID + 12)
                .put(ascii("mft2"))
                .putInt(0)
                .put(new byte[] {3, 3, GRID, 0});
        for (int i = 0; i < 9; i++) {
            data.putInt(i % 4 == 0 ? 65_536 : 0);
        }
        data.putShort((short) 2).putShort((short) 2);
        straight(data);
        double[][] toXyz = toXyz();
        double[] light = new double[GRID];
        for (int i = 0; i < GRID; i++) {
            light[i] = light(i / (GRID - 1.0));
        }
        for (double red : light) {
            for (double green : light) {
                for (double blue : light) {
                    putLab(data, times(toXyz, onScreen(red, green, blue)));
                }
            }
        }
        straight(data);
        return data.array();
    }

    private static void straight(ByteBuffer data) {
        for (int i = 0; i < 3; i++) {
            data.putShort((short) 0).putShort((short) -1);
        }
    }

    private static void putLab(ByteBuffer data, double[] xyz) {
        double x = cubeRoot(xyz[0] / D50[0]);
        double y = cubeRoot(xyz[1] / D50[1]);
        double z = cubeRoot(xyz[2] / D50[2]);
        data.putShort((short) Math.round(Math.clamp((116 * y - 16) / 100, 0, 1) * 0xff00));
        data.putShort((short) Math.round(Math.clamp((500 * (x - y) + 128) * 256, 0, 65_535)));
        data.putShort((short) Math.round(Math.clamp((200 * (y - z) + 128) * 256, 0, 65_535)));
    }

    private static double cubeRoot(double value) {
        double edge = 6 / 29.0;
        return value > edge * edge * edge ? Math.cbrt(value) : value / (3 * edge * edge) + 4 / 29.0;
    }

    private static short share(double value) {
        return (short) Math.round(Math.clamp(value, 0, 1) * 65_535);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
