package imageresizer.picture.render.libvips;

/** A call of libvips failed; the message is libvips' own text, which may quote the picture. */
final class VipsException extends Exception {
    private static final long serialVersionUID = 1L;

    VipsException(String text) {
        super(text);
    }
}
