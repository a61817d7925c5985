package imageresizer.local.lambda;

import imageresizer.local.lambda.InvocationResult.FunctionError;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What Lambda keeps at the on-failure destination of an asynchronous event that it could not finish.
 *
 * @param timestamp when the record was made
 * @param event the event that could not be finished
 * @param condition why there is no further attempt
 * @param approximateInvokeCount how many attempts there were
 * @param lastError how the last attempt failed; null if there was none
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html">Capturing records of
 *     Lambda asynchronous invocations</a>
 */
public record DeadLetter(
        Instant timestamp,
        QueuedEvent event,
        Condition condition,
        int approximateInvokeCount,
        @Nullable FunctionError lastError) {

    /** Why there is no further attempt. */
    public enum Condition {
        RETRIES_EXHAUSTED("RetriesExhausted"),
        EVENT_AGE_EXCEEDED("EventAgeExceeded");

        private final String text;

        Condition(String text) {
            this.text = text;
        }

        /** As Lambda writes it. */
        @Override
        public String toString() {
            return text;
        }
    }
}
