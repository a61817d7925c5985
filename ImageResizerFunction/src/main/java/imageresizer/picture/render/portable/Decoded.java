package imageresizer.picture.render.portable;

import imageresizer.picture.Size;
import imageresizer.picture.probe.ColourEncoding;
import imageresizer.picture.probe.PictureHeader;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.BitSet;
import javax.imageio.IIOException;
import org.jspecify.annotations.Nullable;

/**
 * A picture as a reader of ImageIO has decoded it: as stored, not upright yet, and in its own colours.
 *
 * @param image owned by this record
 * @param left where the image begins on its canvas, in pixels; usually 0
 * @param top likewise
 * @param missing rows that the file lacks
 * @param profile the ICC profile of the colours; null for none
 */
record Decoded(BufferedImage image, int left, int top, BitSet missing, byte @Nullable [] profile) {

    /** @throws IIOException if the picture is not what its header says */
    static Decoded whole(PictureHeader header, BufferedImage image, byte @Nullable [] profile) throws IIOException {
        Size size = header.storedSize();
        if (image.getWidth() != size.width() || image.getHeight() != size.height()) {
            throw new IIOException("The reader made " + image.getWidth() + "x" + image.getHeight()
                    + " pixels where the header says " + size);
        }
        return new Decoded(image, 0, 0, new BitSet(), profile);
    }

    /** With other colours than its own profile says. */
    Decoded encodedAs(@Nullable ColourEncoding colours) {
        return colours == null
                ? this
                : new Decoded(image, left, top, missing, colours.iccProfile(SrgbConverter.isGrey(image)));
    }

    /** The picture in sRGB with premultiplied alpha, transparent where nothing is. */
    BufferedImage inSrgb(Size canvas) {
        BufferedImage converted = SrgbConverter.converted(image, profile, missing);
        if (left == 0 && top == 0 && new Size(image.getWidth(), image.getHeight()).equals(canvas)) {
            return converted;
        }
        BufferedImage placed = new BufferedImage(canvas.width(), canvas.height(), BufferedImage.TYPE_INT_ARGB_PRE);
        Graphics2D graphics = placed.createGraphics();
        graphics.drawImage(converted, left, top, null);
        graphics.dispose();
        return placed;
    }
}
