package imageresizer.picture.portable;

import imageresizer.picture.Size;

/**
 * By what a picture is shrunk while it is decoded, in whole blocks of pixels.
 *
 * @param across pixels of a block from left to right, at least 1
 * @param down pixels of a block from top to bottom, at least 1
 */
record Shrink(int across, int down) {

    /** How many times larger than the result the shrunk picture stays; what is averaged any closer shows. */
    static final int LEFT_FOR_RESIZING = 2;

    Shrink {
        if (across < 1 || down < 1) {
            throw new IllegalArgumentException("a block can't be " + across + " x " + down);
        }
    }

    /** What leaves enough for a result of this size. */
    static Shrink towards(int width, int height, Size picture) {
        return new Shrink(
                Math.max(1, picture.width() / (LEFT_FOR_RESIZING * width)),
                Math.max(1, picture.height() / (LEFT_FOR_RESIZING * height)));
    }

    int columns(int width) {
        return Math.ceilDiv(width, across);
    }

    int rows(int height) {
        return Math.ceilDiv(height, down);
    }
}
