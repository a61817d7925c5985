package imageresizer.picture;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a format's header says, the size not yet turned.
 *
 * @param width in pixels as stored, within the limits
 * @param height in pixels as stored, within the limits
 * @param orientation 1 to 8, as EXIF counts
 * @param colours what its numbers mean; null for sRGB, or what an embedded profile says
 * @param premultiplied whether the stored colours are multiplied by alpha
 */
record StoredHeader(
        int width,
        int height,
        int frames,
        int orientation,
        boolean alpha,
        Exif exif,
        DecodingMemory memory,
        @Nullable ColourEncoding colours,
        boolean premultiplied) {

    StoredHeader {
        requireNonNull(exif);
        requireNonNull(memory);
    }

    /** Colours that are not multiplied by alpha. */
    StoredHeader(
            int width,
            int height,
            int frames,
            int orientation,
            boolean alpha,
            Exif exif,
            DecodingMemory memory,
            @Nullable ColourEncoding colours) {
        this(width, height, frames, orientation, alpha, exif, memory, colours, /* premultiplied= */ false);
    }

    /** In sRGB, or as an embedded profile says. */
    StoredHeader(int width, int height, int frames, int orientation, boolean alpha, Exif exif, DecodingMemory memory) {
        this(width, height, frames, orientation, alpha, exif, memory, /* colours= */ null);
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
