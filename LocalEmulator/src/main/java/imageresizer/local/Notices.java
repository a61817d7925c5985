package imageresizer.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.Journal.Version;
import imageresizer.local.api.UploadReport.Mail;
import imageresizer.local.lambda.DeadLetter;
import imageresizer.local.lambda.EventState;
import imageresizer.local.lambda.QueuedEvent;
import imageresizer.local.mail.ReceivedMail;
import imageresizer.local.sns.PublishedMessage;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what Lambda, SNS and the mail server report into entries of the journal. */
final class Notices {

    private static final Pattern MESSAGE_ID = Pattern.compile("(?im)^x-amz-sns-message-id: *(\\S+)");
    private static final JsonMapper JSON = new JsonMapper();

    private final Journal journal;

    Notices(Journal journal) {
        this.journal = journal;
    }

    void on(EventState state) {
        switch (state) {
            case EventState.Queued(QueuedEvent event) -> {
                for (JsonNode eventRecord : parsed(event.payload()).path("Records")) {
                    // A removal is nobody's upload.
                    if (eventRecord.path("eventName").asText().startsWith("ObjectCreated:")) {
                        journal.queued(versionOf(eventRecord.path("s3")), event.requestId());
                    }
                }
            }
            case EventState.Started started -> journal.running(started.event().requestId());
            case EventState.Succeeded succeeded ->
                journal.succeeded(succeeded.event().requestId());
            case EventState.Failed failed ->
                journal.retrying(
                        failed.event().requestId(),
                        failed.error().errorType() + ": " + failed.error().errorMessage());
            case EventState.DeadLettered(QueuedEvent event, DeadLetter letter) ->
                journal.deadLettered(
                        event.requestId(),
                        letter.lastError() == null
                                ? letter.condition().toString()
                                : letter.lastError().errorType() + ": "
                                        + letter.lastError().errorMessage());
        }
    }

    /**
     * Takes notice of a message.
     *
     * @param mails how many e-mails it leads to
     */
    void on(PublishedMessage message, int mails) {
        String manifest = message.text("default");
        JsonNode source = parsed(manifest).path("source");
        Version version = new Version(
                source.path("bucket").asText(),
                source.path("key").asText(),
                source.path("versionId").asText());
        journal.published(version, message.id(), manifest, mails);
    }

    void on(ReceivedMail mail) {
        Matcher id = MESSAGE_ID.matcher(mail.source());
        if (id.find()) {
            journal.mailed(id.group(1), new Mail(mail.subject(), mail.text(), mail.source()));
        }
    }

    static Version versionOf(JsonNode s3) {
        return new Version(
                s3.path("bucket").path("name").asText(),
                URLDecoder.decode(s3.path("object").path("key").asText(), StandardCharsets.UTF_8),
                s3.path("object").path("versionId").asText());
    }

    /** Anybody may publish anything; what is not JSON tells nothing about an upload. */
    static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }
}
