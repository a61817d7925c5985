package imageresizer.picture.render.portable;

import com.twelvemonkeys.imageio.util.ProgressListenerBase;
import imageresizer.picture.RejectedPictureException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.BitSet;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/** Reads a picture whose end may be cut off, and knows which of its rows are missing. */
final class MissingRows extends ProgressListenerBase {

    /** The first row and the distance to the next one of each pass. */
    private static final int[][] TOP_TO_BOTTOM = {{0, 1}};

    /** As GIF89a interlaces, appendix E. */
    private static final int[][] INTERLACED = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};

    private float percentage;

    @Override
    public void imageProgress(ImageReader source, float percentageDone) {
        percentage = percentageDone;
    }

    /**
     * Reads the first picture as far as it goes.
     *
     * @param image to read it into, of one of the reader's types
     * @param interlaced whether its rows come in the order of GIF's passes
     * @return the rows that are missing
     * @throws RejectedPictureException if too many are
     */
    static BitSet of(ImageReader reader, BufferedImage image, boolean interlaced) throws RejectedPictureException {
        MissingRows rows = new MissingRows();
        reader.addIIOReadProgressListener(rows);
        ImageReadParam param = reader.getDefaultReadParam();
        param.setDestination(image);
        try {
            reader.read(0, param);
            return new BitSet();
        } catch (IOException e) {
            Decoder.requireEnough(rows.percentage / 100);
            return rows.missing(image.getHeight(), interlaced ? INTERLACED : TOP_TO_BOTTOM);
        }
    }

    private BitSet missing(int height, int[][] passes) {
        BitSet missing = new BitSet();
        int there = Math.round(percentage * height / 100);
        for (int[] pass : passes) {
            for (int row = pass[0]; row < height; row += pass[1]) {
                missing.set(row, there-- <= 0);
            }
        }
        return missing;
    }
}
