package imageresizer.local.sns;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The JSON that {@code http} and {@code email-json} subscribers get. It has every field of the real one, but nothing
 * here holds Amazon's key, so the signature is not one.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html">Message and JSON
 *     formats</a>
 */
final class SnsJsonMessage {
    private static final JsonMapper JSON = new JsonMapper();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final SnsLinks links;

    SnsJsonMessage(SnsLinks links) {
        this.links = links;
    }

    String notification(PublishedMessage message, Subscription subscription) {
        ObjectNode json = JSON.createObjectNode();
        json.put("Type", "Notification").put("MessageId", message.id()).put("TopicArn", message.topicArn());
        if (message.subject() != null) {
            json.put("Subject", message.subject());
        }
        json.put("Message", message.text(subscription.protocol().wireName()));
        sign(json, message.time());
        json.put("UnsubscribeURL", links.unsubscribe(subscription));
        if (!message.attributes().isEmpty()) {
            ObjectNode attributes = json.putObject("MessageAttributes");
            message.attributes()
                    .forEach((name, attribute) -> attributes
                            .putObject(name)
                            .put("Type", attribute.type())
                            .put("Value", attribute.value()));
        }
        return json.toPrettyString();
    }

    String confirmation(String id, Subscription subscription) {
        ObjectNode json = JSON.createObjectNode();
        json.put("Type", "SubscriptionConfirmation")
                .put("MessageId", id)
                .put("Token", subscription.token())
                .put("TopicArn", subscription.topicArn())
                .put(
                        "Message",
                        "You have chosen to subscribe to the topic " + subscription.topicArn()
                                + ".\nTo confirm the subscription, visit the SubscribeURL included in this message.")
                .put("SubscribeURL", links.confirm(subscription));
        sign(json, Instant.now());
        return json.toPrettyString();
    }

    private void sign(ObjectNode json, Instant time) {
        json.put("Timestamp", TIME.format(time))
                .put("SignatureVersion", "1")
                .put("Signature", "unsigned")
                .put("SigningCertURL", links.endpoint() + "/SimpleNotificationService.pem");
    }
}
