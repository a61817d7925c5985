package imageresizer.picture.portable;

import imageresizer.picture.Size;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferInt;
import java.awt.image.DirectColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import org.jspecify.annotations.Nullable;

/**
 * A picture as its decoder left it: as stored, not upright yet, and in its own colours.
 *
 * @param pixels row by row, four channels of eight bits; owned by this record
 * @param picture its size before it was shrunk
 * @param kind what the channels are
 * @param profile the ICC profile of its colours; null for none
 */
record Decoded(int[] pixels, Size picture, Shrink shrink, Kind kind, byte @Nullable [] profile) {

    /** What a pixel's channels are, from the most significant on. */
    enum Kind {
        /** Opaque, and red, green and blue the same. */
        GREY,
        /** Opaque, red, green, blue. */
        COLOUR,
        /** Alpha, red, green, blue, the colours multiplied by alpha. */
        TRANSPARENT,
        /** Cyan, magenta, yellow, black; 255 is the most ink. */
        CMYK
    }

    int columns() {
        return shrink.columns(picture.width());
    }

    int rows() {
        return shrink.rows(picture.height());
    }

    /** The picture in sRGB, opaque or premultiplied, sharing the pixels. */
    BufferedImage inSrgb() {
        Colours.toSrgb(this);
        boolean alpha = kind == Kind.TRANSPARENT;
        DirectColorModel model = alpha
                ? new DirectColorModel(
                        ColorSpace.getInstance(ColorSpace.CS_sRGB),
                        32,
                        0xff0000,
                        0xff00,
                        0xff,
                        0xff000000,
                        true,
                        DataBuffer.TYPE_INT)
                : new DirectColorModel(24, 0xff0000, 0xff00, 0xff);
        WritableRaster raster = Raster.createPackedRaster(
                new DataBufferInt(pixels, pixels.length), columns(), rows(), columns(), model.getMasks(), null);
        return new BufferedImage(model, raster, alpha, null);
    }
}
