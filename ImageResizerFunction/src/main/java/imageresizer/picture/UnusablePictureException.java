package imageresizer.picture;

import org.jspecify.annotations.Nullable;

/** A permanent fault of the picture itself: trying again can't help, so people are told instead. */
public final class UnusablePictureException extends Exception {

    private static final long serialVersionUID = 1;

    /** @param reason one or two sentences for the person who uploaded the file: what is wrong and what to do */
    public UnusablePictureException(String reason) {
        this(reason, null);
    }

    /** @param cause what the decoder said, for the log; null if there is nothing more to say */
    public UnusablePictureException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }

    /** @param cause what the decoder said, for the log */
    public static UnusablePictureException damaged(PictureFormat format, Throwable cause) {
        return new UnusablePictureException(
                "The file begins as a " + format.displayName()
                        + " picture but can't be decoded: it is damaged, incomplete, or of an unusual kind."
                        + " Open it in a photo program, save it anew, and upload that.",
                cause);
    }

    /** One or two sentences for the person who uploaded the file. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
