package imageresizer.picture.render.libvips;

import java.awt.image.BufferedImage;

/** How alike two pictures look. */
final class Similarity {

    private static final int WINDOW = 8;
    private static final double C1 = Math.pow(0.01 * 255, 2);
    private static final double C2 = Math.pow(0.03 * 255, 2);

    private Similarity() {}

    /**
     * The structural similarity of two pictures' brightness, averaged over windows of 8x8 pixels; 1 if they are the same.
     * After Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from error visibility to structural
     * similarity", IEEE Transactions on Image Processing 13 (2004).
     */
    static double ssim(BufferedImage one, BufferedImage other) {
        double sum = 0;
        int windows = 0;
        for (int y = 0; y + WINDOW <= one.getHeight(); y += WINDOW / 2) {
            for (int x = 0; x + WINDOW <= one.getWidth(); x += WINDOW / 2) {
                sum += ofWindow(one, other, x, y);
                windows++;
            }
        }
        return sum / windows;
    }

    private static double ofWindow(BufferedImage one, BufferedImage other, int left, int top) {
        double sumA = 0;
        double sumB = 0;
        double squaresA = 0;
        double squaresB = 0;
        double products = 0;
        for (int y = top; y < top + WINDOW; y++) {
            for (int x = left; x < left + WINDOW; x++) {
                double a = brightness(one.getRGB(x, y));
                double b = brightness(other.getRGB(x, y));
                sumA += a;
                sumB += b;
                squaresA += a * a;
                squaresB += b * b;
                products += a * b;
            }
        }
        double n = WINDOW * WINDOW;
        double meanA = sumA / n;
        double meanB = sumB / n;
        double varianceA = squaresA / n - meanA * meanA;
        double varianceB = squaresB / n - meanB * meanB;
        double covariance = products / n - meanA * meanB;
        return (2 * meanA * meanB + C1)
                * (2 * covariance + C2)
                / ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2));
    }

    /** Rec. 709 luma. */
    private static double brightness(int rgb) {
        return 0.2126 * (rgb >> 16 & 0xff) + 0.7152 * (rgb >> 8 & 0xff) + 0.0722 * (rgb & 0xff);
    }
}
