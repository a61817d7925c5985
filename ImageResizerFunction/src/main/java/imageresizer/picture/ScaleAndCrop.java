package imageresizer.picture;

/**
 * How a picture becomes a rendition: resized to {@code scaledWidth} × {@code scaledHeight}, from which the middle
 * {@code width} × {@code height} is cut. All are pixels of the upright picture, at least 1, and never more than it has.
 */
public record ScaleAndCrop(int scaledWidth, int scaledHeight, int width, int height) {

    public static ScaleAndCrop of(int pictureWidth, int pictureHeight, Box box, Fit fit) {
        double horizontal = box.width().isPresent() ? (double) box.width().getAsInt() / pictureWidth : 0;
        double vertical = box.height().isPresent() ? (double) box.height().getAsInt() / pictureHeight : 0;
        if (horizontal == 0 || vertical == 0) {
            // One side follows from the other, so the box has the picture's shape and every fit is the same.
            double scale = Math.min(1, Math.max(horizontal, vertical));
            return uncut(scaled(pictureWidth, scale), scaled(pictureHeight, scale));
        }
        return switch (fit) {
            case INSIDE -> {
                double scale = Math.min(1, Math.min(horizontal, vertical));
                yield uncut(scaled(pictureWidth, scale), scaled(pictureHeight, scale));
            }
            // Each side for itself: one that is short already stays.
            case FILL ->
                uncut(scaled(pictureWidth, Math.min(1, horizontal)), scaled(pictureHeight, Math.min(1, vertical)));
            case COVER -> {
                // A picture too small to cover the box is not enlarged: it covers a smaller box of the same shape.
                double cover = Math.max(horizontal, vertical);
                double scale = Math.min(1, cover);
                double shrunkBox = scale / cover;
                int scaledWidth = scaled(pictureWidth, scale);
                int scaledHeight = scaled(pictureHeight, scale);
                yield new ScaleAndCrop(
                        scaledWidth,
                        scaledHeight,
                        Math.min(scaledWidth, scaled(box.width().getAsInt(), shrunkBox)),
                        Math.min(scaledHeight, scaled(box.height().getAsInt(), shrunkBox)));
            }
        };
    }

    /** How many times smaller the picture becomes, on the side where it shrinks least. */
    public double shrink(int pictureWidth, int pictureHeight) {
        return Math.min((double) pictureWidth / scaledWidth, (double) pictureHeight / scaledHeight);
    }

    public boolean isCut() {
        return width != scaledWidth || height != scaledHeight;
    }

    private static ScaleAndCrop uncut(int width, int height) {
        return new ScaleAndCrop(width, height, width, height);
    }

    private static int scaled(int pixels, double scale) {
        return Math.max(1, (int) Math.round(pixels * scale));
    }
}
