package imageresizer.picture;

import java.util.OptionalInt;

/**
 * The room for a rendition; an absent side follows from the other and the picture's shape.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1; present if the width isn't
 */
public record Box(OptionalInt width, OptionalInt height) {

    public Box {
        if (width.isEmpty() && height.isEmpty()) {
            throw new IllegalArgumentException("a box must have a width or a height");
        }
        if (width.orElse(1) < 1 || height.orElse(1) < 1) {
            throw new IllegalArgumentException("a box must be at least one pixel wide and high");
        }
    }

    public static Box of(int width, int height) {
        return new Box(OptionalInt.of(width), OptionalInt.of(height));
    }

    public static Box ofWidth(int width) {
        return new Box(OptionalInt.of(width), OptionalInt.empty());
    }

    public static Box ofHeight(int height) {
        return new Box(OptionalInt.empty(), OptionalInt.of(height));
    }

    /** {@code WIDTHxHEIGHT}, {@code WIDTHx} or {@code xHEIGHT}, as in the setting {@code SIZES}. */
    @Override
    public String toString() {
        return text(width) + "x" + text(height);
    }

    private static String text(OptionalInt side) {
        return side.isPresent() ? String.valueOf(side.getAsInt()) : "";
    }
}
