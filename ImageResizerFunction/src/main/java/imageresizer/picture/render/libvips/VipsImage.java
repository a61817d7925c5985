package imageresizer.picture.render.libvips;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One reference to a {@code VipsImage} of libvips, given back by {@link #close}. What is made from an image keeps that
 * alive in libvips, so images may be closed in any order, except one that reads from a source, which comes last. For one
 * thread at a time.
 */
final class VipsImage implements AutoCloseable {
    private static final String DELAY = "delay";
    private static final String ICC_PROFILE = "icc-profile-data";
    private static final int INTERPRETATION_CMYK = 15;
    private static final int INTERPRETATION_B_W = 1;
    private static final int INTERPRETATION_GREY16 = 26;

    private final Libvips libvips;
    private final MemorySegment pointer;
    private final @Nullable VipsSource source;

    VipsImage(Libvips libvips, MemorySegment pointer) {
        this(libvips, pointer, /* source= */ null);
    }

    /** @param source what its pixels are read from; closed with the image */
    VipsImage(Libvips libvips, MemorySegment pointer, @Nullable VipsSource source) {
        this.libvips = libvips;
        this.pointer = pointer;
        this.source = source;
    }

    MemorySegment pointer() {
        return pointer;
    }

    /** Pixels, as stored, before the orientation is applied. */
    int width() {
        return libvips.width(pointer);
    }

    /** Pixels of one frame, as stored, before the orientation is applied. */
    int height() {
        return libvips.pageHeight(pointer);
    }

    int frames() {
        return libvips.height(pointer) / height();
    }

    boolean hasAlpha() {
        return libvips.hasAlpha(pointer);
    }

    /** Whether it has one channel besides transparency. */
    boolean isGrey() {
        int interpretation = libvips.interpretation(pointer);
        return interpretation == INTERPRETATION_B_W || interpretation == INTERPRETATION_GREY16;
    }

    /** @param orientation 1 to 8, as EXIF counts */
    void setOrientation(int orientation) {
        if (libvips.orientation(pointer) != orientation) {
            libvips.setInt(pointer, "orientation", orientation);
        }
    }

    /** Whether the orientation swaps width and height. */
    boolean lies() {
        return libvips.orientation(pointer) >= 5;
    }

    VipsImage copyToMemory() throws VipsException {
        return libvips.copyToMemory(pointer);
    }

    /** Each frame resized to exactly this size, upright, in 8-bit sRGB or grey. */
    VipsImage resize(int width, int height) throws VipsException {
        boolean cmyk = libvips.interpretation(pointer) == INTERPRETATION_CMYK;
        if (!cmyk && !libvips.has(pointer, ICC_PROFILE)) {
            return libvips.thumbnail(pointer, width, height, null);
        }
        VipsImage resized = libvips.thumbnail(pointer, width, height, cmyk ? "cmyk" : "srgb");
        // It is sRGB now; the profile would only have it converted again.
        resized.remove(ICC_PROFILE);
        return resized;
    }

    /** The middle of each frame. A moving picture must be in memory for it. */
    VipsImage crop(int width, int height) throws VipsException {
        int left = (width() - width) / 2;
        int top = (height() - height) / 2;
        if (frames() == 1) {
            return libvips.extract(pointer, left, top, width, height);
        }
        List<VipsImage> frames = new ArrayList<>();
        try {
            for (int frame = 0; frame < frames(); frame++) {
                frames.add(libvips.extract(pointer, left, frame * height() + top, width, height));
            }
            VipsImage cropped = libvips.stack(frames);
            libvips.setInt(cropped.pointer, "page-height", height);
            return cropped;
        } finally {
            frames.forEach(VipsImage::close);
        }
    }

    VipsImage firstFrame() throws VipsException {
        return libvips.extract(pointer, 0, 0, width(), height());
    }

    /** Forgets how long the first frame of a file was shown, which is not among the frames of this image. */
    void dropFirstDelay() throws VipsException {
        if (has(DELAY)) {
            int[] delays = libvips.ints(pointer, DELAY);
            libvips.setInts(pointer, DELAY, Arrays.copyOfRange(delays, Math.min(1, delays.length), delays.length));
        }
    }

    /** Colours that are not multiplied by alpha any more. */
    VipsImage unpremultiply() throws VipsException {
        return libvips.unpremultiply(pointer);
    }

    byte[] encode(String format) throws VipsException {
        return libvips.encode(pointer, format);
    }

    List<String> fields() {
        return libvips.fields(pointer);
    }

    boolean has(String field) {
        return libvips.has(pointer, field);
    }

    byte[] blob(String field) throws VipsException {
        return libvips.blob(pointer, field);
    }

    void setBlob(String field, byte[] value) {
        libvips.setBlob(pointer, field, value);
    }

    void parseExif() throws VipsException {
        libvips.parseExif(pointer);
    }

    /** What its colours mean, in place of what the file had embedded. */
    void setProfile(byte[] icc) {
        libvips.setBlob(pointer, ICC_PROFILE, icc);
    }

    void remove(String field) {
        libvips.remove(pointer, field);
    }

    @Override
    public void close() {
        libvips.unref(pointer);
        if (source != null) {
            source.close();
        }
    }
}
