package imageresizer.picture.render.libvips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import imageresizer.picture.Box;
import imageresizer.picture.Fit;
import imageresizer.picture.Limits;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Pictures;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.RenderOptions.Metadata;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.Size;
import imageresizer.picture.probe.Budgets;
import imageresizer.picture.probe.MemoryBudget;
import imageresizer.picture.probe.PictureFile;
import imageresizer.picture.probe.PictureProbe;
import imageresizer.picture.render.EngineChain;
import imageresizer.picture.render.heif.NativeLibheif;
import imageresizer.picture.render.portable.ThumbnailatorEngine;
import imageresizer.reason.Reason;
import imageresizer.reason.ReasonCode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guards what iPhones take: shown as other decoders show it, and refused with a reason where it is damaged or lies. */
class HeicTest {

    private static final int WHOLE = 9999;
    private static final String FOUND = "found/heic/";

    private final EngineChain engines = engines(RenderOptions.DEFAULT, MemoryBudget.ofThisFunction());

    private static EngineChain engines(RenderOptions options, MemoryBudget memory) {
        return new EngineChain(List.of(
                new LibvipsEngine(NativeLibvips.get(), options, memory).with(NativeLibheif.get()),
                new ThumbnailatorEngine(options)));
    }

    /** As another libheif with another binding shows them. */
    @ParameterizedTest
    @CsvSource({
        "plain, 1200x800, 600, 400, 8e8a7f",
        "grey, 300x200, 150, 100, 848484",
        "ten-bits, 600x400, 525, 100, adbdce",
        "orientation-6-with-position, 600x400, 300, 200, 8f8681",
        "two-pictures-second-is-primary, 320x480, 40, 60, c1bec7",
        "grid-of-six-tiles, 1024x1536, 512, 768, 968c83"
    })
    void isShownAsOthersShowIt(String file, String size, int x, int y, String rgb) throws Exception {
        Rendition rendition = rendered(resource(FOUND + file + ".heic"), PictureFormat.PNG, WHOLE);

        assertThat(rendition.size()).hasToString(size);
        assertColor(Pictures.decoded(rendition.bytes()), x, y, 0xff000000 | Integer.parseInt(rgb, 16), 3);
    }

    @Test
    void transparencyStays() throws Exception {
        BufferedImage picture = decoded(resource(FOUND + "alpha.heic"));

        assertColor(picture, 150, 100, 0x808b847c, 3);
        assertColor(picture, 262, 50, 0x40afbcce, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"quarters", "orientation-6"})
    void isTurnedAndCroppedAsItsPropertiesSay(String file) throws Exception {
        BufferedImage picture = decoded(resource("pictures/" + file + ".heic"));

        assertThat(new Size(picture.getWidth(), picture.getHeight())).isEqualTo(new Size(64, 48));
        assertColor(picture, 8, 8, 0xffff0000, 2);
        assertColor(picture, 56, 8, 0xff00ff00, 2);
        assertColor(picture, 8, 40, 0xff0000ff, 2);
    }

    @Test
    void coloursAreConvertedToSrgb() throws Exception {
        assertColor(decoded(resource("pictures/p3.heic")), 32, 24, 0xffd75d1f, 3);
    }

    @ParameterizedTest
    @CsvSource({"JPEG, 100, 100x67", "PNG, 100, 100x67", "WEBP, 100, 100x67", "AVIF, 100, 100x67", "JPEG, 700, 700x467"
    })
    void isMadeIntoEveryFormat(PictureFormat format, int box, String size) throws Exception {
        Rendition rendition = rendered(resource(FOUND + "plain.heic"), format, box);

        assertThat(rendition.spec().format()).isEqualTo(format);
        assertThat(rendition.size()).hasToString(size);
        assertThat(PictureFormat.of(rendition.bytes())).contains(format);
    }

    @Test
    void itsPositionIsInNoRenditionUnlessAllMetadataIsWanted() throws Exception {
        byte[] source = resource(FOUND + "orientation-6-with-position.heic");

        assertThat(exifFields(source, Metadata.NONE)).isEmpty();
        assertThat(exifFields(source, Metadata.COPYRIGHT)).noneMatch(field -> field.contains("GPS"));
        assertThat(exifFields(source, Metadata.ALL)).anyMatch(field -> field.contains("GPSLatitude"));
    }

    private static List<String> exifFields(byte[] source, Metadata metadata) throws Exception {
        EngineChain carrying =
                engines(new RenderOptions("#ffffff", metadata, /* animated= */ false), MemoryBudget.ofThisFunction());
        byte[] jpeg = render(carrying, source, PictureFormat.JPEG, 100).bytes();
        try (Arena arena = Arena.ofConfined();
                VipsImage image = NativeLibvips.get().open(arena.allocateFrom(ValueLayout.JAVA_BYTE, jpeg), "")) {
            assertThat(image.lies()).isFalse();
            return image.fields().stream()
                    .filter(field -> field.startsWith("exif-ifd3"))
                    .toList();
        }
    }

    @Test
    void aPictureThatWasCutOffIsRefused() throws Exception {
        byte[] whole = resource(FOUND + "plain.heic");
        for (int percent = 1; percent < 100; percent += 7) {
            byte[] cut = Arrays.copyOf(whole, whole.length * percent / 100);

            assertThat(refusal(engines, cut)).as("%d%%", percent).isEqualTo(ReasonCode.DAMAGED);
        }
    }

    @Test
    void aPictureWhoseRestIsZerosIsRefused() throws Exception {
        byte[] file = resource(FOUND + "plain.heic");
        Arrays.fill(file, file.length / 2, file.length, (byte) 0);

        assertThat(refusal(engines, file)).isEqualTo(ReasonCode.DAMAGED);
    }

