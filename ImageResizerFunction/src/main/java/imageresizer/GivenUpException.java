package imageresizer;

/** An upload was given up for this time, because it takes too long or too much memory. Lambda tries again. */
final class GivenUpException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message names the upload, and says what to do */
    GivenUpException(String message) {
        super(message);
    }
}
