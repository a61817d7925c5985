package imageresizer.model;

/** Something is in the way of an upload for now. Lambda invokes the function again later, as after any exception. */
public final class RetryLaterException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message names the upload and says what is in its way */
    public RetryLaterException(String message) {
        super(message);
    }
}
