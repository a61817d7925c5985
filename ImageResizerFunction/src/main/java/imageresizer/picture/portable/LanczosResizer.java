package imageresizer.picture.portable;

import imageresizer.picture.Size;
import java.awt.AlphaComposite;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.Arrays;
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

    private final double width;
    private final double height;

    /**
     * @param width of what the source shows, in its pixels: less than the source's own where the last column shows less
     *     than a whole pixel's worth
     * @param height the same for the rows
     */
    LanczosResizer(double width, double height) {
        this.width = width;
        this.height = height;
    }

    @Override
    public void resize(BufferedImage source, BufferedImage destination) {
        int columns = destination.getWidth();
        int rows = destination.getHeight();
        Blocks blocks = new Blocks(
                premultiplied(source), Shrink.towards(columns, rows, new Size(source.getWidth(), source.getHeight())));
        Kernel across = Kernel.shrinking(blocks.columns, width / blocks.shrink.across(), columns);
        Kernel down = Kernel.shrinking(blocks.rows, height / blocks.shrink.down(), rows);
        BufferedImage result = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_ARGB_PRE);
        int[] pixels = ((DataBufferInt) result.getRaster().getDataBuffer()).getData();
        // Only as many rows as the kernel looks at are held: the last ones, each in its turn.
        float[][] narrowed = new float[down.longest()][columns * CHANNELS];
        float[] sums = new float[columns * CHANNELS];
        int next = 0;
        for (int y = 0; y < rows; y++) {
            float[] weights = down.weights[y];
            int first = down.first[y];
            for (; next < first + weights.length; next++) {
                across.narrow(blocks.row(next), narrowed[next % narrowed.length]);
            }
            Arrays.fill(sums, 0);
            for (int i = 0; i < weights.length; i++) {
                addWeighted(weights[i], narrowed[(first + i) % narrowed.length], sums);
            }
            pack(sums, pixels, y * columns, columns);
        }
        Graphics2D graphics = destination.createGraphics();
        graphics.setComposite(AlphaComposite.Src);
        graphics.drawImage(result, 0, 0, null);
        graphics.dispose();
    }

    private static void addWeighted(float weight, float[] row, float[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * row[i];
        }
    }

    private static void pack(float[] sums, int[] pixels, int start, int columns) {
        for (int x = 0; x < columns; x++) {
            int a = clamped(sums[x * CHANNELS], 255);
            int r = clamped(sums[x * CHANNELS + 1], a);
            int g = clamped(sums[x * CHANNELS + 2], a);
            int b = clamped(sums[x * CHANNELS + 3], a);
            pixels[start + x] = a << 24 | r << 16 | g << 8 | b;
        }
    }

    /** A premultiplied colour can't exceed its alpha, but the kernel's negative lobes overshoot. */
    private static int clamped(float sample, int most) {
        return Math.clamp(Math.round(sample), 0, most);
    }

    /** The source in sRGB, eight bits a channel, opaque or with colours multiplied by alpha. */
    private static BufferedImage premultiplied(BufferedImage source) {
        if (source.getType() == BufferedImage.TYPE_INT_ARGB_PRE || source.getType() == BufferedImage.TYPE_INT_RGB) {
            return source;
        }
        BufferedImage copy = new BufferedImage(source.getWidth(), source.getHeight(), BufferedImage.TYPE_INT_ARGB_PRE);
        Graphics2D graphics = copy.createGraphics();
        graphics.setComposite(AlphaComposite.Src);
        graphics.drawImage(source, 0, 0, null);
        graphics.dispose();
        return copy;
    }

    /** An image as averages of blocks of its pixels: alpha, red, green, blue. */
    private static final class Blocks {
        private final int[] pixels;
        private final int width;
        private final int height;
        private final Shrink shrink;
        private final int opaque;
        private final int columns;
        private final int rows;
        private final float[] averages;

        Blocks(BufferedImage image, Shrink shrink) {
            this.pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
            this.width = image.getWidth();
            this.height = image.getHeight();
            this.shrink = shrink;
            this.opaque = image.getColorModel().hasAlpha() ? 0 : 0xff000000;
            this.columns = shrink.columns(width);
            this.rows = shrink.rows(height);
            this.averages = new float[columns * CHANNELS];
        }

        /** One row of averages; overwritten by the next. */
        float[] row(int y) {
            int top = y * shrink.down();
            int bottom = Math.min(height, top + shrink.down());
            for (int x = 0; x < columns; x++) {
                int left = x * shrink.across();
                int right = Math.min(width, left + shrink.across());
                int a = 0;
                int r = 0;
                int g = 0;
                int b = 0;
                for (int row = top; row < bottom; row++) {
                    for (int column = left; column < right; column++) {
                        int pixel = pixels[row * width + column] | opaque;
                        a += pixel >>> 24;
                        r += pixel >> 16 & 0xff;
                        g += pixel >> 8 & 0xff;
                        b += pixel & 0xff;
                    }
                }
                float count = (bottom - top) * (right - left);
                averages[x * CHANNELS] = a / count;
                averages[x * CHANNELS + 1] = r / count;
                averages[x * CHANNELS + 2] = g / count;
                averages[x * CHANNELS + 3] = b / count;
            }
            return averages;
        }
    }

    /**
     * What to blend for each position of the result.
     *
     * @param first the first source sample of each position
     * @param weights of the samples from the first one on; each position's add up to one
     */
    private record Kernel(int[] first, float[][] weights) {

        /**
         * @param from how many samples there are
         * @param extent how many of them the result shows; hardly less than all
         * @param to how many positions the result has
         */
        static Kernel shrinking(int from, double extent, int to) {
            double scale = Math.max(1, extent / to);
            double reach = LOBES * scale;
            int[] first = new int[to];
            float[][] weights = new float[to][];
            for (int i = 0; i < to; i++) {
                double centre = (i + 0.5) * extent / to - 0.5;
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

        /** How many samples a position is blended of at most. */
        int longest() {
            return Arrays.stream(weights).mapToInt(each -> each.length).max().orElse(1);
        }

        /** Blends the samples of a row into the positions of a narrower one. */
        void narrow(float[] row, float[] narrowed) {
            for (int x = 0; x < first.length; x++) {
                float a = 0;
                float r = 0;
                float g = 0;
                float b = 0;
                int at = first[x] * CHANNELS;
                for (float weight : weights[x]) {
                    a += weight * row[at];
                    r += weight * row[at + 1];
                    g += weight * row[at + 2];
                    b += weight * row[at + 3];
                    at += CHANNELS;
                }
                narrowed[x * CHANNELS] = a;
                narrowed[x * CHANNELS + 1] = r;
                narrowed[x * CHANNELS + 2] = g;
                narrowed[x * CHANNELS + 3] = b;
            }
        }
    }
}
