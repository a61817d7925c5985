package imageresizer.picture.render.heif;

/** There is no usable native libheif here; the message is one sentence that says why. */
public final class LibheifUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    LibheifUnavailableException(String reason) {
        super(reason);
    }

    LibheifUnavailableException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
