package imageresizer.local.lambda;

import java.util.List;

/** A function that could not be started; the message is one sentence that says why. */
public final class InitializationException extends RuntimeException {
    private final transient ErrorPayload error;
    private final transient List<String> log;

    InitializationException(String message, ErrorPayload error, List<String> log) {
        super(message);
        this.error = error;
        this.log = List.copyOf(log);
    }

    /** What Lambda reports to an invoker, such as the class of the exception that the handler's constructor threw. */
    public String errorType() {
        return error.errorType();
    }

    /** The last lines, at most 1000, that the function wrote; raw, see {@link LogListener}. */
    public List<String> log() {
        return log;
    }

    ErrorPayload error() {
        return error;
    }
}
