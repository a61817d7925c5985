package imageresizer.local;

import imageresizer.local.sqs.LocalSqs;
import imageresizer.local.template.QueueDefinition;
import imageresizer.local.template.StackDefinition;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes SQS what a template describes, as an update of the stack does on AWS. */
final class Queues {

    private Queues() {}

    /**
     * Creates what is new, changes attributes, and removes queues that are gone with what is in them.
     *
     * @param before what SQS follows up to now; null for nothing
     */
    static void follow(LocalSqs sqs, @Nullable StackDefinition before, StackDefinition after)
            throws InterruptedException {
        if (before != null) {
            for (QueueDefinition old : before.queues()) {
                if (after.queues().stream().noneMatch(queue -> queue.arn().equals(old.arn()))) {
                    sqs.deleteQueue(old.arn());
                }
            }
        }
        // Dead-letter queues come first, since SQS refuses to move messages to a queue that is not there.
        for (QueueDefinition queue : after.queues()) {
            if (queue.redrive() == null) {
                sqs.createQueue(queue.name(), attributes(queue));
            }
        }
        for (QueueDefinition queue : after.queues()) {
            if (queue.redrive() != null) {
                sqs.createQueue(queue.name(), attributes(queue));
            }
        }
    }

    private static Map<String, String> attributes(QueueDefinition queue) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put(
                "VisibilityTimeout", Long.toString(queue.visibilityTimeout().toSeconds()));
        QueueDefinition.Redrive redrive = queue.redrive();
        if (redrive != null) {
            attributes.put(
                    "RedrivePolicy",
                    "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}"
                            .formatted(redrive.deadLetterArn(), redrive.maxReceiveCount()));
        }
        return attributes;
    }
}
