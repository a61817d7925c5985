package imageresizer.picture.portable;

import java.awt.Point;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.awt.image.WritableRaster;

/**
 * The destination of an {@code ImageReader} that keeps nothing but passes each row on, so that a picture is read in one
 * go without ever being in memory. ImageIO's other ways to read a part, regions and subsampling, decode the file again
 * for each region, or leave out pixels. The JDK's JPEG reader writes rows by {@link #setRect}, its PNG reader pixels by
 * {@link #setPixel(int, int, int[])}, each from the top left on. Of a progressive JPEG the former writes the whole picture
 * again for each scan, ever finer.
 */
final class RowRaster extends WritableRaster {

    private final RowSink sink;
    private final RowConverter converter;
    private final int[] row;
    private final int[] pixels;

    private RowRaster(SampleModel samples, DataBuffer none, RowConverter converter, RowSink sink) {
        super(samples, none, new Rectangle(samples.getWidth(), samples.getHeight()), new Point(), null);
        this.sink = sink;
        this.converter = converter;
        this.row = new int[samples.getWidth() * samples.getNumBands()];
        this.pixels = new int[samples.getWidth()];
    }

    /** An image for {@code ImageReadParam.setDestination}. */
    static BufferedImage image(ColorModel model, SampleModel samples, RowConverter converter, RowSink sink) {
        SampleModel sized = samples.createCompatibleSampleModel(sink.width(), sink.height());
        DataBuffer none =
                samples.getDataType() == DataBuffer.TYPE_USHORT ? new DataBufferUShort(1) : new DataBufferByte(1);
        return new BufferedImage(
                model, new RowRaster(sized, none, converter, sink), model.isAlphaPremultiplied(), null);
    }

    @Override
    public void setRect(int x, int y, Raster source) {
        if (y == 0 && sink.rows() > 0) {
            sink.restart();
        }
        if (x != 0 || y != sink.rows() || source.getWidth() != width || source.getHeight() != 1) {
            throw new UnsupportedOperationException("the reader writes other than row by row");
        }
        converter.convert(source, source.getMinY(), pixels);
        sink.add(pixels);
    }

    @Override
    public void setPixel(int x, int y, int[] samples) {
        System.arraycopy(samples, 0, row, x * numBands, numBands);
        if (x == width - 1) {
            if (y != sink.rows()) {
                throw new UnsupportedOperationException("the reader writes other than row by row");
            }
            converter.convert(row, width, pixels);
            sink.add(pixels);
        }
    }
}
