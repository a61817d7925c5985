package imageresizer.picture.render;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import imageresizer.picture.Box;
import imageresizer.picture.Fit;
import imageresizer.picture.Jpegs;
import imageresizer.picture.Limits;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Pictures;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.RenderOptions.Metadata;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.Size;
import imageresizer.picture.probe.Exif;
import imageresizer.picture.probe.JpegSegments;
import imageresizer.picture.probe.PictureHeader;
import imageresizer.picture.probe.PictureProbe;
import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine must do. A subclass for each engine says how to make one. */
public abstract class EngineContractTest {

    private static final Duration HANG = Duration.ofMinutes(5);

    protected abstract Engine engine(RenderOptions options);

    @ParameterizedTest
    @CsvSource({
        "4000, 3000, 800, 600",
        "3000, 4000, 600, 800",
        "10, 7, 10, 7",
        "5000, 20, 800, 3",
        "20, 5000, 3, 800",
        "1, 9000, 1, 800",
        "9000, 1, 800, 1",
        "1, 1, 1, 1"
    })
    void fitsThePictureInsideTheBoxWithoutEnlargingIt(int width, int height, int newWidth, int newHeight)
            throws Exception {
        byte[] source = Pictures.encoded(Pictures.quarters(width, height), "png");

        Rendition rendition = render(source, spec(Box.of(800, 800), Fit.INSIDE, PictureFormat.PNG, 80));

        assertThat(rendition.size()).isEqualTo(new Size(newWidth, newHeight));
        assertThat(sizeOf(Pictures.decoded(rendition.bytes()))).isEqualTo(rendition.size());
    }

    @ParameterizedTest
    @CsvSource({
        "INSIDE, 100, 100, 100x75",
        "COVER, 100, 100, 100x100",
        "FILL, 100, 100, 100x100",
        "COVER, 60, 90, 60x90",
        "COVER, 800, 800, 300x300",
        "FILL, 800, 50, 400x50",
        "COVER, 800, 200, 400x100"
    })
    void fitsAsAskedWithoutEnlarging(Fit fit, int width, int height, String size) throws Exception {
        byte[] source = Pictures.encoded(Pictures.quarters(400, 300), "png");

        Rendition rendition = render(source, spec(Box.of(width, height), fit, PictureFormat.PNG, 80));

        assertThat(rendition.size()).hasToString(size);
        BufferedImage picture = Pictures.decoded(rendition.bytes());
        assertThat(sizeOf(picture)).hasToString(size);
        assertThat(Pictures.meanDifference(picture, Pictures.quarters(picture.getWidth(), picture.getHeight())))
                .isLessThan(5);
    }

    @Test
    void coverKeepsTheMiddle() throws Exception {
        BufferedImage source = Pictures.plain(900, 300, 0);
        source.createGraphics().drawImage(Pictures.plain(300, 300, 0xff0000), 300, 0, null);

        BufferedImage middle = rendered(Pictures.encoded(source, "png"), Fit.COVER, 100, 100);

        assertThat(new Color(middle.getRGB(5, 50)).getRed()).isGreaterThan(240);
        assertThat(new Color(middle.getRGB(94, 50)).getRed()).isGreaterThan(240);
    }

    @Test
    void anOpenSideFollowsFromThePicturesShape() throws Exception {
        byte[] source = Pictures.encoded(Pictures.quarters(400, 300), "png");

        assertThat(render(source, spec(Box.ofWidth(200), Fit.COVER, PictureFormat.PNG, 80))
                        .size())
                .hasToString("200x150");
        assertThat(render(source, spec(Box.ofHeight(30), Fit.INSIDE, PictureFormat.PNG, 80))
                        .size())
                .hasToString("40x30");
    }

