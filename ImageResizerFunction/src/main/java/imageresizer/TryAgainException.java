package imageresizer;

/** Now is not the moment: the upload has to be tried again later, which is what Lambda does with whatever is thrown. */
public final class TryAgainException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message names the upload and says what stands in its way */
    public TryAgainException(String message) {
        super(message);
    }
}
