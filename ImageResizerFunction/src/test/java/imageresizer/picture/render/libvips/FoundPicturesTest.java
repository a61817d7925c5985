package imageresizer.picture.render.libvips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import imageresizer.picture.Box;
import imageresizer.picture.Fit;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Pictures;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.RenderOptions.Metadata;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.ScaleAndCrop;
import imageresizer.picture.Size;
import imageresizer.picture.Tiffs;
import imageresizer.picture.probe.PictureFile;
import imageresizer.picture.render.Engine;
import imageresizer.picture.render.EngineChain;
import imageresizer.picture.render.RepairingEngine;
import imageresizer.picture.render.portable.ThumbnailatorEngine;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of {@code src/test/resources/found}, and others of their kinds, as the function shows them. */
class FoundPicturesTest {

    private static final int WHOLE = 9999;
    private static final int SEPARATED = 5;

    private Libvips libvips;
    private EngineChain engines;

    @BeforeEach
    void load() {
        libvips = NativeLibvips.get();
        engines = engines(RenderOptions.DEFAULT);
    }

    private EngineChain engines(RenderOptions options) {
        Engine fast = new LibvipsEngine(libvips, options);
        return new EngineChain(List.of(fast, new RepairingEngine(fast), new ThumbnailatorEngine(options)));
    }

    @Test
    void aGifHasTheSizeOfItsScreen() throws Exception {
        BufferedImage picture =
                rendered("min_gif_640x480_frame_4x4_at_2_2__must_be_640x480.gif.jpg", PictureFormat.PNG);

        assertThat(sizeOf(picture)).isEqualTo(new Size(640, 480));
        assertThat(argb(picture, 1, 1)).isZero();
        assertThat(argb(picture, 3, 3)).isEqualTo(0xffff0000);
        assertThat(argb(picture, 6, 6)).isZero();
        assertThat(argb(picture, 639, 479)).isZero();
    }

