package imageresizer.picture.render.portable;

import java.awt.AlphaComposite;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Converts a decoded picture to sRGB of eight bits: by its ICC profile if that is of any use, otherwise as viewers do. */
final class SrgbConverter {

    private static final int ICC_HEADER = 128;
    private static final int ICC_SIGNATURE_AT = 36;
    private static final int ICC_SIGNATURE = 0x61637370; // acsp

    private SrgbConverter() {}

    /** The picture in sRGB: opaque, or with colours multiplied by alpha and transparent where rows are missing. */
    static BufferedImage converted(BufferedImage picture, byte @Nullable [] profileData, BitSet missing) {
        BufferedImage image = picture;
        if (image.getColorModel() instanceof IndexColorModel) {
            image = drawn(
                    image,
                    image.getColorModel().hasAlpha() ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR);
        }
        Optional<BufferedImage> profiled = profiled(image, profileData);
        if (profiled.isPresent()) {
            image = profiled.get();
        } else if (isOf(ColorSpace.TYPE_GRAY, image) || isOf(ColorSpace.TYPE_CMYK, image)) {
            image = ofSamples(image);
        }
        if (missing.isEmpty()
                && (image.getType() == BufferedImage.TYPE_3BYTE_BGR || image.getType() == BufferedImage.TYPE_INT_RGB)) {
            return image;
        }
        boolean alpha = image.getColorModel().hasAlpha() || !missing.isEmpty();
        BufferedImage result = drawn(image, alpha ? BufferedImage.TYPE_INT_ARGB_PRE : BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = result.createGraphics();
        graphics.setComposite(AlphaComposite.Clear);
        missing.stream().forEach(row -> graphics.fillRect(0, row, result.getWidth(), 1));
        graphics.dispose();
        return result;
    }

    private static boolean isOf(int colorSpaceType, BufferedImage image) {
        ColorModel model = image.getColorModel();
        return !(model instanceof IndexColorModel) && model.getColorSpace().getType() == colorSpaceType;
    }

    static boolean isGrey(BufferedImage image) {
        return isOf(ColorSpace.TYPE_GRAY, image);
    }

    private static BufferedImage drawn(BufferedImage image, int type) {
        BufferedImage result = new BufferedImage(image.getWidth(), image.getHeight(), type);
        Graphics2D graphics = result.createGraphics();
        graphics.setComposite(AlphaComposite.Src);
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return result;
    }

    /** Grey and inks as devices show them. Java would take grey for linear. */
    private static BufferedImage ofSamples(BufferedImage image) {
        ColorModel model = image.getColorModel();
        Raster raster = image.getRaster();
        int bands = raster.getNumBands();
        boolean isGrey = isGrey(image);
        boolean alpha = model.hasAlpha();
        BufferedImage result = new BufferedImage(
                image.getWidth(), image.getHeight(), alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        int white = (1 << Math.min(16, raster.getSampleModel().getSampleSize(0))) - 1;
        int[] samples = new int[image.getWidth() * bands];
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            raster.getPixels(0, y, image.getWidth(), 1, samples);
            Arrays.setAll(samples, i -> (samples[i] * 0xff + white / 2) / white);
            for (int x = 0, at = 0; x < row.length; x++, at += bands) {
                int opacity = alpha ? samples[at + bands - 1] << 24 : 0xff000000;
                int colour = isGrey
                        ? samples[at] * 0x010101
                        : CmykToSrgb.colour(samples[at], samples[at + 1], samples[at + 2], samples[at + 3]);
                row[x] = opacity | colour;
            }
            result.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        return result;
    }

    /** The picture converted by its profile; empty if that is damaged or made for another number of colours. */
    private static Optional<BufferedImage> profiled(BufferedImage image, byte @Nullable [] data) {
        ColorModel model = image.getColorModel();
        int size = image.getSampleModel().getSampleSize(0);
        boolean isWhole = size == DataBuffer.getDataTypeSize(model.getTransferType());
        if (data == null || data.length <= ICC_HEADER || !isWhole) {
            return Optional.empty();
        }
        ByteBuffer header = ByteBuffer.wrap(data);
        int length = header.getInt(0);
        if (header.getInt(ICC_SIGNATURE_AT) != ICC_SIGNATURE || length <= ICC_HEADER || length > data.length) {
            return Optional.empty();
        }
        try {
            ICC_ColorSpace space = new ICC_ColorSpace(ICC_Profile.getInstance(Arrays.copyOf(data, length)));
            if (space.getType() != model.getColorSpace().getType()) {
                return Optional.empty();
            }
            boolean alpha = model.hasAlpha();
            ColorModel own = new ComponentColorModel(
                    space, alpha, model.isAlphaPremultiplied(), model.getTransparency(), model.getTransferType());
            BufferedImage result = new BufferedImage(
                    image.getWidth(),
                    image.getHeight(),
                    alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
            new ColorConvertOp(null)
                    .filter(new BufferedImage(own, image.getRaster(), model.isAlphaPremultiplied(), null), result);
            return Optional.of(result);
        } catch (RuntimeException e) {
            // Viewers show the picture without it, too.
            return Optional.empty();
        }
    }
}
