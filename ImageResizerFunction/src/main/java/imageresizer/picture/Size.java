package imageresizer.picture;

/**
 * A picture's or a box's extent.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 */
public record Size(int width, int height) {

    public Size {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a size must be at least 1x1 pixels, not " + width + "x" + height);
        }
    }

    /**
     * The largest size of this shape that fits into {@code box}: never larger than this one, and never below one pixel
     * however narrow the shape is.
     */
    public Size inside(Size box) {
        double scale = Math.min(1, Math.min((double) box.width / width, (double) box.height / height));
        return new Size(scaled(width, scale), scaled(height, scale));
    }

    /** This size with width and height exchanged, as a quarter turn does. */
    public Size turned() {
        return new Size(/* width= */ height, /* height= */ width);
    }

    private static int scaled(int length, double scale) {
        return Math.max(1, (int) Math.round(length * scale));
    }

    /** {@code WIDTHxHEIGHT}, as in the setting {@code SIZES}. */
    @Override
    public String toString() {
        return width + "x" + height;
    }
}