    @Test
    void aGifIsTransparentWhereItsFirstFrameIsNot() throws Exception {
        BufferedImage picture =
                rendered("min_gif_8x8_frame_4x4_at_2_2__border_must_be_transparent.gif.jpg", PictureFormat.PNG);

        assertThat(argb(picture, 0, 0)).isZero();
        assertThat(argb(picture, 7, 7)).isZero();
        assertThat(argb(picture, 2, 2)).isEqualTo(0xffff0000);
        assertThat(argb(picture, 5, 5)).isEqualTo(0xffff0000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1x1", "4x4", "4096x3", "2049x2049", "1024x768", "9000x9000"})
    void aScreenOfAnySizeIsShownWhole(String screen) throws Exception {
        String[] sides = screen.split("x", 2);
        byte[] gif = found("min_gif_8x8_frame_4x4_at_2_2__border_must_be_transparent.gif.jpg");
        int width = Integer.parseInt(sides[0]) + 6;
        int height = Integer.parseInt(sides[1]) + 6;
        ByteBuffer.wrap(gif)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(6, (short) width)
                .putShort(8, (short) height);

        Rendition rendition =
                render(engines, gif, PictureFormat.WEBP, 100).renditions().getFirst();

        assertThat(rendition.spec().format()).isEqualTo(PictureFormat.WEBP);
        ScaleAndCrop shown = ScaleAndCrop.of(width, height, Box.of(100, 100), Fit.INSIDE);
        assertThat(rendition.size()).isEqualTo(new Size(shown.width(), shown.height()));
    }

    @Test
    void anAnimationThatBeginsWithAPartOfItsScreenKeepsItsFramesAndTheirTimes() throws Exception {
        byte[] first = found("min_gif_8x8_frame_4x4_at_2_2__border_must_be_transparent.gif.jpg");
        int frame = 13;
        ByteBuffer gif = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        gif.put(first, 0, frame);
        for (int hundredths : new int[] {10, 30}) {
            gif.put(new byte[] {0x21, (byte) 0xf9, 4, 4})
                    .putShort((short) hundredths)
                    .putShort((short) 0);
            gif.put(first, frame, first.length - 1 - frame);
            first[27] = -1; // Yellow instead of red, or the encoder would make one frame of both.
        }
        gif.put((byte) ';');
        byte[] bytes = new byte[gif.position()];
        gif.get(0, bytes);
        EngineChain moving = engines(new RenderOptions("#ffffff", Metadata.NONE, /* animated= */ true));

        Rendition webp =
                render(moving, bytes, PictureFormat.WEBP, WHOLE).renditions().getFirst();

        try (Arena arena = Arena.ofConfined()) {
            MemorySegment file = arena.allocateFrom(ValueLayout.JAVA_BYTE, webp.bytes());
            try (VipsImage image = libvips.open(file, "n=-1")) {
                assertThat(image.frames()).isEqualTo(2);
                assertThat(new Size(image.width(), image.height())).isEqualTo(new Size(8, 8));
                assertThat(libvips.ints(image.pointer(), "delay")).containsExactly(100, 300);
            }
        }
    }

    @Test
    void whatIsCutOffAnInterlacedGifIsTransparent() throws Exception {
        BufferedImage picture =
                rendered("gif_interlaced_truncated_95pct__missing_rows_black.gif.jpg", PictureFormat.PNG);

        assertThat(argb(picture, 0, 0) >>> 24).isEqualTo(255);
        assertThat(argb(picture, 299, 199)).isZero();
    }

    @Test
    void aGifOfWhichMuchIsCutOffIsRefused() throws Exception {
        byte[] gif = found("gif_interlaced_truncated_95pct__missing_rows_black.gif.jpg");

        assertThat(refusal(Arrays.copyOf(gif, gif.length / 2))).contains("incomplete");
    }

    /** As sharp shows it, which is with black-point compensation. */
    @ParameterizedTest
    @CsvSource({"550, 390, facc24", "30, 30, d53525", "100, 300, 3f3f80", "300, 150, ffffff"})
    void inkWithoutAProfileIsShownAsOthersShowIt(int x, int y, String rgb) throws Exception {
        BufferedImage picture = rendered("cmyk_without_profile__black_must_be_black.jpg", PictureFormat.PNG);

        assertColor(picture, x, y, Integer.parseInt(rgb, 16), 3);
    }

    @Test
    void allTheInkThereIsIsBlack() throws Exception {
        byte[] inks = new byte[8 * 8 * 4];
        Arrays.fill(inks, (byte) 255);
        byte[] tiff = new Tiffs(8, 8, 4, 8, SEPARATED, inks).bytes();

        assertColor(rendered(tiff), 4, 4, 0x000000, 3);
    }

    /** As Chromium shows them. */
    @ParameterizedTest
    @CsvSource({
        "min_png_gama1__128_must_become_188.png, 8, 8, bcbcbc",
        "png_gama_1.0_grey.png, 37, 25, a0a0a0",
        "png_gama_1.0_grey.png, 150, 100, e0e0e0",
        "png_gama_1.0_grey.png, 262, 175, e9e9e9",
        "png_gama_0.551_chrm.png, 37, 25, eb2727",
        "png_gama_0.551_chrm.png, 150, 100, cacaca",
        "png_gama_0.551_chrm.png, 37, 175, 344ce3",
        "min_png_cicp_p3__200_100_50_must_become_215_93_31.png, 8, 8, d75d1f",
        "png_cicp_p3.png, 37, 25, fb0000",
        "png_cicp_p3.png, 262, 25, 00cc0d",
        "png_cicp_p3.png, 37, 175, 223de5"
    })
    void thePngsGammaPrimariesAndTransferAreApplied(String file, int x, int y, String rgb) throws Exception {
        assertColor(rendered(file, PictureFormat.PNG), x, y, Integer.parseInt(rgb, 16), 2);
        assertColor(Pictures.decoded(portable(found(file)).bytes()), x, y, Integer.parseInt(rgb, 16), 2);
    }

    @ParameterizedTest
    @CsvSource({"37, 25, ff0000", "150, 100, fefefe", "262, 25, 00ff00", "150, 25, ff24fc"})
    void lightBeyondWhiteIsRolledOff(int x, int y, String rgb) throws Exception {
        assertColor(rendered("png_cicp_pq.png", PictureFormat.PNG), x, y, Integer.parseInt(rgb, 16), 12);
    }

    @Test
    void theFramesOfAPngDoNotCountAsTheyAreNeverDecoded() throws Exception {
        assertThat(sizeOf(rendered("min_png_actl_2001_frames__must_not_be_rejected.png", PictureFormat.PNG)))
                .isEqualTo(new Size(16, 16));
    }

    @Test
    void anAnimatedAvifIsShownByItsFirstFrame() throws Exception {
        BufferedImage picture = rendered("avif_anim.avif.jpg", PictureFormat.PNG);

        assertThat(sizeOf(picture)).isEqualTo(new Size(300, 200));
        assertColor(picture, 37, 25, 0xe71e1e, 4);
        assertColor(picture, 262, 50, 0x7f832e, 4);
    }

    /** As Chromium shows the same picture as a PNG. */
    @ParameterizedTest
    @CsvSource({
        "avif_cicp_p3.avif.jpg, 37, 25, fb0000, 6",
        "avif_cicp_p3.avif.jpg, 37, 175, 223de5, 6",
        "avif_pq.avif.jpg, 37, 25, ff0000, 12",
        "avif_pq.avif.jpg, 150, 100, fefefe, 12",
    })
    void theCodePointsOfAnAvifAreApplied(String file, int x, int y, String rgb, int tolerance) throws Exception {
        assertColor(rendered(file, PictureFormat.PNG), x, y, Integer.parseInt(rgb, 16), tolerance);
    }

    @Test
    void coloursAreDividedByTheAlphaThatTheyWereMultipliedBy() throws Exception {
        BufferedImage picture = rendered("avif_alpha_premult.avif.jpg", PictureFormat.PNG);

        int pixel = picture.getRGB(37, 25);
        assertThat(pixel >>> 24).isCloseTo(32, within(2));
        assertThat(pixel >> 16 & 0xff).isCloseTo(230, within(12));
        assertThat(pixel >> 8 & 0xff).isCloseTo(30, within(12));
        assertThat(pixel & 0xff).isCloseTo(30, within(12));
    }

    @ParameterizedTest
    @CsvSource({"8, 0", "24, 85", "40, 170", "56, 255"})
    void theRangeOfAGreyAvifIsExpanded(int x, int grey) throws Exception {
        byte[] file = Files.readAllBytes(Path.of("src/test/resources/pictures/limited-grey.avif"));

        assertColor(rendered(file), x, 24, grey * 0x010101, 3);
    }

    @Test
    void exifDataWithAnotherEndOfItsPreambleTurnsThePicture() throws Exception {
        BufferedImage picture = rendered("orient_6_exif00ff.jpg", PictureFormat.PNG);

        assertThat(sizeOf(picture)).isEqualTo(new Size(400, 600));
        // The corner that is stored at the top left is at the top right.
        assertColor(picture, 400 - 1 - 50, 75, 0xe61e1e, 6);
    }

    @Test
    void aPhotographOfTheSensorIsCalledRaw() {
        byte[] dng = new Tiffs(8, 6, 1, 8, 1, new byte[48]).with(50706, 1).bytes();

        assertThat(refusal(dng)).contains("RAW");
    }

    private static Rendition portable(byte[] file) throws RejectedPictureException {
        return render(
                        new EngineChain(List.of(new ThumbnailatorEngine(RenderOptions.DEFAULT))),
                        file,
                        PictureFormat.PNG,
                        WHOLE)
                .renditions()
                .getFirst();
    }

    private String refusal(byte[] file) {
        try {
            return "resized by "
                    + render(engines, file, PictureFormat.PNG, WHOLE).engine();
        } catch (RejectedPictureException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private BufferedImage rendered(String file, PictureFormat format) throws Exception {
        return Pictures.decoded(render(engines, found(file), format, WHOLE)
                .renditions()
                .getFirst()
                .bytes());
    }

    private BufferedImage rendered(byte[] file) throws Exception {
        return Pictures.decoded(render(engines, file, PictureFormat.PNG, WHOLE)
                .renditions()
                .getFirst()
                .bytes());
    }

    private static EngineChain.Rendered render(EngineChain engines, byte[] source, PictureFormat format, int box)
            throws RejectedPictureException {
        try (PictureFile file = PictureFile.of(source)) {
            return engines.render(file, List.of(new RenditionSpec("a", Box.of(box, box), Fit.INSIDE, format, 95)));
        }
    }

    private static byte[] found(String name) throws IOException {
        return Files.readAllBytes(Path.of("src/test/resources/found", name));
    }

    private static Size sizeOf(BufferedImage picture) {
        return new Size(picture.getWidth(), picture.getHeight());
    }

    private static void assertColor(BufferedImage picture, int x, int y, int rgb, int tolerance) {
        int actual = argb(picture, x, y);
        assertThat(actual >>> 24).isEqualTo(255);
        for (int shift = 0; shift < 24; shift += 8) {
            assertThat(actual >> shift & 0xff)
                    .as("%06x at %d,%d", actual & 0xffffff, x, y)
                    .isCloseTo(rgb >> shift & 0xff, within(tolerance));
        }
    }

    /** Java would convert grey pictures to sRGB as if they were linear. */
    private static int argb(BufferedImage picture, int x, int y) {
        return picture.getRaster().getNumBands() == 1
                ? 0xff000000 | 0x010101 * picture.getRaster().getSample(x, y, 0)
                : picture.getRGB(x, y);
    }
}
