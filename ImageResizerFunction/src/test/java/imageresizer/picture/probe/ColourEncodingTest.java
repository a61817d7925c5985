package imageresizer.picture.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The profiles are judged by what the JDK's colour management makes of them. */
class ColourEncodingTest {

    private static final double[] SRGB = {0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06};

    @ParameterizedTest
    @CsvSource({"1, 13", "2, 2", "1, 1", "1, 6", "2, 13", "0, 0", "200, 200"})
    void sRgbAndWhatIsUnknownAreLeftAlone(int primaries, int transfer) {
        assertThat(ColourEncoding.ofCodePoints(primaries, transfer, /* limited= */ false))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.45455, 0.45, 0.46})
    void theGammaThatEveryEncoderWritesIsSRgb(double gamma) {
        assertThat(ColourEncoding.ofGamma(gamma, null)).isEmpty();
        assertThat(ColourEncoding.ofGamma(gamma, SRGB)).isEmpty();
    }

    @Test
    void nonsenseIsIgnored() {
        assertThat(ColourEncoding.ofGamma(0, null)).isEmpty();
        assertThat(ColourEncoding.ofGamma(42_949.67295, null)).isEmpty();
        assertThat(ColourEncoding.ofGamma(1, new double[8])).isEmpty();
        assertThat(ColourEncoding.ofGamma(1, new double[] {0.3, 0.3, 0.1, 0.1, 0.2, 0.2, 0.3, 0.3}))
                .isEmpty();
        assertThat(ColourEncoding.ofGamma(1, new double[] {0.3, 0, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06}))
                .isEmpty();
    }

    /** Linear light of 0.5 is 188 in sRGB; black and white stay what they are. */
    @ParameterizedTest
    @CsvSource({
        "1, 8, 128, 128, 128, 188, 188, 188",
        "1, 4, 255, 255, 255, 255, 255, 255",
        "12, 13, 200, 100, 50, 215, 93, 31",
        "9, 1, 255, 255, 255, 255, 255, 255",
        "9, 1, 0, 0, 0, 0, 0, 0",
        "9, 1, 128, 128, 128, 128, 128, 128",
        "9, 16, 0, 0, 0, 0, 0, 0",
        // Diffuse white of PQ, 203 candela a square metre, is at 58 % and rolled off to about half the light.
        "9, 16, 148, 148, 148, 188, 188, 188",
        // As is that of HLG, at 75 %.
        "9, 18, 191, 191, 191, 188, 188, 188",
        "9, 18, 0, 0, 0, 0, 0, 0",
        "9, 18, 255, 255, 255, 255, 255, 255"
    })
    void coloursBecomeThoseOfSRgb(
            int primaries, int transfer, int red, int green, int blue, int newRed, int newGreen, int newBlue) {
        int[] shown = shown(ColourEncoding.ofCodePoints(primaries, transfer, false), red, green, blue);

        assertThat(shown[0]).isCloseTo(newRed, Offset.offset(4));
        assertThat(shown[1]).isCloseTo(newGreen, Offset.offset(4));
        assertThat(shown[2]).isCloseTo(newBlue, Offset.offset(4));
    }

    @Test
    void limitedRangeIsExpanded() {
        Optional<ColourEncoding> limited = ColourEncoding.ofCodePoints(1, 13, /* limited= */ true);

        assertThat(shown(limited, 16, 126, 235)).satisfies(rgb -> {
            assertThat(rgb[0]).isCloseTo(0, Offset.offset(1));
            assertThat(rgb[1]).isCloseTo(128, Offset.offset(1));
            assertThat(rgb[2]).isCloseTo(255, Offset.offset(1));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 7, 8, 9, 10, 13, 16, 17, 18})
    void everyTransferRises(int transfer) {
        Optional<ColourEncoding> encoding = ColourEncoding.ofCodePoints(9, transfer, false);
        int last = -1;
        for (int value = 0; value <= 255; value += 15) {
            int grey = shown(encoding, value, value, value)[1];
            assertThat(grey).isGreaterThanOrEqualTo(last);
            last = grey;
        }
        assertThat(last).isGreaterThan(240);
    }

    private static int[] shown(Optional<ColourEncoding> encoding, int red, int green, int blue) {
        byte[] profile = encoding.orElseThrow().iccProfile(/* grey= */ false);
        float[] rgb = new ICC_ColorSpace(ICC_Profile.getInstance(profile))
                .toRGB(new float[] {red / 255f, green / 255f, blue / 255f});
        return new int[] {Math.round(rgb[0] * 255), Math.round(rgb[1] * 255), Math.round(rgb[2] * 255)};
    }
}
