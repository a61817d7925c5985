package imageresizer.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.UploadTracker.ObjectVersion;
import imageresizer.local.api.UploadReport.SentMail;
import imageresizer.local.lambda.BatchState;
import imageresizer.local.lambda.DeadLetter;
import imageresizer.local.lambda.EventState;
import imageresizer.local.lambda.QueuedEvent;
import imageresizer.local.mail.ReceivedMail;
import imageresizer.local.s3.EventObject;
import imageresizer.local.sns.PublishedMessage;
import imageresizer.local.sqs.QueuedMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what Lambda, SNS and the mail server report into calls of the tracker. */
final class UploadEventMapper {

    private static final Pattern MESSAGE_ID = Pattern.compile("(?im)^x-amz-sns-message-id: *(\\S+)");
    private static final JsonMapper JSON = new JsonMapper();

    private final UploadTracker tracker;
    private final IntSupplier mostReceipts;
    private final Predicate<EventObject> isUpload;
    private final Map<String, List<QueuedMessage>> batches = new ConcurrentHashMap<>();

    /**
     * @param mostReceipts how often an outcome is received before it is a dead letter of the mail queue
     * @param isUpload tells uploads from removals, and from what the function itself has stored
     */
    UploadEventMapper(UploadTracker tracker, IntSupplier mostReceipts, Predicate<EventObject> isUpload) {
        this.tracker = tracker;
        this.mostReceipts = mostReceipts;
        this.isUpload = isUpload;
    }

    void on(EventState state) {
        switch (state) {
            case EventState.Queued(QueuedEvent event) -> {
                for (EventObject object : EventObject.in(parsed(event.payload()))) {
                    if (isUpload.test(object)) {
                        tracker.queued(
                                new ObjectVersion(object.bucket(), object.key(), object.versionId()),
                                event.requestId());
                    }
                }
            }
            case EventState.Started started -> tracker.running(started.event().requestId());
            case EventState.Succeeded succeeded ->
                tracker.succeeded(
                        succeeded.event().requestId(),
                        parsed(succeeded.result().payload())
                                .valueStream()
                                .map(JsonNode::asText)
                                .toList());
            case EventState.Failed failed ->
                tracker.retrying(
                        failed.event().requestId(),
                        failed.error().errorType() + ": " + failed.error().errorMessage());
            case EventState.DeadLettered(QueuedEvent event, DeadLetter letter) ->
                tracker.deadLettered(
                        event.requestId(),
                        letter.lastError() == null
                                ? letter.condition().toString()
                                : letter.lastError().errorType() + ": "
                                        + letter.lastError().errorMessage());
        }
    }

    /**
     * Takes notice of an outcome.
     *
     * @param waitsForMail whether the mail queue gets it
     */
    void onOutcome(PublishedMessage message, boolean waitsForMail) {
        String manifest = message.text("default");
        tracker.published(versionIn(manifest), manifest, waitsForMail);
    }

    /**
     * Takes notice of what a function has published that is at work on a batch of outcomes.
     *
     * @param requestId of its invocation
     * @param mails how many e-mails the message leads to
     */
    void onMail(PublishedMessage message, String requestId, int mails) {
        List<QueuedMessage> batch = batches.get(requestId);
        if (batch != null) {
            tracker.mailPublished(versionsIn(batch), message.id(), mails);
        }
    }

    void on(BatchState state) {
        switch (state) {
            case BatchState.BatchStarted(String requestId, List<QueuedMessage> messages) ->
                batches.put(requestId, messages);
            case BatchState.Ended(String requestId, List<QueuedMessage> finished, List<QueuedMessage> failed) -> {
                batches.remove(requestId);
                tracker.leftMailQueue(versionsIn(finished));
                tracker.leftMailQueue(versionsIn(failed.stream()
                        .filter(message -> message.receiveCount() >= mostReceipts.getAsInt())
                        .toList()));
            }
        }
    }

    private static List<ObjectVersion> versionsIn(List<QueuedMessage> batch) {
        return batch.stream().map(message -> versionIn(message.body())).toList();
    }

    private static ObjectVersion versionIn(String manifest) {
        JsonNode source = parsed(manifest).path("source");
        return new ObjectVersion(
                source.path("bucket").asText(),
                source.path("key").asText(),
                source.path("versionId").asText());
    }

    void on(ReceivedMail mail) {
        Matcher id = MESSAGE_ID.matcher(mail.source());
        if (id.find()) {
            tracker.mailed(id.group(1), new SentMail(mail.subject(), mail.text(), mail.source()));
        }
    }

    /** Anybody may publish anything; what is not JSON says nothing about an upload. */
    static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }
}
