package imageresizer.lease;

/**
 * The manifest was deleted or replaced while its lease was held. The attempt ends here; Lambda's retry starts again.
 */
public final class LeaseLostException extends RuntimeException {

    private static final long serialVersionUID = 1;

    LeaseLostException(String upload) {
        super("The manifest of " + upload + " was deleted or replaced while this attempt was working on it.");
    }
}
