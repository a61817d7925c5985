package imageresizer.picture.render.portable;

import java.awt.image.BufferedImage;
import net.coobird.thumbnailator.resizers.Resizer;
import net.coobird.thumbnailator.resizers.Resizers;

/**
 * Shrinks by Thumbnailator's bilinear resizer in steps that do not alias. A bilinear step is exact where it halves a
 * picture: each pixel becomes the mean of four. So a picture is halved while it is at least four times as large as
 * the result, then adjusted to the next power of two times the result, and halved down to that. Thumbnailator's own
 * progressive resizer ends with a step of any size below two, which turns fine texture into false patterns.
 */
final class SteppedResizer implements Resizer {

    /** From how many times the result on a picture is halved. */
    private static final long FAR_LARGER = 4;

    /** From how many times the result on the last of an odd number of columns or rows can be left out. */
    private static final long NEGLIGIBLE = 8;

    /** Halves a picture as often as that does no harm to a result of this size. */
    static BufferedImage halved(BufferedImage picture, int width, int height) {
        BufferedImage halved = picture;
        while (true) {
            boolean across = halved.getWidth() >= FAR_LARGER * width;
            boolean down = halved.getHeight() >= FAR_LARGER * height;
            if (!across && !down) {
                return halved;
            }
            int evenWidth = across ? even(halved.getWidth(), width) : halved.getWidth();
            int evenHeight = down ? even(halved.getHeight(), height) : halved.getHeight();
            halved = half(withSize(halved, evenWidth, evenHeight), across, down);
        }
    }

    @Override
    public void resize(BufferedImage source, BufferedImage result) {
        int width = result.getWidth();
        int height = result.getHeight();
        BufferedImage from = halved(source, width, height);
        int across = factor(from.getWidth(), width);
        int down = factor(from.getHeight(), height);
        if (across * width != from.getWidth() || down * height != from.getHeight()) {
            from = resized(from, across * width, down * height);
        }
        while (across > 2 || down > 2) {
            from = half(from, across > 1, down > 1);
            across = Math.max(1, across / 2);
            down = Math.max(1, down / 2);
        }
        Resizers.BILINEAR.resize(from, result);
    }

    private static int factor(int from, int to) {
        int factor = 1;
        while (factor * (long) to < from) {
            factor *= 2;
        }
        return factor;
    }

    private static int even(int side, int result) {
        return side % 2 == 0 ? side : side >= NEGLIGIBLE * result ? side - 1 : side + 1;
    }

    private static BufferedImage withSize(BufferedImage picture, int width, int height) {
        return width <= picture.getWidth() && height <= picture.getHeight()
                ? picture.getSubimage(0, 0, width, height)
                : resized(picture, width, height);
    }

    /** @param picture of an even number of columns or rows where that is halved */
    private static BufferedImage half(BufferedImage picture, boolean across, boolean down) {
        return resized(
                picture,
                across ? picture.getWidth() / 2 : picture.getWidth(),
                down ? picture.getHeight() / 2 : picture.getHeight());
    }

    private static BufferedImage resized(BufferedImage picture, int width, int height) {
        boolean alpha = picture.getColorModel().hasAlpha();
        BufferedImage resized =
                new BufferedImage(width, height, alpha ? BufferedImage.TYPE_INT_ARGB_PRE : BufferedImage.TYPE_INT_RGB);
        Resizers.BILINEAR.resize(picture, resized);
        return resized;
    }
}
