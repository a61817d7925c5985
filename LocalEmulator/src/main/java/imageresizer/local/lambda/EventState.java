package imageresizer.local.lambda;

import imageresizer.local.lambda.InvocationResult.FunctionError;
import imageresizer.local.lambda.InvocationResult.Returned;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of an asynchronous event. The last of each is {@link Succeeded} or {@link DeadLettered}. */
public sealed interface EventState {
    QueuedEvent event();

    /** It waits for its first attempt. */
    record Queued(QueuedEvent event) implements EventState {}

    /**
     * An environment has it.
     *
     * @param attempt from 1
     */
    record Started(QueuedEvent event, int attempt) implements EventState {}

    /**
     * The handler returned.
     *
     * @param attempt from 1
     */
    record Succeeded(QueuedEvent event, int attempt, Returned result) implements EventState {}

    /**
     * This attempt failed; another follows unless {@link DeadLettered} does.
     *
     * @param attempt from 1
     * @param retryDelay how long Lambda waits before it tries again; null if it does not
     */
    record Failed(
            QueuedEvent event,
            int attempt,
            FunctionError error,
            @Nullable Duration retryDelay) implements EventState {}

    /** It will not be attempted again. */
    record DeadLettered(QueuedEvent event, DeadLetter letter) implements EventState {}
}
