package imageresizer.local.lambda;

import java.time.Instant;

/**
 * An event for asynchronous invocation.
 *
 * @param requestId given when it was queued, and the same for each attempt
 * @param payload what the handler gets, nominally JSON
 * @param queuedAt when its age began
 */
public record QueuedEvent(String requestId, String payload, Instant queuedAt) {}
