package imageresizer.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The one place that computes sizes: both engines ask it. */
class ScaleAndCropTest {

    @ParameterizedTest
    @CsvSource({
        "4000, 3000, INSIDE, 800x600",
        "3000, 4000, INSIDE, 600x800",
        "10, 7, INSIDE, 10x7",
        "5000, 20, INSIDE, 800x3",
        "1600, 900, COVER, 800x800",
        "700, 900, COVER, 700x700",
        "1600, 900, FILL, 800x800",
        "700, 900, FILL, 700x800"
    })
    void fitsIntoABoxOf800(int width, int height, Fit fit, String size) {
        assertThat(sizeOf(ScaleAndCrop.of(width, height, Box.of(800, 800), fit)))
                .hasToString(size);
    }

    @ParameterizedTest
    @EnumSource
    void neverEnlargesAndNeverLeavesTheBoxOrASideOfNothing(Fit fit) {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            int width = side(random);
            int height = side(random);
            int boxWidth = side(random);
            int boxHeight = side(random);

            ScaleAndCrop placement = ScaleAndCrop.of(width, height, Box.of(boxWidth, boxHeight), fit);

            assertThat(placement.scaledWidth()).isBetween(placement.width(), width);
            assertThat(placement.scaledHeight()).isBetween(placement.height(), height);
            assertThat(placement.width()).isBetween(1, boxWidth);
            assertThat(placement.height()).isBetween(1, boxHeight);
        }
    }

    @Test
    void anOpenSideNeverEnlarges() {
        assertThat(sizeOf(ScaleAndCrop.of(40, 30, Box.ofWidth(4000), Fit.INSIDE)))
                .hasToString("40x30");
        assertThat(sizeOf(ScaleAndCrop.of(40, 30, Box.ofHeight(4000), Fit.COVER)))
                .hasToString("40x30");
    }

    /** Of any order of magnitude up to that of the longest pictures. */
    private static int side(Random random) {
        return 1 + random.nextInt(1 << (1 + random.nextInt(16)));
    }

    private static Size sizeOf(ScaleAndCrop placement) {
        return new Size(placement.width(), placement.height());
    }
}
