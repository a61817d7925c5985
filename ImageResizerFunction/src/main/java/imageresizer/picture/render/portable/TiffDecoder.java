package imageresizer.picture.render.portable;

import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.probe.PictureHeader;
import imageresizer.picture.probe.TiffPage;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/** One page of TIFF, by TwelveMonkeys' reader. */
final class TiffDecoder implements Decoder {

    private final byte[] source;
    private final PictureHeader header;
    private final TiffPage page;

    TiffDecoder(byte[] source, PictureHeader header) throws RejectedPictureException {
        this.source = source;
        this.header = header;
        this.page = TiffPage.shownOf(source);
    }

    @Override
    public long heap() {
        return (header.memory().pixel() + 4L) * header.storedSize().pixels();
    }

    @Override
    public Decoded decode() throws IOException {
        ImageReader reader = ImageReaders.tiff();
        try {
            reader.setInput(new BoundedImageInputStream(source), false, true);
            BufferedImage image = reader.read(page.index());
            byte @Nullable [] profile = profile(image.getColorModel());
            if (!(image.getColorModel() instanceof IndexColorModel)) {
                stretch(image.getRaster());
            }
            boolean hasOther = image.getColorModel().hasAlpha() && !page.hasAlpha();
            return Decoded.whole(header, hasOther ? withoutLastBand(image) : image, profile);
        } finally {
            reader.dispose();
        }
    }

    /** Samples of six or twelve bits, say, come as they are, in eight or sixteen. */
    private void stretch(WritableRaster raster) {
        int size = raster.getSampleModel().getSampleSize(0);
        if (page.bits() >= size) {
            return;
        }
        int white = (1 << page.bits()) - 1;
        int whole = (1 << size) - 1;
        int[] row = new int[raster.getWidth() * raster.getNumBands()];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, raster.getWidth(), 1, row);
            Arrays.setAll(row, i -> (int) ((long) Math.min(row[i], white) * whole / white));
            raster.setPixels(0, y, raster.getWidth(), 1, row);
        }
    }

    /** The reader takes every extra sample for transparency, also those that hold something else, such as a selection. */
    private static BufferedImage withoutLastBand(BufferedImage image) throws IIOException {
        if (!(image.getColorModel() instanceof ComponentColorModel model)) {
            throw new IIOException("An extra sample in a picture of type " + image.getType());
        }
        int[] bands = IntStream.range(0, image.getRaster().getNumBands() - 1).toArray();
        WritableRaster raster =
                image.getRaster().createWritableChild(0, 0, image.getWidth(), image.getHeight(), 0, 0, bands);
        ColorModel opaque = new ComponentColorModel(
                model.getColorSpace(), false, false, ColorModel.OPAQUE, model.getTransferType());
        return new BufferedImage(opaque, raster, false, null);
    }

    /** A picture's own profile; readers put Java's in the place of none, of which that for grey would be wrong. */
    static byte @Nullable [] profile(ColorModel model) {
        return !(model instanceof IndexColorModel)
                        && model.getColorSpace() instanceof ICC_ColorSpace profiled
                        && !profiled.isCS_sRGB()
                        && profiled != ColorSpace.getInstance(ColorSpace.CS_GRAY)
                ? profiled.getProfile().getData()
                : null;
    }
}
