package imageresizer.picture.portable;

import imageresizer.picture.portable.Decoded.Kind;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOException;

/**
 * Turns rows of whatever ImageIO's readers decode into pixels of four channels of eight bits. The samples are taken as
 * they are: Java's own conversion would take grey for linear, and profiles are applied later, to fewer pixels.
 */
final class RowConverter {

    private final ColorModel model;
    private final Kind kind;
    private final int bands;
    private final int most;
    private final int[] palette;
    private int[] samples = {};
    private byte[] bytes = {};

    private RowConverter(ColorModel model, Kind kind, int bands, int most) {
        this.model = model;
        this.kind = kind;
        this.bands = bands;
        this.most = most;
        this.palette = model instanceof IndexColorModel index ? palette(index) : new int[0];
    }

    static RowConverter of(ColorModel model, SampleModel samples) {
        int most = (1 << Math.min(16, samples.getSampleSize(0))) - 1;
        return new RowConverter(model, kind(model), samples.getNumBands(), most);
    }

    private static Kind kind(ColorModel model) {
        if (model.hasAlpha()) {
            return Kind.TRANSPARENT;
        }
        if (model instanceof IndexColorModel) {
            return Kind.COLOUR;
        }
        return switch (model.getColorSpace().getType()) {
            case ColorSpace.TYPE_GRAY -> Kind.GREY;
            case ColorSpace.TYPE_CMYK -> Kind.CMYK;
            default -> Kind.COLOUR;
        };
    }

    Kind kind() {
        return kind;
    }

    /** Adds every row of an image. */
    static Kind addAll(BufferedImage image, RowSink sink) throws IOException {
        if (image.getWidth() != sink.width() || image.getHeight() != sink.height()) {
            throw new IIOException("The reader made " + image.getWidth() + "x" + image.getHeight()
                    + " pixels where the header says " + sink.width() + "x" + sink.height());
        }
        RowConverter converter = of(image.getColorModel(), image.getSampleModel());
        int[] pixels = new int[sink.width()];
        boolean understood = converter.understands(image.getSampleModel().getDataType());
        for (int y = 0; y < image.getHeight(); y++) {
            if (understood) {
                converter.convert(image.getRaster(), y, pixels);
            } else {
                image.getRGB(0, y, image.getWidth(), 1, pixels, 0, image.getWidth());
                for (int x = 0; x < image.getWidth(); x++) {
                    pixels[x] = Colours.multiplied(pixels[x]);
                }
            }
            sink.add(pixels);
        }
        return understood || converter.kind == Kind.TRANSPARENT ? converter.kind : Kind.COLOUR;
    }

    /** Whether samples are what they seem, and not, say, floating point numbers or coordinates of CIELAB. */
    private boolean understands(int dataType) {
        if (model instanceof IndexColorModel) {
            return true;
        }
        int type = model.getColorSpace().getType();
        return (dataType == DataBuffer.TYPE_BYTE
                        || dataType == DataBuffer.TYPE_USHORT
                        || dataType == DataBuffer.TYPE_INT)
                && most <= 0xffff
                && (type == ColorSpace.TYPE_GRAY || type == ColorSpace.TYPE_RGB || type == ColorSpace.TYPE_CMYK)
                && bands == model.getNumComponents()
                && !(type == ColorSpace.TYPE_CMYK && model.hasAlpha());
    }

    /** Converts one row. */
    void convert(Raster raster, int y, int[] pixels) {
        int width = raster.getWidth();
        int left = raster.getMinX();
        if (model instanceof IndexColorModel) {
            samples = raster.getSamples(left, y, width, 1, 0, sized(samples, width));
            for (int x = 0; x < width; x++) {
                pixels[x] = samples[x] < palette.length ? palette[samples[x]] : 0xff000000;
            }
        } else if (raster.getTransferType() == DataBuffer.TYPE_BYTE
                && most == 0xff
                && raster.getNumDataElements() == bands) {
            if (bytes.length < width * bands) {
                bytes = new byte[width * bands];
            }
            raster.getDataElements(left, y, width, 1, bytes);
            pack(bytes, width, pixels);
        } else {
            samples = raster.getPixels(left, y, width, 1, sized(samples, width * bands));
            if (most != 0xff) {
                for (int i = 0; i < width * bands; i++) {
                    samples[i] = (samples[i] * 255 + most / 2) / most;
                }
            }
            pack(samples, width, pixels);
        }
    }

    private static int[] sized(int[] array, int length) {
        return array.length < length ? new int[length] : array;
    }

    /** Converts one row of samples, all bands of a pixel together. */
    void convert(int[] row, int width, int[] pixels) {
        if (model instanceof IndexColorModel) {
            for (int x = 0; x < width; x++) {
                pixels[x] = row[x] < palette.length ? palette[row[x]] : 0xff000000;
            }
            return;
        }
        if (most != 0xff) {
            for (int i = 0; i < width * bands; i++) {
                row[i] = (row[i] * 255 + most / 2) / most;
            }
        }
        pack(row, width, pixels);
    }

    private void pack(byte[] row, int width, int[] pixels) {
        if (bands == 3) {
            for (int x = 0, at = 0; x < width; x++, at += 3) {
                pixels[x] = 0xff000000 | ((row[at] & 0xff) << 16) | ((row[at + 1] & 0xff) << 8) | (row[at + 2] & 0xff);
            }
            return;
        }
        samples = sized(samples, width * bands);
        for (int i = 0; i < width * bands; i++) {
            samples[i] = row[i] & 0xff;
        }
        pack(samples, width, pixels);
    }

    private void pack(int[] row, int width, int[] pixels) {
        boolean multiply = model.hasAlpha() && !model.isAlphaPremultiplied();
        int at = 0;
        for (int x = 0; x < width; x++, at += bands) {
            int pixel = switch (bands) {
                case 1 -> 0xff000000 | row[at] * 0x010101;
                case 2 -> row[at + 1] << 24 | row[at] * 0x010101;
                case 3 -> 0xff000000 | row[at] << 16 | row[at + 1] << 8 | row[at + 2];
                default ->
                    kind == Kind.CMYK
                            ? row[at] << 24 | row[at + 1] << 16 | row[at + 2] << 8 | row[at + 3]
                            : row[at + 3] << 24 | row[at] << 16 | row[at + 1] << 8 | row[at + 2];
            };
            pixels[x] = multiply ? Colours.multiplied(pixel) : pixel;
        }
    }

    private static int[] palette(IndexColorModel index) {
        int[] colours = new int[index.getMapSize()];
        index.getRGBs(colours);
        return Arrays.stream(colours).map(Colours::multiplied).toArray();
    }
}
