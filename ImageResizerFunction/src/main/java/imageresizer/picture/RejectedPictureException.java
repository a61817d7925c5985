package imageresizer.picture;

import static java.util.Objects.requireNonNull;

import imageresizer.reason.Language;
import imageresizer.reason.Reason;
import imageresizer.reason.ReasonCode;
import org.jspecify.annotations.Nullable;

/** A permanent fault of the picture itself: a retry can't help. Its message is the English sentence of the reason. */
public final class RejectedPictureException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Reason reason;

    /**
     * @param arguments the values of the code's parameters
     * @throws IllegalArgumentException if the arguments do not match the code's parameters
     */
    public RejectedPictureException(ReasonCode code, Object... arguments) {
        this(Reason.of(code, arguments), null);
    }

    /** @param cause what the decoder said, for the log; null if there is nothing more to say */
    public RejectedPictureException(Reason reason, @Nullable Throwable cause) {
        super(reason.text(Language.EN), cause);
        this.reason = requireNonNull(reason);
    }

    /** @param cause what the decoder said, for the log */
    public static RejectedPictureException damaged(PictureFormat format, Throwable cause) {
        return new RejectedPictureException(Reason.of(ReasonCode.DAMAGED, format.displayName()), cause);
    }

    /** Whether it is only for want of memory. */
    public boolean isForMemory() {
        return switch (reason.code()) {
            case NOT_ENOUGH_MEMORY, TOO_LARGE_FOR_LAMBDA, FILE_NEEDS_MEMORY -> true;
            default -> false;
        };
    }

    /** What is wrong and what to do, for the person who uploaded the file. */
    public Reason reason() {
        return reason;
    }
}
