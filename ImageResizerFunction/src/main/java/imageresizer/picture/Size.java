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

    /** How many pixels it has. */
    public long pixels() {
        return (long) width * height;
    }

    /** This size with width and height exchanged, as a quarter turn does. */
    public Size turned() {
        return new Size(/* width= */ height, /* height= */ width);
    }

    /** {@code WIDTHxHEIGHT}, as in the setting {@code SIZES}. */
    @Override
    public String toString() {
        return width + "x" + height;
    }
}
