package imageresizer.picture.render.portable;

import imageresizer.picture.RejectedPictureException;
import imageresizer.reason.ReasonCode;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Counts the pixels that libjpeg made up. Where a file's data end too early it complains once, and fills the rest with
 * coefficients of zero: a flat grey in the middle of the scale. Without a complaint, grey is grey.
 */
final class MissingPixelCounter implements IIOReadWarningListener {

    private boolean isDamaged;
    private boolean isPremature;

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        isDamaged = true;
        isPremature |= warning.toLowerCase(Locale.ROOT).contains("premature end");
    }

    /**
     * @param coloursMayLack whether grey can be missing colour, because colours are stored one after the other
     * @throws RejectedPictureException if too much of the picture is missing
     */
    void check(BufferedImage image, boolean coloursMayLack) throws RejectedPictureException {
        if (!isDamaged) {
            return;
        }
        int width = image.getWidth();
        int bands = image.getRaster().getNumBands();
        long missing = 0;
        int[] row = new int[width * bands];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRaster().getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                missing +=
                        Arrays.stream(row, x * bands, (x + 1) * bands).allMatch(MissingPixelCounter::isMiddle) ? 1 : 0;
            }
        }
        Decoder.requireEnough(1 - missing / ((double) width * image.getHeight()));
        if (isPremature && coloursMayLack) {
            throw new RejectedPictureException(ReasonCode.COLOURS_MISSING);
        }
    }

    /** Inverted ink is one less. */
    private static boolean isMiddle(int sample) {
        return sample == 127 || sample == 128;
    }
}
