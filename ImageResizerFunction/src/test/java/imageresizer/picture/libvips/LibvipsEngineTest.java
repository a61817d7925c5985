package imageresizer.picture.libvips;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import imageresizer.picture.Box;
import imageresizer.picture.Budgets;
import imageresizer.picture.Fit;
import imageresizer.picture.PictureFile;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Pictures;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.RenderOptions.Metadata;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.Size;
import imageresizer.picture.UnusablePictureException;
import imageresizer.picture.WhileItArrives;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LibvipsEngineTest {
    private static final Path CORPUS = Path.of("../../shared/corpus/exif-orientation");

    private final Libvips libvips = NativeLibvips.get();
    private final LibvipsEngine engine = new LibvipsEngine(libvips, RenderOptions.DEFAULT);

    @Test
    void whatTakesMoreMemoryThanTheFunctionHasIsRefusedBeforeItIsDecoded() throws Exception {
        byte[] source = Files.readAllBytes(Path.of("src/test/resources/found/avif_100_megapixels_in_1816_bytes.jpg"));
        LibvipsEngine small = new LibvipsEngine(libvips, RenderOptions.DEFAULT, Budgets.ofFunction(1024));

        assertThatExceptionOfType(UnusablePictureException.class)
                .isThrownBy(() -> render(small, source, inside(800)))
                .satisfies(refusal -> {
                    assertThat(refusal.isForMemory()).isTrue();
                    assertThat(refusal).hasMessageContainingAll("10,000 x 10,000", "MemorySize to at least", "MB");
                });
        assertThat(libvips.trackedMemory()).isZero();
    }

    @Test
    void anAnimationOfTooManyPixelsAltogetherIsRefusedIfItShallStayOne() throws Exception {
        byte[] gif = movingGif(20, 20, Color.RED, Color.GREEN);
        ByteBuffer.wrap(gif)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(6, (short) 30_000)
                .putShort(8, (short) 30_000);
        LibvipsEngine animating = new LibvipsEngine(libvips, new RenderOptions("#ffffff", Metadata.NONE, true));

        assertThatExceptionOfType(UnusablePictureException.class)
                .isThrownBy(() -> render(animating, gif, insideAs(PictureFormat.WEBP, 60)))
                .withMessageContaining("1,800,000,000 pixels in all");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png"})
    void aTransferThatBreaksOffIsNotTakenForDamage(String format) throws Exception {
        byte[] whole = Pictures.encoded(Pictures.quarters(1000, 700), format);

        for (int bytes : new int[] {300, whole.length / 2, whole.length - 1}) {
            try (PictureFile broken = WhileItArrives.brokenAfter(bytes, whole)) {
                assertThatExceptionOfType(UncheckedIOException.class)
                        .isThrownBy(() -> engine.render(broken, List.of(inside(64))))
                        .withMessageContaining("ended after " + bytes + " bytes");
            }
        }
        assertThat(engine.render(whole, List.of(inside(64)))).hasSize(1);
        assertThat(libvips.trackedMemory()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "4000, 3000, INSIDE, 800, 600",
        "3000, 4000, INSIDE, 600, 800",
        "10, 7, INSIDE, 10, 7",
        "5000, 20, INSIDE, 800, 3",
        "1, 9000, INSIDE, 1, 800",
        "1600, 900, COVER, 800, 800",
        "700, 900, COVER, 700, 700",
        "1600, 900, FILL, 800, 800",
        "700, 900, FILL, 700, 800"
    })
    void fitsThePictureIntoABoxOf800WithoutEnlargingIt(int width, int height, Fit fit, int newWidth, int newHeight)
            throws Exception {
        byte[] source = Pictures.encoded(Pictures.quarters(width, height), "png");

        Rendition rendition =
                render(engine, source, new RenditionSpec("a", Box.of(800, 800), fit, PictureFormat.PNG, 80));

        assertThat(rendition.size()).isEqualTo(new Size(newWidth, newHeight));
        assertThat(sizeOf(Pictures.decoded(rendition.bytes()))).isEqualTo(rendition.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void makesEverySizeInTheOrderOfTheSpecs(String format) throws Exception {
        byte[] source = Pictures.encoded(Pictures.quarters(3000, 2000), format);
        List<RenditionSpec> specs = List.of(
                inside(100),
                inside(1500),
                new RenditionSpec("wide", Box.of(900, 30), Fit.FILL, PictureFormat.JPEG, 80),
                inside(1400),
                new RenditionSpec("tall", Box.of(30, 900), Fit.FILL, PictureFormat.JPEG, 80),
                new RenditionSpec("square", Box.of(300, 300), Fit.COVER, PictureFormat.JPEG, 80));

        List<Rendition> renditions = engine.render(source, specs);

        assertThat(renditions).extracting(Rendition::spec).isEqualTo(specs);
        assertThat(renditions)
                .extracting(rendition -> sizeOf(Pictures.decoded(rendition.bytes())))
                .containsExactly(
                        new Size(100, 67),
                        new Size(1500, 1000),
                        new Size(900, 30),
                        new Size(1400, 933),
                        new Size(30, 900),
                        new Size(300, 300))
                .isEqualTo(renditions.stream().map(Rendition::size).toList());
        for (Rendition rendition : renditions) {
            assertQuarters(Pictures.decoded(rendition.bytes()));
        }
    }

    @Test
    void coverKeepsTheMiddle() throws Exception {
        BufferedImage image = new BufferedImage(900, 300, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(300, 0, 300, 300);
        graphics.dispose();

        BufferedImage middle = Pictures.decoded(render(
                        engine,
                        Pictures.encoded(image, "png"),
                        new RenditionSpec("a", Box.of(100, 100), Fit.COVER, PictureFormat.PNG, 80))
                .bytes());

        assertThat(color(middle, 5, 50).getRed()).isGreaterThan(240);
        assertThat(color(middle, 94, 50).getRed()).isGreaterThan(240);
    }

    @Test
    void fineDetailBecomesGreyInsteadOfAPatternThatIsNotThere() throws Exception {
        byte[] source = Pictures.encoded(Pictures.checkerboard(3000, 3000), "png");

        for (Rendition rendition :
                engine.render(source, List.of(insideAs(PictureFormat.PNG, 400), insideAs(PictureFormat.PNG, 150)))) {
            assertThat(Pictures.standardDeviation(Pictures.decoded(rendition.bytes())))
                    .isLessThan(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Landscape", "Portrait"})
    void turnsEveryOrientationUpright(String set) throws Exception {
        assumeTrue(Files.isDirectory(CORPUS), "skipped: the corpus of real pictures is not beside this checkout");
        BufferedImage upright = Pictures.decoded(renderOf(set, 1, 300).bytes());
        for (int orientation = 0; orientation <= 8; orientation++) {
            for (int box : new int[] {300, 60}) {
                assertThat(renderOf(set, orientation, box).size())
                        .as("size of %s_%d in %d", set, orientation, box)
                        .isEqualTo(renderOf(set, 1, box).size());
            }
            assertThat(Pictures.meanDifference(
                            Pictures.decoded(renderOf(set, orientation, 300).bytes()), upright))
                    .as("difference of %s_%d from upright", set, orientation)
                    .isLessThan(6);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JPEG", "PNG", "WEBP", "AVIF"})
    void writesTheFormatAndReadsItAgain(PictureFormat format) throws Exception {
        byte[] source = Pictures.encoded(Pictures.quarters(400, 300), "png");

        Rendition first = render(engine, source, insideAs(format, 200));
        Rendition second = render(engine, first.bytes(), insideAs(PictureFormat.PNG, 100));

        assertThat(engine.writes(format)).isTrue();
        assertThat(PictureFormat.of(first.bytes())).contains(format);
        assertThat(second.size()).isEqualTo(new Size(100, 75));
        assertQuarters(Pictures.decoded(second.bytes()));
    }

    @ParameterizedTest
    @CsvSource({"true, PNG", "false, JPEG"})
    void writesAFormatThatItHasInsteadOfOneThatItHasNot(boolean transparent, PictureFormat instead) throws Exception {
        BufferedImage image =
                new BufferedImage(30, 20, transparent ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);

        Rendition rendition = render(engine, Pictures.encoded(image, "png"), insideAs(PictureFormat.GIF, 10));

        assertThat(rendition.spec().format()).isEqualTo(instead);
        assertThat(PictureFormat.of(rendition.bytes())).contains(instead);
    }

    @Test
    void aBetterQualityTakesMoreBytes() throws Exception {
        byte[] source = Pictures.encoded(Pictures.quarters(400, 300), "png");

        assertThat(render(engine, source, new RenditionSpec("a", Box.of(333, 333), Fit.INSIDE, PictureFormat.JPEG, 95))
                        .bytes()
                        .length)
                .isGreaterThan(render(
                                engine,
                                source,
                                new RenditionSpec("a", Box.of(333, 333), Fit.INSIDE, PictureFormat.JPEG, 40))
                        .bytes()
                        .length);
    }

    @Test
    void transparencyShowsTheBackgroundWhereTheFormatHasNone() throws Exception {
        BufferedImage image = new BufferedImage(200, 100, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.GREEN);
        graphics.fillRect(0, 0, 100, 100);
        graphics.dispose();
        byte[] source = Pictures.encoded(image, "png");
        LibvipsEngine onRed = new LibvipsEngine(libvips, new RenderOptions("#ff0000", Metadata.NONE, false));

        BufferedImage jpeg = Pictures.decoded(render(onRed, source, inside(50)).bytes());
        BufferedImage png = Pictures.decoded(
                render(onRed, source, insideAs(PictureFormat.PNG, 50)).bytes());

        assertColor(color(jpeg, 40, 12), Color.RED);
        assertColor(color(jpeg, 10, 12), Color.GREEN);
        assertThat(png.getRGB(40, 12) >>> 24).isZero();
        assertColor(color(png, 10, 12), Color.GREEN);
    }

    @Test
    void anEmbeddedColourProfileIsAppliedAndNotPassedOn() throws Exception {
        byte[] jpeg = Pictures.encoded(filled(new Color(128, 128, 128)), "jpg");
        byte[] source = JpegWith.segment(
                jpeg,
                JpegWith.ICC_PROFILE,
                "ICC_PROFILE\0\1\1".getBytes(US_ASCII),
                ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData());

        byte[] rendition =
                render(engine, source, insideAs(PictureFormat.PNG, 20)).bytes();

        // Half of the light, as sRGB writes it.
        assertColor(color(Pictures.decoded(rendition), 10, 10), new Color(188, 188, 188));
        assertThat(new String(rendition, ISO_8859_1)).doesNotContain("iCCP");
    }

    @Test
    void aBrokenColourProfileIsIgnored() throws Exception {
        byte[] source = JpegWith.segment(
                Pictures.encoded(filled(Color.ORANGE), "jpg"),
                JpegWith.ICC_PROFILE,
                "ICC_PROFILE\0\1\1".getBytes(US_ASCII),
                new byte[300]);

        assertColor(color(Pictures.decoded(render(engine, source, inside(20)).bytes()), 10, 10), Color.ORANGE);
    }

    @Test
    void sixteenBitsBecomeEight() throws Exception {
        BufferedImage grey = new BufferedImage(64, 64, BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < 64 * 64; i++) {
            grey.getRaster().setSample(i % 64, i / 64, 0, 0x8000);
        }

        BufferedImage png =
                Pictures.decoded(render(engine, Pictures.encoded(grey, "png"), insideAs(PictureFormat.PNG, 32))
                        .bytes());

        assertThat(png.getSampleModel().getSampleSize(0)).isEqualTo(8);
        assertThat(png.getRaster().getSample(16, 16, 0)).isCloseTo(128, within(1));
    }

    @ParameterizedTest
    @CsvSource({
        "jpg, 50, false",
        "jpg, 90, false",
        "jpg, 99, false",
        "jpg, 50, true",
        "jpg, 99, true",
        "png, 50, false",
        "png, 90, false",
        "png, 50, true"
    })
    void aPictureOfWhichTheRestIsMissingOrZeroIsRefused(String format, int percent, boolean zero) throws Exception {
        byte[] source = Pictures.encoded(noise(600, 400), format);
        assertThat(render(engine, source, inside(300)).size()).isEqualTo(new Size(300, 200));
        int at = source.length * percent / 100;
        byte[] damaged = Arrays.copyOf(Arrays.copyOf(source, at), zero ? source.length : at);

        assertThatExceptionOfType(UnusablePictureException.class)
                .isThrownBy(() -> render(engine, damaged, inside(300)))
                .withMessageContaining("damaged")
                .withCauseInstanceOf(VipsException.class);
        assertThatExceptionOfType(UnusablePictureException.class)
                .isThrownBy(() -> engine.render(damaged, List.of(inside(300), inside(200), inside(20))));
        assertThat(render(engine, source, inside(300)).size()).isEqualTo(new Size(300, 200));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Dear diary", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "P1 1 1 1"})
    void whatIsNoPictureIsRefused(String content) {
        assertThatExceptionOfType(UnusablePictureException.class)
                .isThrownBy(() -> render(engine, content.getBytes(UTF_8), inside(300)))
                .withMessageContaining("Upload a JPEG");
    }

    @ParameterizedTest
    @EnumSource
    void metadataIsCarriedAsThePolicySays(Metadata policy) throws Exception {
        LibvipsEngine carrying = new LibvipsEngine(libvips, new RenderOptions("#ffffff", policy, false));

        for (PictureFormat format : List.of(PictureFormat.JPEG, PictureFormat.WEBP, PictureFormat.PNG)) {
            Rendition rendition = render(carrying, withMetadata(), insideAs(format, 50));

            assertThat(rendition.size()).isEqualTo(new Size(25, 50)); // turned
            String bytes = new String(rendition.bytes(), ISO_8859_1);
            // A PNG holds XMP compressed.
            String[] rights = format == PictureFormat.PNG
                    ? new String[] {"Ada of EXIF", "(c) by EXIF"}
                    : new String[] {"Ada of EXIF", "(c) by EXIF", "(c) by XMP", "terms.example"};
            String[] secrets = {"SecretCamera", "2001:02:03", "Lovelace Street", "secret caption"};
            switch (policy) {
                case NONE -> assertThat(bytes).doesNotContain(rights).doesNotContain(secrets);
                case COPYRIGHT -> assertThat(bytes).contains(rights).doesNotContain(secrets);
                case ALL -> assertThat(bytes).contains(rights).contains("SecretCamera", "2001:02:03");
            }
            if (format == PictureFormat.JPEG) {
                assertThat(bytes.contains("(c) by IPTC")).isEqualTo(policy != Metadata.NONE);
                assertThat(bytes.contains("secret caption")).isEqualTo(policy == Metadata.ALL);
            }
            // Whatever is carried, nobody turns it again.
            assertThat(render(engine, rendition.bytes(), insideAs(PictureFormat.PNG, 50))
                            .size())
                    .isEqualTo(rendition.size());
        }
    }

    @Test
    void aMovingPictureKeepsMovingWhereThatIsAsked() throws Exception {
        byte[] source = movingGif(120, 60, Color.RED, Color.GREEN, Color.BLUE);
        LibvipsEngine animating = new LibvipsEngine(libvips, new RenderOptions("#ffffff", Metadata.NONE, true));
        RenditionSpec whole = insideAs(PictureFormat.WEBP, 60);
        RenditionSpec square = new RenditionSpec("b", Box.of(20, 20), Fit.COVER, PictureFormat.WEBP, 80);
        RenditionSpec still = insideAs(PictureFormat.PNG, 30);

        List<Rendition> renditions = animating.render(source, List.of(whole, square, still));

        assertThat(renditions)
                .extracting(Rendition::size)
                .containsExactly(new Size(60, 30), new Size(20, 20), new Size(30, 15));
        assertThat(framesOf(renditions.get(0).bytes())).isEqualTo(3);
        assertThat(framesOf(renditions.get(1).bytes())).isEqualTo(3);
        BufferedImage first = Pictures.decoded(renditions.get(2).bytes());
        assertThat(sizeOf(first)).isEqualTo(new Size(30, 15));
        assertColor(color(first, 15, 7), Color.RED);
        assertThat(framesOf(render(engine, source, whole).bytes())).isEqualTo(1);
    }

    @Test
    void memoryStaysFlatOverGoodAndBadPictures() throws Exception {
        byte[] good = Pictures.encoded(noise(1000, 700), "jpg");
        byte[] bad = Arrays.copyOf(good, good.length / 2);
        List<RenditionSpec> specs = List.of(inside(500), inside(400), inside(50));
        long decoded = 1000 * 700 * 3;

        for (int i = 0; i < 60; i++) {
            engine.render(good, specs);
            assertThatExceptionOfType(UnusablePictureException.class).isThrownBy(() -> engine.render(bad, specs));
        }

        // Threads of libvips keep some rows for a while.
        assertThat(libvips.trackedMemory()).isLessThan(5 * decoded);
    }

    @Test
    void severalThreadsGetWhatOneGets() throws Exception {
        byte[] source = Pictures.encoded(noise(500, 400), "jpg");
        byte[] damaged = Arrays.copyOf(source, source.length / 2);
        byte[] alone = render(engine, source, inside(200)).bytes();
        List<Future<byte[]>> results = new ArrayList<>();
        List<Future<byte[]>> refusals = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 40; i++) {
                results.add(
                        threads.submit(() -> render(engine, source, inside(200)).bytes()));
                refusals.add(threads.submit(
                        () -> render(engine, damaged, inside(200)).bytes()));
            }
        }

        for (Future<byte[]> refusal : refusals) {
            assertThat(refusal.exceptionNow()).isInstanceOf(UnusablePictureException.class);
        }
        for (Future<byte[]> result : results) {
            assertThat(result.get()).isEqualTo(alone);
        }
    }

    private Rendition renderOf(String set, int orientation, int box) throws IOException, UnusablePictureException {
        return render(engine, Files.readAllBytes(CORPUS.resolve(set + "_" + orientation + ".jpg")), inside(box));
    }

    private static Rendition render(LibvipsEngine engine, byte[] source, RenditionSpec spec)
            throws UnusablePictureException {
        return engine.render(source, List.of(spec)).getFirst();
    }

    private static RenditionSpec inside(int box) {
        return insideAs(PictureFormat.JPEG, box);
    }

    private static RenditionSpec insideAs(PictureFormat format, int box) {
        return new RenditionSpec("in" + box, Box.of(box, box), Fit.INSIDE, format, 80);
    }

    private int framesOf(byte[] picture) throws VipsException {
        try (Arena arena = Arena.ofConfined();
                VipsImage image = libvips.open(arena.allocateFrom(ValueLayout.JAVA_BYTE, picture), "n=-1")) {
            return image.frames();
        }
    }

    private static Size sizeOf(BufferedImage image) {
        return new Size(image.getWidth(), image.getHeight());
    }

    private static void assertQuarters(BufferedImage image) {
        int right = image.getWidth() * 3 / 4;
        int bottom = image.getHeight() * 3 / 4;
        assertColor(color(image, image.getWidth() / 4, image.getHeight() / 4), Color.RED);
        assertColor(color(image, right, image.getHeight() / 4), Color.GREEN);
        assertColor(color(image, image.getWidth() / 4, bottom), Color.BLUE);
        assertColor(color(image, right, bottom), Color.WHITE);
    }

    private static Color color(BufferedImage image, int x, int y) {
        return new Color(image.getRGB(x, y));
    }

    private static void assertColor(Color actual, Color expected) {
        assertThat(actual.getRed()).as("red of %s", actual).isCloseTo(expected.getRed(), within(12));
        assertThat(actual.getGreen()).as("green of %s", actual).isCloseTo(expected.getGreen(), within(12));
        assertThat(actual.getBlue()).as("blue of %s", actual).isCloseTo(expected.getBlue(), within(12));
    }

    private static BufferedImage filled(Color color) {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(color);
        graphics.fillRect(0, 0, 64, 64);
        graphics.dispose();
        return image;
    }

    /** Hard to compress, so that every byte of the file matters; the same each time. */
    private static BufferedImage noise(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, random.nextInt());
        }
        return image;
    }

    private static byte[] withMetadata() {
        byte[] jpeg = Pictures.encoded(Pictures.quarters(100, 50), "jpg");
        String xmp = """
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
                xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
                xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
                xmpRights:WebStatement="https://terms.example/" photoshop:City="Lovelace Street">
            <dc:rights><rdf:Alt><rdf:li xml:lang="x-default">(c) by XMP</rdf:li></rdf:Alt></dc:rights>
            </rdf:Description></rdf:RDF></x:xmpmeta>
            """;
        byte[][] datasets = {dataset(116, "(c) by IPTC"), dataset(120, "secret caption")};
        ByteArrayOutputStream resource = new ByteArrayOutputStream();
        resource.writeBytes("Photoshop 3.0\0008BIM\4\4\0\0\0\0\0".getBytes(ISO_8859_1));
        resource.write(datasets[0].length + datasets[1].length);
        resource.writeBytes(datasets[0]);
        resource.writeBytes(datasets[1]);
        byte[] iptc = resource.toByteArray();
        return JpegWith.exif(
                JpegWith.segment(
                        JpegWith.segment(jpeg, JpegWith.PHOTOSHOP, iptc, new byte[iptc.length & 1]),
                        JpegWith.EXIF_OR_XMP,
                        "http://ns.adobe.com/xap/1.0/\0".getBytes(US_ASCII),
                        xmp.getBytes(UTF_8)),
                6,
                "SecretCamera",
                "Ada of EXIF",
                "(c) by EXIF",
                "2001:02:03");
    }

    private static byte[] dataset(int number, String text) {
        ByteArrayOutputStream dataset = new ByteArrayOutputStream();
        dataset.writeBytes(new byte[] {0x1c, 2, (byte) number, 0, (byte) text.length()});
        dataset.writeBytes(text.getBytes(US_ASCII));
        return dataset.toByteArray();
    }

    private static byte[] movingGif(int width, int height, Color... colors) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.prepareWriteSequence(null);
            for (Color color : colors) {
                BufferedImage frame = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
                Graphics2D graphics = frame.createGraphics();
                graphics.setColor(color);
                graphics.fillRect(0, 0, width, height);
                graphics.dispose();
                writer.writeToSequence(new IIOImage(frame, null, null), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
