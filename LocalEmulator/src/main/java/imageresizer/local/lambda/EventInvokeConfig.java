package imageresizer.local.lambda;

import java.time.Duration;

/**
 * How Lambda treats asynchronous events: {@code EventInvokeConfig} of the template.
 *
 * @param maximumRetryAttempts attempts after the first: 0 to 2
 * @param maximumEventAge an event older than that is not attempted again: 1 minute to 6 hours
 * @param firstBackOff wait before the first retry; twice that before the second. A minute on AWS.
 */
public record EventInvokeConfig(int maximumRetryAttempts, Duration maximumEventAge, Duration firstBackOff) {
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
        if (firstBackOff.isNegative()) {
            throw new IllegalArgumentException("The back-off is negative: it must be 0 or more.");
        }
    }

    /** With a back-off of one second, so that nobody waits three minutes on their own machine. */
    public EventInvokeConfig(int maximumRetryAttempts, Duration maximumEventAge) {
        this(maximumRetryAttempts, maximumEventAge, Duration.ofSeconds(1));
    }
}
