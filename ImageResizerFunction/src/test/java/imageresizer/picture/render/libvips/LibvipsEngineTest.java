package imageresizer.picture.render.libvips;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
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
import imageresizer.picture.Size;
import imageresizer.picture.probe.Budgets;
import imageresizer.picture.probe.PictureFile;
import imageresizer.picture.probe.WhileItArrives;
import java.awt.Color;
import java.awt.Graphics2D;
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
import java.time.Duration;
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
    private final Libvips libvips = NativeLibvips.get();
    private final LibvipsEngine engine = new LibvipsEngine(libvips, RenderOptions.DEFAULT);

    @Test
    void whatTakesMoreMemoryThanTheFunctionHasIsRefusedBeforeItIsDecoded() throws Exception {
        byte[] source = Files.readAllBytes(Path.of("src/test/resources/found/avif_100_megapixels_in_1816_bytes.jpg"));
        LibvipsEngine small = new LibvipsEngine(libvips, RenderOptions.DEFAULT, Budgets.ofFunction(1024));

        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> render(small, source, inside(800)))
                .satisfies(refusal -> {
                    assertThat(refusal.isForMemory()).isTrue();
                    assertThat(refusal).hasMessageContainingAll("10,000 x 10,000", "MemorySize to at least", "MB");
                });
        awaitNoMemory();
    }

    @Test
    void anAnimationOfTooManyPixelsAltogetherIsRefusedIfItShallStayOne() throws Exception {
        byte[] gif = movingGif(20, 20, Color.RED, Color.GREEN);
        ByteBuffer.wrap(gif)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(6, (short) 30_000)
                .putShort(8, (short) 30_000);
        LibvipsEngine animating = new LibvipsEngine(libvips, new RenderOptions("#ffffff", Metadata.NONE, true));

        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> render(animating, gif, insideAs(PictureFormat.WEBP, 60)))
                .withMessageContaining("1,800,000,000 pixels in all");
    }

    /** A thread of libvips may end a moment after the render that it worked for. */
    private void awaitNoMemory() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (libvips.trackedMemory() != 0 && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        assertThat(libvips.trackedMemory()).isZero();
    }

    @Test
    void whatWouldBeTheSameFileIsEncodedOnce() throws Exception {
        byte[] source = Pictures.encoded(Pictures.quarters(64, 48), "jpg");

        List<Rendition> renditions = engine.render(source, List.of(inside(200), inside(60), inside(800)));

        assertThat(renditions.get(2).bytes()).isSameAs(renditions.get(0).bytes());
        assertThat(renditions).extracting(rendition -> rendition.size().width()).containsExactly(64, 60, 64);
        assertThat(renditions).extracting(rendition -> rendition.spec().name()).doesNotHaveDuplicates();
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
        awaitNoMemory();
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

        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> render(engine, damaged, inside(300)))
                .withMessageContaining("damaged")
                .withCauseInstanceOf(VipsException.class);
        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> engine.render(damaged, List.of(inside(300), inside(200), inside(20))));
        assertThat(render(engine, source, inside(300)).size()).isEqualTo(new Size(300, 200));
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
            assertThatExceptionOfType(RejectedPictureException.class).isThrownBy(() -> engine.render(bad, specs));
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
            assertThat(refusal.exceptionNow()).isInstanceOf(RejectedPictureException.class);
        }
        for (Future<byte[]> result : results) {
            assertThat(result.get()).isEqualTo(alone);
        }
    }

    private static Rendition render(LibvipsEngine engine, byte[] source, RenditionSpec spec)
            throws RejectedPictureException {
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