    @Test
    void makesEveryRenditionInTheOrderOfTheSpecs() throws Exception {
        byte[] source = Pictures.encoded(Pictures.quarters(400, 300), "jpg");
        List<RenditionSpec> specs = List.of(
                spec(Box.of(50, 50), Fit.INSIDE, PictureFormat.JPEG, 80),
                spec(Box.of(200, 200), Fit.COVER, PictureFormat.PNG, 80),
                spec(Box.of(100, 100), Fit.INSIDE, PictureFormat.JPEG, 10));

        List<Rendition> renditions = engine().render(source, specs);

        assertThat(renditions).extracting(Rendition::spec).isEqualTo(specs);
        assertThat(renditions)
                .extracting(rendition -> rendition.size().toString())
                .containsExactly("50x38", "200x200", "100x75");
    }

    @ParameterizedTest
    @CsvSource({
        "progressive.jpg", "rgb.jpg", "palette.png", "lossy.webp", "lossless.webp", "animated.webp", "interlaced.gif",
        "animated.gif", "lzw.tif", "tiled.tif", "jpeg.tif", "palette.tif", "two-pages.tif", "orientation-6.png",
        "orientation-6.webp", "orientation-6.tif"
    })
    void showsWhatTheFileShows(String file) throws Exception {
        BufferedImage picture = rendered(fixture(file), Fit.INSIDE, 32, 24);

        assertThat(Pictures.meanDifference(picture, Pictures.quarters(32, 24))).isLessThan(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grey.jpg", "grey.tif"})
    void greyKeepsItsBrightness(String file) throws Exception {
        BufferedImage picture = rendered(fixture(file), Fit.INSIDE, 64, 48);

        for (Corner corner : Corner.ALL) {
            Color colour = new Color(corner.colour);
            int brightness = (int) (0.299 * colour.getRed() + 0.587 * colour.getGreen() + 0.114 * colour.getBlue());
            assertThat(corner.sample(picture)).as("%s of %s", corner, file).isCloseTo(brightness, within(4));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cmyk.jpg", "ycck.jpg", "cmyk.tif"})
    void inkWithoutAProfileLooksAsPrinted(String file) throws Exception {
        BufferedImage picture = rendered(fixture(file), Fit.INSIDE, 64, 48);

        for (Corner corner : Corner.ALL) {
            assertThat(difference(corner.rgb(picture), corner.printed))
                    .as("%s of %s", corner, file)
                    .isLessThan(12);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"palette-alpha.png", "lossy-alpha.webp", "lossless-alpha.webp", "alpha.gif", "alpha.tif"})
    void transparencyStaysInPngAndIsFilledInJpeg(String file) throws Exception {
        RenderOptions onYellow = new RenderOptions("#ffcc00", Metadata.NONE, false);

        BufferedImage png = Pictures.decoded(
                render(engine(onYellow), fixture(file), PictureFormat.PNG).bytes());
        BufferedImage jpeg = Pictures.decoded(
                render(engine(onYellow), fixture(file), PictureFormat.JPEG).bytes());

        assertThat(png.getRGB(8, 8) >>> 24).isZero();
        assertThat(difference(png.getRGB(48, 8), 0xff00ff00)).isLessThan(6);
        assertThat(png.getRGB(48, 8) >>> 24).isEqualTo(255);
        assertThat(difference(jpeg.getRGB(8, 8), 0xffcc00)).isLessThan(6);
        assertThat(difference(jpeg.getRGB(48, 8), 0x00ff00)).isLessThan(6);
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_USHORT_GRAY, BufferedImage.TYPE_BYTE_GRAY})
    void sixteenBitsBecomeEight(int type) throws Exception {
        BufferedImage ramp = new BufferedImage(256, 16, type);
        for (int x = 0; x < 256; x++) {
            for (int y = 0; y < 16; y++) {
                ramp.getRaster().setSample(x, y, 0, type == BufferedImage.TYPE_USHORT_GRAY ? x * 257 : x);
            }
        }

        BufferedImage picture = Pictures.decoded(
                render(Pictures.encoded(ramp, "png"), spec(Box.of(256, 256), Fit.INSIDE, PictureFormat.PNG, 80))
                        .bytes());

        for (int x = 0; x < 256; x++) {
            assertThat(picture.getRaster().getSample(x, 8, 0)).isEqualTo(x);
        }
    }

    @Test
    void everyOrientationIsTurnedUpright() throws Exception {
        BufferedImage upright = Pictures.quarters(64, 48);
        for (int orientation = 0; orientation <= 9; orientation++) {
            byte[] source = new Jpegs(Pictures.encoded(Pictures.stored(upright, orientation), "jpg"))
                    .withSegment(JpegSegments.APP1, Jpegs.exif(orientation))
                    .bytes();

            BufferedImage picture = rendered(source, Fit.INSIDE, 64, 48);

            assertThat(sizeOf(picture))
                    .as("size at orientation %d", orientation)
                    .hasToString("64x48");
            assertThat(Pictures.meanDifference(picture, upright))
                    .as("orientation %d", orientation)
                    .isLessThan(6);
        }
    }

    @Test
    void finePatternsTurnGreyInsteadOfIntoFalseOnes() throws Exception {
        byte[] source = Pictures.encoded(Pictures.checkerboard(3000, 3000), "png");

        BufferedImage picture = rendered(source, Fit.INSIDE, 400, 400);

        assertThat(Pictures.standardDeviation(picture)).isLessThan(5);
    }

    @Test
    void aBetterQualityTakesMoreBytes() throws Exception {
        byte[] source = Pictures.encoded(Pictures.colourful(400, 300), "png");
        int before = 0;
        for (int quality : new int[] {1, 20, 50, 80, 90, 100}) {
            int bytes = render(source, spec(Box.of(300, 300), Fit.INSIDE, PictureFormat.JPEG, quality))
                    .bytes()
                    .length;
            assertThat(bytes).as("bytes at quality %d", quality).isGreaterThan(before);
            before = bytes;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 49, 50, 75, 80, 95, 100})
    void theQualityIsTheOneOfLibjpegsScale(int quality) throws Exception {
        byte[] source = Pictures.encoded(Pictures.colourful(64, 48), "png");

        byte[] jpeg = render(source, spec(Box.of(32, 32), Fit.INSIDE, PictureFormat.JPEG, quality))
                .bytes();

        int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        // The tables of ITU-T T.81, K.1 and K.2, begin with 16 and 17.
        assertThat(Jpegs.firstQuantisers(jpeg))
                .containsExactly(
                        Math.clamp((16 * scale + 50) / 100, 1, 255), Math.clamp((17 * scale + 50) / 100, 1, 255));
    }

    @Test
    void aProfileIsAppliedAndLeftOut() throws Exception {
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] source = Jpegs.of(Pictures.plain(64, 48, 0x808080))
                .withProfile(linear, 1)
                .bytes();

        byte[] rendition = render(source, spec(Box.of(32, 32), Fit.INSIDE, PictureFormat.JPEG, 90))
                .bytes();

        // 128 of 255 in linear light is 188 in sRGB (IEC 61966-2-1).
        assertThat(Pictures.decoded(rendition).getRGB(16, 12) & 0xff).isCloseTo(188, within(2));
        assertThat(new String(rendition, ISO_8859_1)).doesNotContain("ICC_PROFILE");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_BYTE_INDEXED,
                BufferedImage.TYPE_BYTE_GRAY
            })
    void theProfileOfAPngIsApplied(int type) throws Exception {
        boolean grey = type == BufferedImage.TYPE_BYTE_GRAY;
        BufferedImage image = new BufferedImage(32, 32, type);
        if (grey) {
            image.getRaster()
                    .setSamples(
                            0,
                            0,
                            32,
                            32,
                            0,
                            IntStream.generate(() -> 0x99).limit(1024).toArray());
        } else {
            // 0x99 is in Java's own palette.
            image.createGraphics().drawImage(Pictures.plain(32, 32, 0x999999), 0, 0, null);
        }
        ICC_Profile profile = ICC_Profile.getInstance(grey ? ColorSpace.CS_GRAY : ColorSpace.CS_LINEAR_RGB);

        byte[] source = Pictures.withProfile(Pictures.encoded(image, "png"), profile.getData());
        BufferedImage picture = rendered(source, Fit.INSIDE, 16, 16);

        // 153 of 255 in linear light is 203 in sRGB (IEC 61966-2-1).
        assertThat(picture.getRaster().getSample(8, 8, 0)).isCloseTo(203, within(2));
    }

    @Test
    void noMetadataLeavesTheFunctionByDefault() throws Exception {
        for (PictureFormat format : new PictureFormat[] {PictureFormat.JPEG, PictureFormat.PNG}) {
            byte[] rendition = render(engine(), withMetadata(), format).bytes();

            assertThat(new String(rendition, ISO_8859_1))
                    .doesNotContain("Exif", "eXIf", "Ada", "GPS", "http://ns.adobe.com", "some comment");
        }
    }

    @Test
    void copyrightIsKeptWithoutThePosition() throws Exception {
        Engine engine = engine(new RenderOptions("#ffffff", Metadata.COPYRIGHT, false));
        for (PictureFormat format : new PictureFormat[] {PictureFormat.JPEG, PictureFormat.PNG}) {
            Rendition rendition = render(engine, withMetadata(), format);

            assertThat(new String(rendition.bytes(), ISO_8859_1))
                    .contains("Ada", "(c) Ada")
                    .doesNotContain("Canon", "ASCII");
            Exif exif =
                    new PictureProbe(Limits.DEFAULT).probe(rendition.bytes()).exif();
            // Artist and copyright; at most the harmless ones besides: orientation, resolution, an empty directory.
            assertThat(exif.toString()).matches("Exif\\[(274, 282, 283, 296, )?315, 33432(, 34665)?]");
            assertThat(Pictures.decoded(rendition.bytes()).getWidth()).isEqualTo(48);
        }
    }

    @Test
    void allMetadataMeansUprightAndWithoutThumbnail() throws Exception {
        Engine engine = engine(new RenderOptions("#ffffff", Metadata.ALL, false));
        for (PictureFormat format : new PictureFormat[] {PictureFormat.JPEG, PictureFormat.PNG}) {
            byte[] rendition = render(engine, withMetadata(), format).bytes();

            assertThat(new String(rendition, ISO_8859_1))
                    .contains("Ada", "Canon")
                    .doesNotContain("THUMBNAIL");
            Exif exif = new PictureProbe(Limits.DEFAULT).probe(rendition).exif();
            assertThat(exif.orientation()).isEqualTo(Exif.UPRIGHT);
            assertThat(exif.toString()).contains("34853");
        }
    }

    @ParameterizedTest
    @EnumSource(PictureFormat.class)
    void writesWhatItSaysAndElseTheNextBest(PictureFormat format) throws Exception {
        Engine engine = engine();

        Rendition opaque = render(engine, fixture("progressive.jpg"), format);
        Rendition transparent = render(engine, fixture("palette-alpha.png"), format);

        assertThat(opaque.spec().format()).isEqualTo(engine.writes(format) ? format : PictureFormat.JPEG);
        assertThat(transparent.spec().format()).isEqualTo(engine.writes(format) ? format : PictureFormat.PNG);
        assertThat(PictureFormat.of(opaque.bytes())).contains(opaque.spec().format());
        assertThat(PictureFormat.of(transparent.bytes()))
                .contains(transparent.spec().format());
    }

    @ParameterizedTest
    @EnumSource(MalformedJpegs.class)
    void aMalformedJpegIsResizedRightOrRejectedWithAReason(MalformedJpegs malformed) {
        byte[] source = malformed.file();
        Assertions.assertTimeoutPreemptively(HANG, () -> {
            try {
                BufferedImage picture = rendered(source, Fit.INSIDE, 80, 60);
                assertThat(sizeOf(picture)).hasToString("80x60");
                assertThat(Pictures.meanDifference(picture, MalformedJpegs.shown(80, 60)))
                        .isLessThan(malformed.tolerance());
            } catch (RejectedPictureException e) {
                assertThat(e.getMessage()).contains(" ").endsWith(".");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void aFileCutAnywhereIsResizedAsTheWholeOrRejected(String file) throws Exception {
        byte[] whole = fixture(file);
        assumeTrue(isShown(whole), () -> engine().name() + " does not read " + file);
        Rendition right = render(whole, spec(Box.of(32, 32), Fit.INSIDE, PictureFormat.PNG, 80));
        for (int length = 0; length < whole.length; length += 1 + whole.length / 60) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                Rendition shown = render(cut, spec(Box.of(32, 32), Fit.INSIDE, PictureFormat.PNG, 80));
                assertThat(shown.size()).as("%s cut to %d", file, length).isEqualTo(right.size());
                assertThat(Pictures.meanDifference(Pictures.decoded(shown.bytes()), Pictures.decoded(right.bytes())))
                        .as("%s cut to %d of %d bytes", file, length, whole.length)
                        .isLessThan(30);
            } catch (RejectedPictureException e) {
                assertThat(e.getMessage()).endsWith(".");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void nothingIsEnlarged(String file) throws Exception {
        byte[] source = fixture(file);
        assumeTrue(isShown(source), () -> engine().name() + " does not read " + file);
        for (Fit fit : Fit.values()) {
            BufferedImage picture = rendered(source, fit, 500, 500);

            int side = fit == Fit.COVER ? 48 : 64;
            assertThat(sizeOf(picture)).as("%s of %s", fit, file).isEqualTo(new Size(side, 48));
        }
    }

    private boolean isShown(byte[] source) {
        try {
            return rendered(source, Fit.INSIDE, 8, 8).getWidth() > 0;
        } catch (RejectedPictureException e) {
            return false;
        }
    }

    public static List<String> fixtures() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/pictures"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.endsWith(".md") && !name.endsWith(".py"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"animated.webp, 12", "lossy-alpha.webp, 12", "lossless.webp, 12", "animated.gif, 0", "alpha.tif, 0"})
    void whateverABytesValueIsTheFileIsResizedOrRejected(String file, int first) throws Exception {
        byte[] whole = fixture(file);
        Assertions.assertTimeoutPreemptively(HANG, () -> {
            for (int at = first; at < Math.min(whole.length, 160); at++) {
                byte[] changed = whole.clone();
                changed[at] = (byte) 0xff;
                try {
                    PictureHeader header = new PictureProbe(Limits.ofPixels(4_000_000)).probe(changed);
                    assertThat(rendered(changed, Fit.INSIDE, 32, 24).getWidth())
                            .isLessThanOrEqualTo(header.size().width());
                } catch (RejectedPictureException e) {
                    assertThat(e.getMessage()).endsWith(".");
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0xd5, 0x3c, 0x00, 0xff})
    void aDamagedRestartMarkerCostsNoMoreThanWhatFollowsIt(int damaged) throws Exception {
        byte[] whole = fixture("restarts.jpg");
        for (int at = 0; at < whole.length - 1; at++) {
            if (whole[at] == (byte) 0xff && (whole[at + 1] & 0xf8) == 0xd0) {
                byte[] source = whole.clone();
                source[at + 1] = (byte) damaged;
                try {
                    assertThat(Pictures.meanDifference(rendered(source, Fit.INSIDE, 32, 24), Pictures.quarters(32, 24)))
                            .isLessThan(40);
                } catch (RejectedPictureException e) {
                    assertThat(e.getMessage()).endsWith(".");
                }
            }
        }
    }

    @Test
    void aPngWithAWrongByteIsRejectedInsteadOfShownAsItDecodes() {
        byte[] source = Pictures.encoded(Pictures.checkerboard(200, 150), "png");
        source[source.length / 2] ^= 0x10;

        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> rendered(source, Fit.INSIDE, 80, 60))
                .withMessageContaining("damaged");
    }

    @Test
    void aGifScreenTooSmallForItsFirstFrameGrowsWithIt() throws Exception {
        byte[] gif = Pictures.encoded(Pictures.quarters(64, 48), "gif");
        gif[8] = 20;

        Rendition rendition = render(gif, spec(Box.of(32, 32), Fit.INSIDE, PictureFormat.PNG, 80));

        Size probed = new PictureProbe(Limits.DEFAULT).probe(gif).size();
        assertThat(probed).hasToString("64x48");
        assertThat(rendition.size()).hasToString("32x24");
        assertThat(Pictures.meanDifference(Pictures.decoded(rendition.bytes()), Pictures.quarters(32, 24)))
                .isLessThan(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Dear diary", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "P1 1 1 1"})
    void whatIsNoPictureIsRefused(String content) {
        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> render(engine(), content.getBytes(UTF_8), PictureFormat.JPEG))
                .withMessageMatching("The file.+\\.");
    }

    protected final Engine engine() {
        return engine(RenderOptions.DEFAULT);
    }

    protected static byte[] fixture(String name) throws IOException {
        return Files.readAllBytes(Path.of("src/test/resources/pictures", name));
    }

    protected static RenditionSpec spec(Box box, Fit fit, PictureFormat format, int quality) {
        return new RenditionSpec(box.toString(), box, fit, format, quality);
    }

    protected final Rendition render(byte[] source, RenditionSpec spec) throws RejectedPictureException {
        return engine().render(source, List.of(spec)).getFirst();
    }

    protected final BufferedImage rendered(byte[] source, Fit fit, int width, int height)
            throws RejectedPictureException {
        return Pictures.decoded(render(source, spec(Box.of(width, height), fit, PictureFormat.PNG, 80))
                .bytes());
    }

    private static Rendition render(Engine engine, byte[] source, PictureFormat format)
            throws RejectedPictureException {
        return engine.render(source, List.of(spec(Box.of(64, 64), Fit.INSIDE, format, 95)))
                .getFirst();
    }

    /** Lying on its side, by Ada, with a position, a thumbnail, XMP and a comment. */
    private static byte[] withMetadata() {
        return Jpegs.of(Pictures.quarters(64, 48))
                .withSegment(JpegSegments.APP1, "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>".getBytes(ISO_8859_1))
                .withSegment(JpegSegments.COM, "some comment".getBytes(ISO_8859_1))
                .withSegment(JpegSegments.APP1, Jpegs.fullExif())
                .bytes();
    }

    private static Size sizeOf(BufferedImage picture) {
        return new Size(picture.getWidth(), picture.getHeight());
    }

    private static Offset<Integer> within(int most) {
        return Offset.offset(most);
    }

    /** The largest of the channels' differences. */
    private static int difference(int one, int other) {
        int most = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            most = Math.max(most, Math.abs((one >> shift & 0xff) - (other >> shift & 0xff)));
        }
        return most;
    }

    /** The middle of a quarter. */
    private record Corner(double x, double y, int colour, int printed) {

        /** Magenta and yellow, cyan and yellow, cyan and magenta on coated paper, as libvips has them. */
        private static final List<Corner> ALL = List.of(
                new Corner(0.25, 0.25, 0xff0000, 0xe80000),
                new Corner(0.75, 0.25, 0x00ff00, 0x008d2d),
                new Corner(0.25, 0.75, 0x0000ff, 0x200675),
                new Corner(0.75, 0.75, 0xffffff, 0xffffff));

        private int rgb(BufferedImage picture) {
            return picture.getRGB((int) (x * picture.getWidth()), (int) (y * picture.getHeight()));
        }

        /** Java converts its grey pictures to sRGB as if they were linear, so the sample is looked at itself. */
        private int sample(BufferedImage picture) {
            return picture.getRaster().getSample((int) (x * picture.getWidth()), (int) (y * picture.getHeight()), 0);
        }
    }
}
