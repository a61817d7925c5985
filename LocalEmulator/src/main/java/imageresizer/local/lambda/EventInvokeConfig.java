package imageresizer.local.lambda;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How Lambda treats asynchronous events: {@code EventInvokeConfig} of the template.
 *
 * @param maximumRetryAttempts attempts after the first: 0 to 2
 * @param maximumEventAge an event older than that is not attempted again: 1 minute to 6 hours
 * @param firstRetryDelay how long a failed event waits for its first retry; it waits twice as long for the second
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html">How Lambda handles
 *     errors and retries with asynchronous invocation</a>
 */
public record EventInvokeConfig(int maximumRetryAttempts, Duration maximumEventAge, Duration firstRetryDelay) {
    /** Lambda's own: a failed event is tried again after one minute, and then after two. */
    public static final Duration LAMBDA_RETRY_DELAY = Duration.ofMinutes(1);

    public EventInvokeConfig {
        if (maximumRetryAttempts < 0 || maximumRetryAttempts > 2) {
            throw new IllegalArgumentException(
                    "MaximumRetryAttempts is " + maximumRetryAttempts + ": it must be 0, 1 or 2.");
        }
        if (maximumEventAge.compareTo(Duration.ofMinutes(1)) < 0
                || maximumEventAge.compareTo(Duration.ofHours(6)) > 0) {
            throw new IllegalArgumentException(
                    "MaximumEventAgeInSeconds is " + maximumEventAge.toSeconds() + ": it must be from 60 to 21600.");
        }
        if (firstRetryDelay.isNegative()) {
            throw new IllegalArgumentException("The delay of a retry is negative: it must be 0 or more.");
        }
    }

    /**
     * How long an event waits after an attempt that failed; null if there is no further attempt.
     *
     * @param attempt the one that failed, from 1
     */
    @Nullable
    Duration delayAfter(int attempt) {
        return attempt > maximumRetryAttempts ? null : firstRetryDelay.multipliedBy(attempt);
    }
}
