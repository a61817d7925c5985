package imageresizer;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import java.time.Instant;
import java.util.UUID;

/**
 * One attempt of Lambda's at an event.
 *
 * @param requestId the same for every attempt that Lambda makes at one event, and for no other event
 * @param id of this attempt alone
 * @param end when Lambda kills it at the latest
 */
public record Attempt(String requestId, String id, Instant end) {

    public Attempt {
        requireNonNull(requestId);
        requireNonNull(id);
        requireNonNull(end);
    }

    static Attempt of(Context context, Instant now) {
        return new Attempt(
                context.getAwsRequestId(),
                UUID.randomUUID().toString(),
                now.plusMillis(context.getRemainingTimeInMillis()));
    }

    /** Whether this attempt may still be at work while {@code other} is. */
    public boolean mayBeAtWorkBeside(Attempt other, Instant now) {
        return !requestId.equals(other.requestId) && now.isBefore(end);
    }
}
