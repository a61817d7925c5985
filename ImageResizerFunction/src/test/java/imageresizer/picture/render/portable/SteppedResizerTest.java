package imageresizer.picture.render.portable;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.picture.Pictures;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SteppedResizerTest {

    @ParameterizedTest
    @CsvSource({"3000, 400, 1", "1000, 700, 12", "1000, 499, 1", "999, 50, 1", "640, 320, 1"})
    void texturesTooFineForTheResultTurnGreyInsteadOfIntoFalsePatterns(int from, int to, double deviation) {
        BufferedImage small = resized(Pictures.checkerboard(from, from), to, to, BufferedImage.TYPE_INT_RGB);

        assertThat(Pictures.standardDeviation(small)).isLessThan(deviation);
    }

    @Test
    void keepsEveryPixelWhereNothingIsToBeDone() {
        BufferedImage picture = Pictures.quarters(64, 48);

        BufferedImage same = resized(picture, 64, 48, BufferedImage.TYPE_INT_RGB);

        assertThat(Pictures.meanDifference(picture, same)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"100, 60", "999, 3", "3, 599", "1000, 1", "1, 1"})
    void keepsThePictureInItsPlace(int width, int height) {
        BufferedImage small = resized(Pictures.quarters(1000, 600), width, height, BufferedImage.TYPE_INT_RGB);

        if (width > 1 && height > 1) {
            int right = width - 1;
            int bottom = height - 1;
            assertThat(new int[] {small.getRGB(0, 0), small.getRGB(right, 0), small.getRGB(0, bottom)})
                    .containsExactly(0xffff0000, 0xff00ff00, 0xff0000ff);
            assertThat(small.getRGB(right, bottom)).isEqualTo(0xffffffff);
        } else if (width == 1 && height == 1) {
            assertThat(small.getRGB(0, 0) & 0xff).isBetween(100, 155);
        }
    }

    @Test
    void invisiblePixelsDoNotBleedIntoVisibleOnes() {
        BufferedImage picture = new BufferedImage(400, 400, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < 400; y++) {
            for (int x = 0; x < 400; x++) {
                picture.setRGB(x, y, x < 200 ? 0xffff0000 : 0x0000ff00);
            }
        }

        BufferedImage small = resized(picture, 50, 50, BufferedImage.TYPE_INT_ARGB);

        for (int x = 0; x < 50; x++) {
            assertThat(small.getRGB(x, 25) >> 8 & 0xff).as("green at %d", x).isZero();
        }
    }

    private static BufferedImage resized(BufferedImage source, int width, int height, int type) {
        BufferedImage result = new BufferedImage(width, height, type);
        new SteppedResizer().resize(source, result);
        return result;
    }
}
