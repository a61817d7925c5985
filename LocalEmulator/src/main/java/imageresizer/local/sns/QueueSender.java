package imageresizer.local.sns;

import java.util.Map;

/** Brings messages to queues. Thread-safe. */
@FunctionalInterface
public interface QueueSender {
    /**
     * Sends a message.
     *
     * @param queueArn the subscription's endpoint
     * @param attributes of a raw message, by name
     * @throws IllegalArgumentException if there is no such queue
     */
    void send(String queueArn, String body, Map<String, MessageAttribute> attributes) throws InterruptedException;
}
