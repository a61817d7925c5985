package imageresizer.model;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The work of one invocation of the function on one record of its event.
 *
 * @param requestId Lambda's name of the event; a retry has the same one, and so may a duplicate
 * @param id of this attempt alone
 * @param deadline when Lambda kills the process at the latest
 * @param timeout the function's timeout; every other time is a part of it
 */
public record InvocationAttempt(String requestId, String id, Instant deadline, Duration timeout) {

    public InvocationAttempt {
        requireNonNull(requestId);
        requireNonNull(id);
        requireNonNull(deadline);
        requireNonNull(timeout);
    }

    /** The attempt that an invocation makes at its first record. */
    public static InvocationAttempt of(Context context, Instant now) {
        Duration timeout = Duration.ofMillis(context.getRemainingTimeInMillis());
        return new InvocationAttempt(context.getAwsRequestId(), newId(), now.plus(timeout), timeout);
    }

    /** The attempt that the same invocation makes at its next record. */
    public InvocationAttempt next() {
        return new InvocationAttempt(requestId, newId(), deadline, timeout);
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }

    /**
     * When nothing of this attempt can change anything any more: its deadline and a sixth of the timeout, 10 of 60
     * seconds. S3 may still apply a request of a killed process for a moment. Lambda's retry comes after that, 60 seconds
     * after a failure.
     */
    public Instant leaseEnd() {
        return deadline.plus(timeout.dividedBy(6));
    }

    /** How long the attempt waits for another one's lease before it asks for a retry: 25 of 60 seconds. */
    public Duration patience() {
        return timeout.multipliedBy(5).dividedBy(12);
    }
}
