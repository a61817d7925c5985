package imageresizer.picture.portable;

import imageresizer.picture.UnusablePictureException;
import imageresizer.reason.ReasonCode;
import java.util.Locale;

/**
 * Counts the pixels that libjpeg made up. Where a file's data end too early it complains once, and fills the rest with
 * coefficients of zero: a flat grey in the middle of the scale.
 */
final class FillerCount implements RowSink {

    private final RowSink sink;
    private boolean warned;
    private boolean premature;
    private long filler;

    FillerCount(RowSink sink) {
        this.sink = sink;
    }

    /** @param warning one of libjpeg's messages */
    void warned(String warning) {
        warned = true;
        premature |= warning.toLowerCase(Locale.ROOT).contains("premature end");
    }

    /**
     * @param coloursMayLack whether grey can be missing colour, because colours are stored one after the other
     * @throws UnusablePictureException if too much of the picture is missing
     */
    void check(boolean coloursMayLack) throws UnusablePictureException {
        double decoded = 1 - filler / ((double) width() * height());
        if (decoded < Decoder.ENOUGH) {
            throw Decoder.incomplete(decoded);
        }
        if (premature && coloursMayLack) {
            throw new UnusablePictureException(ReasonCode.COLOURS_MISSING);
        }
    }

    @Override
    public void add(int[] pixels) {
        if (warned) {
            for (int x = 0; x < width(); x++) {
                int pixel = pixels[x];
                if (isMiddle(pixel >> 16 & 0xff) && isMiddle(pixel >> 8 & 0xff) && isMiddle(pixel & 0xff)) {
                    filler++;
                }
            }
        }
        sink.add(pixels);
    }

    @Override
    public void restart() {
        filler = 0;
        sink.restart();
    }

    /** Inverted ink is one less. */
    private static boolean isMiddle(int channel) {
        return channel == 127 || channel == 128;
    }

    @Override
    public int width() {
        return sink.width();
    }

    @Override
    public int height() {
        return sink.height();
    }

    @Override
    public int rows() {
        return sink.rows();
    }
}
