package imageresizer.manifest;

/** Somebody else has taken the claim: a newer upload of the key, or its removal. */
public final class SupersededException extends RuntimeException {

    private static final long serialVersionUID = 1;

    SupersededException(String message) {
        super(message);
    }
}
