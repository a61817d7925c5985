package imageresizer.picture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThumbnailatorEngineTest {

    private static final Path CORPUS = Path.of("../../shared/corpus/exif-orientation");

    private final Engine engine = new ThumbnailatorEngine();

    @ParameterizedTest
    @CsvSource({
        "4000, 3000, 800, 600",
        "3000, 4000, 600, 800",
        "10, 7, 10, 7",
        "5000, 20, 800, 3",
        "20, 5000, 3, 800",
        "1, 9000, 1, 800"
    })
    void fitsThePictureIntoTheBoxWithoutEnlargingIt(int width, int height, int newWidth, int newHeight)
            throws Exception {
        byte[] source = Pictures.encoded(Pictures.quarters(width, height), "png");

        Rendition rendition = render(source, PictureFormat.PNG, 800);

        assertThat(rendition.size()).isEqualTo(new Size(newWidth, newHeight));
        BufferedImage decoded = Pictures.decoded(rendition.bytes());
        assertThat(new Size(decoded.getWidth(), decoded.getHeight())).isEqualTo(rendition.size());
    }

    @Test
    void encodesWhatIsAskedFor() throws Exception {
        byte[] source = Pictures.encoded(Pictures.quarters(400, 300), "png");

        assertThat(PictureFormat.of(render(source, PictureFormat.JPEG, 100).bytes()))
                .contains(PictureFormat.JPEG);
        assertThat(PictureFormat.of(render(source, PictureFormat.PNG, 100).bytes()))
                .contains(PictureFormat.PNG);
    }

    @Test
    void aBetterQualityTakesMoreBytes() throws Exception {
        byte[] source = sample();

        assertThat(renderAt(source, 90).bytes().length)
                .isGreaterThan(renderAt(source, 50).bytes().length);
    }

    @Test
    void makesEveryRenditionInTheOrderOfTheSpecs() throws Exception {
        byte[] source = Pictures.encoded(Pictures.quarters(400, 300), "jpg");
        List<RenditionSpec> specs = List.of(spec(200, PictureFormat.JPEG, 80), spec(50, PictureFormat.JPEG, 80));

        assertThat(engine.render(source, specs)).extracting(Rendition::spec).isEqualTo(specs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Landscape", "Portrait"})
    void turnsEveryOrientationUpright(String set) throws Exception {
        assumeTrue(Files.isDirectory(CORPUS), "skipped: the corpus of real pictures is not beside this checkout");
        BufferedImage upright = rendered(set, 1);
        for (int orientation = 0; orientation <= 8; orientation++) {
            BufferedImage picture = rendered(set, orientation);
            assertThat(new Size(picture.getWidth(), picture.getHeight()))
                    .as("size of %s_%d", set, orientation)
                    .isEqualTo(new Size(upright.getWidth(), upright.getHeight()));
            assertThat(Pictures.meanDifference(picture, upright))
                    .as("difference of %s_%d from upright", set, orientation)
                    .isLessThan(6);
        }
    }

    @Test
    void theHeaderTellsTheUprightSize() throws Exception {
        assertThat(new PictureProbe().probe(sample()))
                .isEqualTo(new PictureHeader(PictureFormat.JPEG, uprightSample()));
    }

    @Test
    void saysThatATextIsNoPicture() {
        assertThatExceptionOfType(UnusablePictureException.class)
                .isThrownBy(() -> render("Dear diary".getBytes(UTF_8), PictureFormat.JPEG, 100))
                .withMessageContaining("not a picture")
                .withMessageContaining("Upload a JPEG");
    }

    @Test
    void saysThatAnEmptyFileIsEmpty() {
        assertThatExceptionOfType(UnusablePictureException.class)
                .isThrownBy(() -> render(new byte[0], PictureFormat.JPEG, 100))
                .withMessageContaining("empty");
    }

    @Test
    void saysThatAPictureWithoutContentIsDamaged() throws Exception {
        byte[] cut = Arrays.copyOf(sample(), 400);

        assertThatExceptionOfType(UnusablePictureException.class)
                .isThrownBy(() -> render(cut, PictureFormat.JPEG, 100))
                .withMessageContaining("JPEG")
                .withMessageContaining("damaged");
    }

    private BufferedImage rendered(String set, int orientation) throws IOException, UnusablePictureException {
        byte[] source = Files.readAllBytes(CORPUS.resolve(set + "_" + orientation + ".jpg"));
        return Pictures.decoded(render(source, PictureFormat.JPEG, 300).bytes());
    }

    private Rendition render(byte[] source, PictureFormat format, int box) throws UnusablePictureException {
        return engine.render(source, List.of(spec(box, format, 80))).getFirst();
    }

    private Rendition renderAt(byte[] source, int quality) throws UnusablePictureException {
        return engine.render(source, List.of(spec(300, PictureFormat.JPEG, quality)))
                .getFirst();
    }

    private static RenditionSpec spec(int box, PictureFormat format, int quality) {
        return new RenditionSpec(box + "x" + box, new Size(box, box), format, quality);
    }

    private static byte[] sample() throws IOException {
        return Files.readAllBytes(Path.of("../events/sample.jpg"));
    }

    /** The sample is stored on its side, so its upright size is the stored one turned. */
    private static Size uprightSample() throws IOException {
        BufferedImage stored = Pictures.decoded(sample());
        return new Size(stored.getWidth(), stored.getHeight()).turned();
    }
}
