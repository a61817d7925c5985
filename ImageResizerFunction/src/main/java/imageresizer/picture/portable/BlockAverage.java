package imageresizer.picture.portable;

import imageresizer.picture.Size;
import java.util.Arrays;

/**
 * Takes a picture row by row from the top and keeps the averages of blocks of its pixels, so that the whole of it never
 * has to be in memory. A pixel is four channels of eight bits; a colour must be multiplied by its alpha.
 */
final class BlockAverage implements RowSink {

    /** What is seen where a file ends too early: the grey that JPEG decoders put there. */
    private static final int MISSING = 0xff808080;

    private final Size picture;
    private final Shrink shrink;
    private final int columns;
    private final int[] averages;
    private final int[] sums;
    private int rows;

    BlockAverage(Size picture, Shrink shrink) {
        this.picture = picture;
        this.shrink = shrink;
        this.columns = shrink.columns(picture.width());
        this.averages = new int[Math.multiplyExact(columns, shrink.rows(picture.height()))];
        this.sums = new int[4 * columns];
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int width() {
        return picture.width();
    }

    @Override
    public int height() {
        return picture.height();
    }

    @Override
    public void add(int[] pixels) {
        if (rows == picture.height()) {
            return;
        }
        if (shrink.across() == 1 && shrink.down() == 1) {
            System.arraycopy(pixels, 0, averages, rows * columns, columns);
            rows++;
            return;
        }
        int at = 0;
        for (int x = 0; x < picture.width(); ) {
            int a = 0;
            int b = 0;
            int c = 0;
            int d = 0;
            int end = Math.min(picture.width(), x + shrink.across());
            for (; x < end; x++) {
                int pixel = pixels[x];
                a += pixel >>> 24;
                b += pixel >> 16 & 0xff;
                c += pixel >> 8 & 0xff;
                d += pixel & 0xff;
            }
            sums[at++] += a;
            sums[at++] += b;
            sums[at++] += c;
            sums[at++] += d;
        }
        rows++;
        int inBlock = rows % shrink.down();
        if (inBlock == 0 || rows == picture.height()) {
            finishBlocks(inBlock == 0 ? shrink.down() : inBlock);
        }
    }

    @Override
    public void restart() {
        rows = 0;
        Arrays.fill(sums, 0);
    }

    private void finishBlocks(int height) {
        int start = (rows - 1) / shrink.down() * columns;
        for (int column = 0; column < columns; column++) {
            int width = Math.min(shrink.across(), picture.width() - column * shrink.across());
            int count = width * height;
            int half = count / 2;
            int at = 4 * column;
            averages[start + column] = (((sums[at] + half) / count) << 24)
                    | (((sums[at + 1] + half) / count) << 16)
                    | (((sums[at + 2] + half) / count) << 8)
                    | ((sums[at + 3] + half) / count);
        }
        Arrays.fill(sums, 0);
    }

    /** The averages of all blocks, row by row; owned by the caller from now on. Rows that never came are grey. */
    int[] finished() {
        if (rows < picture.height()) {
            int[] missing = new int[picture.width()];
            Arrays.fill(missing, MISSING);
            while (rows < picture.height()) {
                add(missing);
            }
        }
        return averages;
    }
}
