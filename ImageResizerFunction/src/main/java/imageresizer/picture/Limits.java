package imageresizer.picture;

import java.util.Locale;

/**
 * What a picture may be at most, told from its header.
 *
 * @param maxPixels of one frame
 * @param maxFrames of an animation
 * @param maxBytes of the file
 * @param maxDimension of the width and of the height, in pixels
 */
public record Limits(long maxPixels, int maxFrames, long maxBytes, int maxDimension) {

    /**
     * The template's default of {@code MaxPixels}. The other three have no setting: 2,000 frames are more than a minute
     * of animation, 250 MB are half of what the smallest function has, and no longer side fits into a JPEG file.
     */
    public static final Limits DEFAULT = ofPixels(100_000_000);

    public Limits {
        if (maxPixels < 1 || maxFrames < 1 || maxBytes < 1 || maxDimension < 1) {
            throw new IllegalArgumentException("limits must be at least 1");
        }
    }

    /** The given number of pixels, and otherwise the limits that have no setting. */
    public static Limits ofPixels(long maxPixels) {
        return new Limits(maxPixels, 2_000, 250_000_000, 65_535);
    }

    /** @throws UnusablePictureException if the file is too large to be read at all */
    public void checkBytes(long bytes) throws UnusablePictureException {
        if (bytes > maxBytes) {
            throw new UnusablePictureException("The file has " + number(bytes) + " bytes; at most " + number(maxBytes)
                    + " can be read. Save the picture with fewer pixels or in a format that compresses better, and"
                    + " upload that.");
        }
    }

    void checkSize(long width, long height) throws UnusablePictureException {
        String size = number(width) + " x " + number(height) + " pixels";
        if (width < 1 || height < 1) {
            throw new UnusablePictureException("The picture's header gives it a size of " + size
                    + ", so there is nothing to show. Save it anew with a photo program and upload that.");
        }
        if (width > maxPixels / height) {
            throw new UnusablePictureException("The picture is " + size + ", more than the "
                    + number(maxPixels) + " pixels that are allowed. Make it smaller and upload that, or raise the"
                    + " setting MaxPixels.");
        }
        if (width > maxDimension || height > maxDimension) {
            throw new UnusablePictureException("The picture is " + size + "; neither side may be longer than "
                    + number(maxDimension) + " pixels. Cut it or make it smaller, and upload that.");
        }
    }

    void checkFrames(long frames) throws UnusablePictureException {
        if (frames > maxFrames) {
            throw new UnusablePictureException("The picture is an animation of more than " + number(maxFrames)
                    + " frames, which is the limit. Shorten it and upload that.");
        }
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
