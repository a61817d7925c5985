package imageresizer.picture.libvips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import imageresizer.picture.Box;
import imageresizer.picture.Engine;
import imageresizer.picture.Engines;
import imageresizer.picture.Fit;
import imageresizer.picture.OddJpegs;
import imageresizer.picture.PictureFile;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Pictures;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.UnusablePictureException;
import imageresizer.picture.portable.ThumbnailatorEngine;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody sees which engine has made a picture, and together they show more than either. */
class TwoEnginesTest {

    private static final Path CORPUS = Path.of("../../shared/corpus/exif-orientation");

    private final Engine fast = new LibvipsEngine(NativeLibvips.get(), RenderOptions.DEFAULT);
    private final Engine forgiving = new ThumbnailatorEngine(RenderOptions.DEFAULT);
    private final Engines both = new Engines(List.of(fast, forgiving));

    @ParameterizedTest
    @ValueSource(ints = {100, 333, 800})
    void theSamplePhotographLooksTheSame(int box) throws Exception {
        assertLooksTheSame(Files.readAllBytes(Path.of("../events/sample.jpg")), box);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Landscape_6.jpg", "Portrait_3.jpg"})
    void realPhotographsLookTheSame(String file) throws Exception {
        assumeTrue(Files.isDirectory(CORPUS), "skipped: the corpus of real pictures is not beside this checkout");
        assertLooksTheSame(Files.readAllBytes(CORPUS.resolve(file)), 400);
    }

    @ParameterizedTest
    @EnumSource(OddJpegs.class)
    void whatViewersShowIsResizedAndTheRestIsRejected(OddJpegs odd) throws Exception {
        List<RenditionSpec> specs = List.of(spec(80));
        if (odd.isShown()) {
            assertThat(both.render(PictureFile.of(odd.file()), specs).renditions())
                    .hasSize(1);
        } else {
            assertThatExceptionOfType(UnusablePictureException.class)
                    .isThrownBy(() -> both.render(PictureFile.of(odd.file()), specs))
                    .withMessageMatching("(?s).{20,}");
        }
    }

    @Test
    void theFirstEngineThatCanMakesThePicture() throws Exception {
        byte[] withoutEnd = Files.readAllBytes(Path.of("../events/sample.jpg"));
        withoutEnd = Arrays.copyOf(withoutEnd, withoutEnd.length - 2);

        assertThat(both.render(PictureFile.of(Files.readAllBytes(Path.of("../events/sample.jpg"))), List.of(spec(80)))
                        .engine())
                .isEqualTo("libvips");
        assertThat(both.render(PictureFile.of(withoutEnd), List.of(spec(80))).engine())
                .isEqualTo("thumbnailator");
    }

    private void assertLooksTheSame(byte[] source, int box) throws UnusablePictureException {
        BufferedImage one = rendered(fast, source, box);
        BufferedImage other = rendered(forgiving, source, box);
        assertThat(Similarity.ssim(one, other)).isGreaterThanOrEqualTo(0.97);
        assertThat(Pictures.meanDifference(one, other)).isLessThan(3);
    }

    private static BufferedImage rendered(Engine engine, byte[] source, int box) throws UnusablePictureException {
        return Pictures.decoded(
                engine.render(source, List.of(spec(box))).getFirst().bytes());
    }

    private static RenditionSpec spec(int box) {
        return new RenditionSpec("box", Box.of(box, box), Fit.INSIDE, PictureFormat.JPEG, 90);
    }
}
