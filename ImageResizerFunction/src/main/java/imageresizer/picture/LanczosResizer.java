package imageresizer.picture;

import java.awt.AlphaComposite;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import net.coobird.thumbnailator.resizers.Resizer;

/**
 * Shrinks without aliasing: averages whole blocks of pixels while the picture is far too large, then filters with
 * Lanczos' three-lobed kernel stretched over the rest of the way. Thumbnailator's own resizers look at two or four
 * neighbours however far they shrink, and so let fine texture through as false patterns.
 *
 * <p>The kernel is described by K. Turkowski, "Filters for Common Resampling Tasks", in Graphics Gems I (1990).
 * Colours are weighted by their alpha, so that invisible pixels don't bleed into visible ones.
 */
final class LanczosResizer implements Resizer {

    private static final int LOBES = 3;
    private static final int CHANNELS = 4;

    /** The blocks leave this much shrinking, or more, to the kernel; below two they would show. */
    private static final int LEFT_TO_KERNEL = 2;

    @Override
    public void resize(BufferedImage source, BufferedImage destination) {
        Raster raster = Raster.blocksOf(
                premultiplied(source),
                Math.max(1, source.getWidth() / (LEFT_TO_KERNEL * destination.getWidth())),
                Math.max(1, source.getHeight() / (LEFT_TO_KERNEL * destination.getHeight())));
        Raster narrow = raster.resampledInRows(Kernel.shrinking(raster.columns, destination.getWidth()));
        Raster small = narrow.resampledInColumns(Kernel.shrinking(raster.rows, destination.getHeight()));
        Graphics2D graphics = destination.createGraphics();
        graphics.setComposite(AlphaComposite.Src);
        graphics.drawImage(small.toImage(), 0, 0, null);
        graphics.dispose();
    }

    /** The source in sRGB, eight bits a channel, colours multiplied by alpha. */
    private static BufferedImage premultiplied(BufferedImage source) {
        if (source.getType() == BufferedImage.TYPE_INT_ARGB_PRE) {
            return source;
        }
        BufferedImage copy = new BufferedImage(source.getWidth(), source.getHeight(), BufferedImage.TYPE_INT_ARGB_PRE);
        Graphics2D graphics = copy.createGraphics();
        graphics.setComposite(AlphaComposite.Src);
        graphics.drawImage(source, 0, 0, null);
        graphics.dispose();
        return copy;
    }

    /** Pixels as interleaved floating point channels: alpha, red, green, blue. */
    private record Raster(int columns, int rows, float[] samples) {

        /** Averages blocks of {@code across} times {@code down} pixels; the last of a row or column may be smaller. */
        static Raster blocksOf(BufferedImage image, int across, int down) {
            int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
            int width = image.getWidth();
            int height = image.getHeight();
            Raster blocks = ofSize(Math.ceilDiv(width, across), Math.ceilDiv(height, down));
            for (int y = 0; y < blocks.rows; y++) {
                int bottom = Math.min(height, (y + 1) * down);
                for (int x = 0; x < blocks.columns; x++) {
                    int right = Math.min(width, (x + 1) * across);
                    int a = 0;
                    int r = 0;
                    int g = 0;
                    int b = 0;
                    for (int row = y * down; row < bottom; row++) {
                        for (int column = x * across; column < right; column++) {
                            int pixel = pixels[row * width + column];
                            a += pixel >>> 24;
                            r += pixel >> 16 & 0xff;
                            g += pixel >> 8 & 0xff;
                            b += pixel & 0xff;
                        }
                    }
                    float count = (bottom - y * down) * (right - x * across);
                    blocks.set(x, y, a / count, r / count, g / count, b / count);
                }
            }
            return blocks;
        }

        private static Raster ofSize(int columns, int rows) {
            return new Raster(columns, rows, new float[columns * rows * CHANNELS]);
        }

        Raster resampledInRows(Kernel kernel) {
            Raster result = ofSize(kernel.length(), rows);
            for (int y = 0; y < rows; y++) {
                for (int x = 0; x < result.columns; x++) {
                    result.blend(x, y, kernel, x, samples, (y * columns + kernel.first[x]) * CHANNELS, CHANNELS);
                }
            }
            return result;
        }

        Raster resampledInColumns(Kernel kernel) {
            Raster result = ofSize(columns, kernel.length());
            for (int y = 0; y < result.rows; y++) {
                for (int x = 0; x < columns; x++) {
                    result.blend(
                            x, y, kernel, y, samples, (kernel.first[y] * columns + x) * CHANNELS, columns * CHANNELS);
                }
            }
            return result;
        }

        private void blend(int x, int y, Kernel kernel, int position, float[] from, int start, int stride) {
            float a = 0;
            float r = 0;
            float g = 0;
            float b = 0;
            int at = start;
            for (float weight : kernel.weights[position]) {
                a += weight * from[at];
                r += weight * from[at + 1];
                g += weight * from[at + 2];
                b += weight * from[at + 3];
                at += stride;
            }
            set(x, y, a, r, g, b);
        }

        private void set(int x, int y, float a, float r, float g, float b) {
            int at = (y * columns + x) * CHANNELS;
            samples[at] = a;
            samples[at + 1] = r;
            samples[at + 2] = g;
            samples[at + 3] = b;
        }

        BufferedImage toImage() {
            BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_ARGB_PRE);
            int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
            for (int i = 0; i < pixels.length; i++) {
                int a = clamped(samples[i * CHANNELS], 255);
                int r = clamped(samples[i * CHANNELS + 1], a);
                int g = clamped(samples[i * CHANNELS + 2], a);
                int b = clamped(samples[i * CHANNELS + 3], a);
                pixels[i] = a << 24 | r << 16 | g << 8 | b;
            }
            return image;
        }

        /** A premultiplied colour can't exceed its alpha, but the kernel's negative lobes overshoot. */
        private static int clamped(float sample, int most) {
            return Math.clamp(Math.round(sample), 0, most);
        }
    }

    /**
     * What to blend for each position of the result.
     *
     * @param first the first source sample of each position
     * @param weights of the samples from the first one on; each position's add up to one
     */
    private record Kernel(int[] first, float[][] weights) {

        static Kernel shrinking(int from, int to) {
            double scale = Math.max(1, (double) from / to);
            double reach = LOBES * scale;
            int[] first = new int[to];
            float[][] weights = new float[to][];
            for (int i = 0; i < to; i++) {
                double centre = (i + 0.5) * from / to - 0.5;
                first[i] = Math.max(0, (int) Math.ceil(centre - reach));
                int last = Math.min(from - 1, (int) Math.floor(centre + reach));
                weights[i] = weights(first[i], last, centre, scale);
            }
            return new Kernel(first, weights);
        }

        private static float[] weights(int first, int last, double centre, double scale) {
            float[] weights = new float[last - first + 1];
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                double weight = lanczos((first + i - centre) / scale);
                weights[i] = (float) weight;
                sum += weight;
            }
            for (int i = 0; i < weights.length; i++) {
                weights[i] /= (float) sum;
            }
            return weights;
        }

        private static double lanczos(double x) {
            if (x == 0) {
                return 1;
            }
            if (Math.abs(x) >= LOBES) {
                return 0;
            }
            double turned = Math.PI * x;
            return LOBES * Math.sin(turned) * Math.sin(turned / LOBES) / (turned * turned);
        }

        int length() {
            return first.length;
        }
    }
}
