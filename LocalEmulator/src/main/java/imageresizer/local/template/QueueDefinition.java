package imageresizer.local.template;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A queue.
 *
 * @param visibilityTimeout how long a message that was received is hidden, in whole seconds
 * @param redrive null if messages are never moved to another queue
 */
public record QueueDefinition(
        String logicalId,
        String name,
        String arn,
        Duration visibilityTimeout,
        @Nullable Redrive redrive) {
    /**
     * Where messages go that are received too often.
     *
     * @param deadLetterArn of a queue in the same template
     * @param maxReceiveCount how often a message may be received before, 1 to 1000
     */
    public record Redrive(String deadLetterArn, int maxReceiveCount) {}
}
