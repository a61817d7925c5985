package imageresizer.picture.render.libvips;

/** There is no usable native libvips here; the message is one sentence that says why. */
public final class LibvipsUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    LibvipsUnavailableException(String reason) {
        super(reason);
    }

    LibvipsUnavailableException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
