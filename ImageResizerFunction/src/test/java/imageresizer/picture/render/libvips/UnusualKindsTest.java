package imageresizer.picture.render.libvips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import imageresizer.picture.Box;
import imageresizer.picture.Fit;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Pictures;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.Tiffs;
import imageresizer.picture.probe.PictureFile;
import imageresizer.picture.render.Engine;
import imageresizer.picture.render.EngineChain;
import imageresizer.picture.render.RepairingEngine;
import imageresizer.picture.render.portable.ThumbnailatorEngine;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kinds of pictures that decoders get wrong without a complaint, by the whole chain and by the portable engine alone. */
@ParameterizedClass
@MethodSource("chains")
class UnusualKindsTest {

    private static final int BLACK_IS_ZERO = 1;
    private static final int RGB = 2;
    private static final int NEW_SUBFILE_TYPE = 254;
    private static final int COMPRESSION = 259;
    private static final int EXTRA_SAMPLES = 338;
    private static final int SAMPLE_FORMAT = 339;

    @Parameter
    private EngineChain engines = new EngineChain(List.of(new ThumbnailatorEngine(RenderOptions.DEFAULT)));

    static List<EngineChain> chains() {
        Engine portable = new ThumbnailatorEngine(RenderOptions.DEFAULT);
        List<EngineChain> chains = new ArrayList<>(List.of(new EngineChain(List.of(portable))));
        if (NativeLibvips.isThere()) {
            Engine fast = new LibvipsEngine(NativeLibvips.get(), RenderOptions.DEFAULT);
            chains.add(new EngineChain(List.of(fast, new RepairingEngine(fast), portable)));
        }
        return chains;
    }

    @ParameterizedTest
    @CsvSource({
        "min_tiff_12bit_grey_white__comes_out_black.tif.jpg, ffffff",
        "min_tiff_lab_alpha_opaque__comes_out_white.tif.jpg, db3f35",
        "min_tiff_ycbcr444_red__shown_as_raw_rgb.tif.jpg, fe0000"
    })
    void aPlainTiffHasItsColour(String file, String rgb) throws Exception {
        BufferedImage picture = rendered(found(file));

        assertColour(picture, 8, 8, Integer.parseInt(rgb, 16), 2);
        assertThat(picture.getRGB(8, 8) >>> 24).isEqualTo(255);
    }

    @Test
    void greyAndAlphaInPlanesOfTheirOwn() throws Exception {
        BufferedImage picture = rendered(found("min_tiff_grey_alpha_planar__stripes.tif.jpg"));

        for (int y = 0; y < 16; y++) {
            assertThat(picture.getRaster().getSample(8, y, 0)).isEqualTo(16 * y);
            assertThat(picture.getRGB(8, y) >>> 24).isEqualTo(255);
        }
    }

    @Test
    void anExtraSampleOfNoKnownMeaningIsNotTransparency() throws Exception {
        BufferedImage picture = rendered(found("tiff_rgb_saved_selection__all_of_it_must_show.tif.jpg"));

        assertThat(picture.getColorModel().hasAlpha()).isFalse();
        assertColour(picture, 31, 23, 0x5f531b, 1);

        byte[] two = rgbWith(new int[] {0, 0}, 10, 20, 30, 0, 0);
        assertColour(rendered(two), 3, 3, 0x0a141e, 1);
        byte[] grey = new Tiffs(8, 8, 2, 8, BLACK_IS_ZERO, repeated(64, 77, 0))
                .with(EXTRA_SAMPLES, 0)
                .bytes();
        assertThat(rendered(grey).getRaster().getSample(3, 3, 0)).isEqualTo(77);
    }

