package imageresizer.picture.render.libvips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.picture.Box;
import imageresizer.picture.Fit;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Pictures;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.probe.PictureFile;
import imageresizer.picture.render.Engine;
import imageresizer.picture.render.EngineChain;
import imageresizer.picture.render.MalformedJpegs;
import imageresizer.picture.render.RepairingEngine;
import imageresizer.picture.render.portable.ThumbnailatorEngine;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody sees which engine has made a picture, and together they show more than either. */
class TwoEnginesTest {

    private static final Path PHOTOGRAPHS = Path.of("src/test/resources/photographs");

    private final Engine fast = new LibvipsEngine(NativeLibvips.get(), RenderOptions.DEFAULT);
    private final Engine forgiving = new ThumbnailatorEngine(RenderOptions.DEFAULT);
    private final EngineChain both = new EngineChain(List.of(fast, new RepairingEngine(fast), forgiving));

    @ParameterizedTest
    @ValueSource(ints = {100, 333, 800})
    void theSamplePhotographLooksTheSame(int box) throws Exception {
        assertLooksTheSame(Files.readAllBytes(Path.of("../events/sample.jpg")), box);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Landscape_6.jpg", "Portrait_3.jpg"})
    void realPhotographsLookTheSame(String file) throws Exception {
        assertLooksTheSame(Files.readAllBytes(PHOTOGRAPHS.resolve(file)), 400);
    }

    @ParameterizedTest
    @EnumSource(MalformedJpegs.class)
    void whatViewersShowIsResizedAndTheRestIsRejected(MalformedJpegs malformed) throws Exception {
        List<RenditionSpec> specs = List.of(spec(80));
        if (malformed.isShown()) {
            assertThat(both.render(PictureFile.of(malformed.file()), specs).renditions())
                    .hasSize(1);
        } else {
            assertThatExceptionOfType(RejectedPictureException.class)
                    .isThrownBy(() -> both.render(PictureFile.of(malformed.file()), specs))
                    .withMessageMatching("(?s).{20,}");
        }
    }

    @Test
    void theFirstEngineThatCanMakesThePicture() throws Exception {
        byte[] sample = Files.readAllBytes(Path.of("../events/sample.jpg"));
        byte[] withoutEnd = Arrays.copyOf(sample, sample.length - 2);

        assertThat(engineFor(sample)).isEqualTo("libvips");
        assertThat(engineFor(withoutEnd)).isEqualTo("libvips");
        assertThat(engineFor(MalformedJpegs.LAST_ROWS_MISSING.file())).isEqualTo("thumbnailator");
    }

    @ParameterizedTest
    @MethodSource("imageresizer.picture.render.EngineContractTest#fixtures")
    void noFileCutToAFifthIsShown(String file) throws Exception {
        byte[] whole = Files.readAllBytes(Path.of("src/test/resources/pictures", file));
        byte[] cut = Arrays.copyOf(whole, whole.length / 5);

        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> both.render(PictureFile.of(cut), List.of(spec(80))));
    }

    private String engineFor(byte[] source) throws RejectedPictureException {
        return both.render(PictureFile.of(source), List.of(spec(80))).engine();
    }

    private void assertLooksTheSame(byte[] source, int box) throws RejectedPictureException {
        BufferedImage one = rendered(fast, source, box);
        BufferedImage other = rendered(forgiving, source, box);
        assertThat(Similarity.ssim(one, other)).isGreaterThanOrEqualTo(0.97);
        assertThat(Pictures.meanDifference(one, other)).isLessThan(3);
    }

    private static BufferedImage rendered(Engine engine, byte[] source, int box) throws RejectedPictureException {
        return Pictures.decoded(
                engine.render(source, List.of(spec(box))).getFirst().bytes());
    }

    private static RenditionSpec spec(int box) {
        return new RenditionSpec("box", Box.of(box, box), Fit.INSIDE, PictureFormat.JPEG, 90);
    }
}
