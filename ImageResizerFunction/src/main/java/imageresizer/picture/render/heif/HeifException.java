package imageresizer.picture.render.heif;

/** libheif cannot decode the picture; the message is libheif's own text. */
public final class HeifException extends Exception {
    private static final long serialVersionUID = 1L;

    HeifException(String text) {
        super(text);
    }
}