    @Test
    void anExtraSampleThatIsTransparencyStaysThat() throws Exception {
        BufferedImage picture = rendered(rgbWith(new int[] {2}, 200, 100, 50, 128));

        assertThat(picture.getRGB(3, 3) >>> 24).isEqualTo(128);
        assertColour(picture, 3, 3, 0xc86432, 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 6, 8, 10, 12, 14, 16})
    void whiteIsWhiteAndGreyIsGreyWithAnyNumberOfBits(int bits) throws Exception {
        int white = (1 << bits) - 1;
        for (int sample : new int[] {white, white / 2, 0}) {
            BufferedImage picture;
            try {
                picture = rendered(new Tiffs(8, 8, 1, bits, BLACK_IS_ZERO, packed(bits, sample)).bytes());
            } catch (RejectedPictureException e) {
                assertThat(bits).as("bits of what was refused").isNotIn(1, 2, 4, 8, 16);
                assertThat(e).hasMessageContaining("TIFF");
                continue;
            }
            assertThat(picture.getRaster().getSample(3, 3, 0))
                    .as("%d of %d", sample, white)
                    .isCloseTo(sample * 255 / white, within(1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 6})
    void signedAndFloatingPointSamplesAreRefused(int format) {
        byte[] tiff = new Tiffs(8, 8, 1, 16, BLACK_IS_ZERO, new byte[128])
                .with(SAMPLE_FORMAT, format)
                .bytes();

        assertThat(refusal(tiff)).contains("signed or floating-point");
    }

    @ParameterizedTest
    @CsvSource({"34925, LZMA", "50000, Zstandard", "34712, JPEG 2000", "50001, WebP", "12345, method 12345"})
    void aCompressionThatNobodyReadsIsNamed(int number, String name) {
        byte[] tiff = new Tiffs(8, 8, 1, 8, BLACK_IS_ZERO, new byte[64])
                .with(COMPRESSION, number)
                .bytes();

        assertThat(refusal(tiff)).contains("compressed with " + name);
    }

    @Test
    void aSmallCopyInFrontIsPassedOverForTheFullPicture() throws Exception {
        byte[] small = new Tiffs(4, 4, 3, 8, RGB, repeated(16, 255, 0, 0))
                .with(NEW_SUBFILE_TYPE, 1)
                .bytes();
        byte[] full = new Tiffs(40, 30, 3, 8, RGB, repeated(1200, 0, 0, 255)).bytes();

        BufferedImage picture = rendered(chained(small, full));

        assertThat(picture.getWidth()).isEqualTo(40);
        assertThat(picture.getHeight()).isEqualTo(30);
        assertColour(picture, 20, 15, 0x0000ff, 1);
        assertThat(rendered(small).getWidth()).as("alone, it is shown").isEqualTo(4);
    }

    @Test
    void aGifIsTransparentWhereItsFirstFrameIsNot() throws Exception {
        BufferedImage picture = rendered(found("min_gif_640x480_frame_4x4_at_2_2__must_be_640x480.gif.jpg"));

        assertThat(picture.getWidth()).isEqualTo(640);
        assertThat(picture.getHeight()).isEqualTo(480);
        assertThat(picture.getRGB(1, 1)).isZero();
        assertThat(picture.getRGB(3, 3)).isEqualTo(0xffff0000);
        assertThat(picture.getRGB(639, 479)).isZero();
    }

    @Test
    void whatIsCutOffAnInterlacedGifIsTransparent() throws Exception {
        byte[] gif = found("gif_interlaced_truncated_95pct__missing_rows_black.gif.jpg");

        BufferedImage picture = rendered(gif);

        assertThat(picture.getRGB(0, 0) >>> 24).isEqualTo(255);
        assertThat(picture.getRGB(299, 199)).isZero();
        assertThat(refusal(Arrays.copyOf(gif, gif.length / 2))).contains("incomplete");
    }

    @Test
    void lossyWebpHasNoTint() throws Exception {
        BufferedImage picture = rendered(found("webp_lossy_any__purple_tint_in_portable_engine.webp"));

        assertColour(picture, 120, 140, 0x484848, 2);
        assertColour(picture, 150, 140, 0x8d8d8d, 2);
        assertColour(picture, 150, 40, 0xffffff, 2);
    }

    @ParameterizedTest
    @CsvSource({"0, 000000", "255, ffffff"})
    void inksWithoutAnAdobeMarkerAreInvertedAsViewersTakeThem(int ink, String rgb) throws Exception {
        byte[] jpeg = Files.readAllBytes(Path.of("src/test/resources/found/cmyk_plain_" + ink + "_without_adobe.jpg"));

        assertColour(rendered(jpeg), 4, 4, Integer.parseInt(rgb, 16), 4);
    }

    private BufferedImage rendered(byte[] source) throws RejectedPictureException {
        RenditionSpec spec = new RenditionSpec("a", Box.of(9999, 9999), Fit.INSIDE, PictureFormat.PNG, 80);
        try (PictureFile file = PictureFile.of(source)) {
            return Pictures.decoded(
                    engines.render(file, List.of(spec)).renditions().getFirst().bytes());
        }
    }

    private String refusal(byte[] source) {
        assertThatExceptionOfType(RejectedPictureException.class).isThrownBy(() -> rendered(source));
        try {
            rendered(source);
            return "";
        } catch (RejectedPictureException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static byte[] found(String name) throws IOException {
        return Files.readAllBytes(Path.of("src/test/resources/found", name));
    }

    private static byte[] rgbWith(int[] extra, int... samples) {
        return new Tiffs(8, 8, samples.length, 8, RGB, repeated(64, samples))
                .with(EXTRA_SAMPLES, extra)
                .bytes();
    }

    private static byte[] repeated(int pixels, int... samples) {
        byte[] bytes = new byte[pixels * samples.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) samples[i % samples.length];
        }
        return bytes;
    }

    /** Eight rows of eight samples, each most significant bit first; those of 16 bits little-endian. */
    private static byte[] packed(int bits, int sample) {
        if (bits == 16) {
            return repeated(64, sample & 0xff, sample >> 8);
        }
        byte[] rows = new byte[8 * bits];
        for (int i = 0; i < 64 * bits; i++) {
            int bit = sample >> (bits - 1 - i % bits) & 1;
            rows[i / 8] |= (byte) (bit << (7 - i % 8));
        }
        return rows;
    }

    /** One TIFF file with the pages of two: the second's offsets count from the start of the whole. */
    private static byte[] chained(byte[] first, byte[] second) {
        ByteBuffer file = ByteBuffer.allocate(first.length + second.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(first).put(second);
        int directory = file.getInt(4);
        int next = first.length + file.getInt(first.length + 4);
        file.putInt(directory + 2 + 12 * file.getShort(directory), next);
        for (int i = 0; i < file.getShort(next); i++) {
            int entry = next + 2 + 12 * i;
            int bytes = file.getInt(entry + 4) * (file.getShort(entry + 2) == 4 ? 4 : 2);
            int tag = file.getShort(entry) & 0xffff;
            if (bytes > 4 || tag == 273) {
                file.putInt(entry + 8, file.getInt(entry + 8) + first.length);
            }
        }
        return file.array();
    }

    private static void assertColour(BufferedImage picture, int x, int y, int rgb, int tolerance) {
        int actual = picture.getRGB(x, y);
        for (int shift = 0; shift < 24; shift += 8) {
            assertThat(actual >> shift & 0xff)
                    .as("%06x at %d,%d", actual & 0xffffff, x, y)
                    .isCloseTo(rgb >> shift & 0xff, within(tolerance));
        }
    }
}
