package imageresizer.picture.portable;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.picture.Pictures;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanczosResizerTest {

    @ParameterizedTest
    @CsvSource({"3000, 400", "1000, 700", "1000, 499", "999, 50", "640, 320"})
    void texturesTooFineForTheResultTurnGreyInsteadOfIntoFalsePatterns(int from, int to) {
        BufferedImage small = resized(Pictures.checkerboard(from, from), to, to, BufferedImage.TYPE_INT_RGB);

        assertThat(Pictures.standardDeviation(small)).isLessThan(5);
        assertThat(small.getRGB(to / 2, to / 2) & 0xff).isBetween(120, 135);
    }

    @Test
    void keepsEveryPixelWhereNothingIsToBeDone() {
        BufferedImage picture = Pictures.quarters(64, 48);

        BufferedImage same = resized(picture, 64, 48, BufferedImage.TYPE_INT_RGB);

        assertThat(Pictures.meanDifference(picture, same)).isZero();
    }

    @Test
    void keepsThePictureInItsPlace() {
        BufferedImage small = resized(Pictures.quarters(1000, 600), 100, 60, BufferedImage.TYPE_INT_RGB);

        assertThat(Pictures.meanDifference(small, Pictures.quarters(100, 60))).isLessThan(4);
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
        new LanczosResizer(source.getWidth(), source.getHeight()).resize(source, result);
        return result;
    }
}
