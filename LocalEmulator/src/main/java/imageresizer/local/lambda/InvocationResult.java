package imageresizer.local.lambda;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one synchronous invocation, or one attempt at an asynchronous one, ended. */
public sealed interface InvocationResult {
    /** The request's id; the same for each attempt at one asynchronous event. */
    String requestId();

    /** What Lambda reports of the invocation. */
    Report report();

    /** The last lines, at most 1000, that the function and the platform wrote; raw, see {@link LogListener}. */
    List<String> log();

    /**
     * The handler returned.
     *
     * @param payload what it returned, nominally JSON
     */
    record Returned(String requestId, String payload, Report report, List<String> log) implements InvocationResult {
        public Returned {
            log = List.copyOf(log);
        }
    }

    /**
     * The handler threw, or the platform ended it.
     *
     * @param errorType class of the exception, or {@code Sandbox.Timedout}, {@code Runtime.OutOfMemory},
     *     {@code Runtime.ExitError}, {@code Function.ResponseSizeTooLarge}
     * @param errorMessage its message; empty if there is none
     * @param stackTrace one line per frame; empty if there is none
     * @param payload all that as JSON, as Lambda answers the invoker
     */
    record FunctionError(
            String requestId,
            String errorType,
            String errorMessage,
            List<String> stackTrace,
            String payload,
            Report report,
            List<String> log)
            implements InvocationResult {
        public FunctionError {
            stackTrace = List.copyOf(stackTrace);
            log = List.copyOf(log);
        }

        static FunctionError of(String requestId, ErrorPayload error, Report report, List<String> log) {
            return new FunctionError(
                    requestId, error.errorType(), error.errorMessage(), error.stackTrace(), error.json(), report, log);
        }
    }

    /**
     * Lambda's REPORT.
     *
     * @param duration from the runtime's getting the event to its answer
     * @param maxMemoryUsedMegabytes the most that the process has held since it started; 0 if there was none
     * @param initDuration how long the environment took to start; null if it was there already
     */
    record Report(
            Duration duration,
            int maxMemoryUsedMegabytes,
            @Nullable Duration initDuration) {
        /** Both durations, rounded up to whole milliseconds, as Lambda bills them. */
        public Duration billedDuration() {
            Duration all = initDuration == null ? duration : duration.plus(initDuration);
            return Duration.ofMillis(all.plusNanos(999_999).toMillis());
        }
    }
}
