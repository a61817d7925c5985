package imageresizer.local.api;

import java.util.List;

/**
 * An event in the dead-letter queue.
 *
 * @param time when the last attempt had failed, as ISO 8601
 * @param objects what the event is about, as S3 addresses; keys are as their uploaders wrote them, so never print them raw
 * @param attempts how many there were
 * @param reason why there was no other, and how the last one failed; may hold anything
 */
public record DeadLetterReport(String time, List<String> objects, int attempts, String reason) {

    public DeadLetterReport {
        objects = List.copyOf(objects);
    }
}