    @ParameterizedTest
    @CsvSource({"quarters, 255", "alpha, 255", "orientation-6, 0"})
    void whateverABytesValueIsTheFileIsResizedOrRejected(String file, int value) throws Exception {
        byte[] whole = resource("pictures/" + file + ".heic");
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] = (byte) value;
            try {
                new PictureProbe(Limits.ofPixels(4_000_000)).probe(changed);
                rendered(changed, PictureFormat.JPEG, 32);
            } catch (RejectedPictureException e) {
                assertThat(e.getMessage()).endsWith(".");
            }
        }
    }

    /** A file of little more than its header, of which each part is small enough. */
    @Test
    void aPictureOfTooManyPartsIsRefusedFromItsHeader() throws Exception {
        byte[] grid = resource(FOUND + "grid-of-six-tiles.heic");

        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> new PictureProbe(Limits.ofPixels(1024 * 1536)).probe(withParts(grid, 2)))
                .satisfies(refusal -> assertThat(refusal.reason())
                        .isEqualTo(Reason.of(ReasonCode.TOO_MANY_PARTS, "HEIC", 6, 6 * 1024 * 1024, 2 * 1024 * 1536)));
        assertThat(new PictureProbe(Limits.ofPixels(1024 * 1536)).probe(grid).size())
                .isEqualTo(new Size(1024, 1536));
    }

    /** Says that each tile of 512 x 512 has so many times the width and height. */
    private static byte[] withParts(byte[] grid, int times) {
        byte[] changed = grid.clone();
        String text = new String(grid, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf("ispe"); at >= 0; at = text.indexOf("ispe", at + 1)) {
            ByteBuffer size = ByteBuffer.wrap(changed).position(at + 8);
            if (size.getInt(at + 8) == 512) {
                size.putInt(512 * times).putInt(512 * times);
            }
        }
        return changed;
    }

    @Test
    void whereTheMemoryDoesNotSufficeItIsRefusedBeforeItIsDecoded() throws Exception {
        byte[] huge = withExtents(resource(FOUND + "plain.heic"), 10_000, 10_000);

        assertThat(refusal(engines(RenderOptions.DEFAULT, Budgets.ofFunction(512)), huge))
                .isEqualTo(ReasonCode.NOT_ENOUGH_MEMORY);
    }

    /** What its header says is what memory was reserved for. */
    @ParameterizedTest
    @CsvSource({"600, 800", "64, 64", "1200, 801", "1, 1", "4000, 3000"})
    void aHeaderThatLiesAboutTheSizeIsDamage(int width, int height) throws Exception {
        byte[] lying = withExtents(resource(FOUND + "plain.heic"), width, height);

        assertThat(refusal(engines, lying)).isEqualTo(ReasonCode.DAMAGED);
    }

    @Test
    void withoutTheLayerTheReasonSaysWhatToDo() throws Exception {
        EngineChain without = new EngineChain(List.of(
                new LibvipsEngine(NativeLibvips.get(), RenderOptions.DEFAULT),
                new ThumbnailatorEngine(RenderOptions.DEFAULT)));
        EngineChain portable = new EngineChain(List.of(new ThumbnailatorEngine(RenderOptions.DEFAULT)));

        assertThat(refusal(without, resource("pictures/quarters.heic"))).isEqualTo(ReasonCode.HEIC_NEEDS_LIBHEIF);
        assertThat(refusal(portable, resource("pictures/quarters.heic"))).isEqualTo(ReasonCode.HEIC_NEEDS_LIBHEIF);
    }

    /** Of all items: the sizes are those of the picture and of its thumbnail, if there is one. */
    private static byte[] withExtents(byte[] heic, int width, int height) {
        byte[] changed = heic.clone();
        String text = new String(heic, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf("ispe"); at >= 0; at = text.indexOf("ispe", at + 1)) {
            ByteBuffer.wrap(changed).putInt(at + 8, width).putInt(at + 12, height);
        }
        return changed;
    }

    private static ReasonCode refusal(EngineChain engines, byte[] file) {
        try {
            throw new AssertionError("resized to "
                    + render(engines, file, PictureFormat.PNG, 100).size());
        } catch (RejectedPictureException e) {
            return e.reason().code();
        }
    }

    private BufferedImage decoded(byte[] source) throws Exception {
        return Pictures.decoded(rendered(source, PictureFormat.PNG, WHOLE).bytes());
    }

    private Rendition rendered(byte[] source, PictureFormat format, int box) throws RejectedPictureException {
        return render(engines, source, format, box);
    }

    private static Rendition render(EngineChain engines, byte[] source, PictureFormat format, int box)
            throws RejectedPictureException {
        try (PictureFile file = PictureFile.of(source)) {
            return engines.render(file, List.of(new RenditionSpec("a", Box.of(box, box), Fit.INSIDE, format, 80)))
                    .renditions()
                    .getFirst();
        }
    }

    private static byte[] resource(String name) throws IOException {
        return Files.readAllBytes(Path.of("src/test/resources", name));
    }

    private static void assertColor(BufferedImage picture, int x, int y, int argb, int tolerance) {
        int actual = picture.getRaster().getNumBands() == 1
                ? 0xff000000 | 0x010101 * picture.getRaster().getSample(x, y, 0)
                : picture.getRGB(x, y);
        for (int shift = 0; shift < 32; shift += 8) {
            assertThat(actual >>> shift & 0xff)
                    .as("%08x at %d,%d", actual, x, y)
                    .isCloseTo(argb >>> shift & 0xff, within(tolerance));
        }
    }
}
