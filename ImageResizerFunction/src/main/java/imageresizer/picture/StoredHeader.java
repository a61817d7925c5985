package imageresizer.picture;

import static java.util.Objects.requireNonNull;

/**
 * What a format's header says, the size not yet turned.
 *
 * @param width in pixels as stored, within the limits
 * @param height in pixels as stored, within the limits
 * @param orientation 1 to 8, as EXIF counts
 */
record StoredHeader(
        int width, int height, int frames, int orientation, boolean alpha, Exif exif, DecodingMemory memory) {

    StoredHeader {
        requireNonNull(exif);
        requireNonNull(memory);
    }

    /** Reads the header of one format, of no more than the file's first bytes, within limits. */
    @FunctionalInterface
    interface Reader {

        /**
         * @throws Prefix.BeyondException if more of the file must be read to tell
         * @throws UnusablePictureException if the header makes no sense or exceeds the limits
         */
        StoredHeader read(Prefix file, Limits limits) throws Prefix.BeyondException, UnusablePictureException;
    }
}
