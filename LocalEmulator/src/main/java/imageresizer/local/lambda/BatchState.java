package imageresizer.local.lambda;

import imageresizer.local.sqs.QueuedMessage;
import java.util.List;

/** What became of a batch of messages. */
public sealed interface BatchState {
    /** The same as that of the function's invocation. */
    String requestId();

    /** The function has it. */
    record BatchStarted(String requestId, List<QueuedMessage> messages) implements BatchState {
        public BatchStarted {
            messages = List.copyOf(messages);
        }
    }

    /**
     * The function has answered, or failed.
     *
     * @param finished are out of the queue
     * @param failed come again
     */
    record Ended(String requestId, List<QueuedMessage> finished, List<QueuedMessage> failed) implements BatchState {
        public Ended {
            finished = List.copyOf(finished);
            failed = List.copyOf(failed);
        }
    }
}
