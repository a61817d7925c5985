package imageresizer.picture.render.portable;

import java.awt.image.BufferedImage;

/**
 * Turns a stored picture upright, pixel for pixel. Thumbnailator's own filters turn by interpolation, which shifts a
 * picture by half a pixel and blurs it.
 */
final class Orientation {

    private Orientation() {}

    /** @param orientation 1 to 8, as EXIF counts (CIPA DC-008, tag 274) */
    static BufferedImage upright(BufferedImage stored, int orientation) {
        if (orientation == 1) {
            return stored;
        }
        int width = stored.getWidth();
        int height = stored.getHeight();
        boolean onItsSide = orientation >= 5;
        BufferedImage upright =
                new BufferedImage(onItsSide ? height : width, onItsSide ? width : height, stored.getType());
        for (int y = 0; y < height; y++) {
            int bottom = height - 1 - y;
            for (int x = 0; x < width; x++) {
                int right = width - 1 - x;
                int rgb = stored.getRGB(x, y);
                switch (orientation) {
                    case 2 -> upright.setRGB(right, y, rgb);
                    case 3 -> upright.setRGB(right, bottom, rgb);
                    case 4 -> upright.setRGB(x, bottom, rgb);
                    case 5 -> upright.setRGB(y, x, rgb);
                    case 6 -> upright.setRGB(bottom, x, rgb);
                    case 7 -> upright.setRGB(bottom, right, rgb);
                    case 8 -> upright.setRGB(y, right, rgb);
                    default -> throw new IllegalArgumentException("EXIF knows no orientation " + orientation);
                }
            }
        }
        return upright;
    }
}
