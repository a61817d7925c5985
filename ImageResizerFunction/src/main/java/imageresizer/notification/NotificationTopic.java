package imageresizer.notification;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import imageresizer.lease.Manifest.Finished;
import imageresizer.reason.Language;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/** The SNS topic that everyone who wants to know is subscribed to. */
public final class NotificationTopic {

    private static final JsonFactory JSON = new JsonFactory();

    private final SnsClient sns;
    private final String arn;
    private final PictureMail mails;

    public NotificationTopic(SnsClient sns, String arn) {
        this.sns = requireNonNull(sns);
        this.arn = requireNonNull(arn);
        this.mails = new PictureMail(Language.EN, MailLinks.of(arn, /* publicBaseUrl= */ ""));
    }

    /**
     * Publishes how an upload ended, once; SNS delivers to each subscriber what its protocol gets.
     *
     * @throws SdkException if SNS can't take it now
     */
    public void publish(Finished finished) {
        Notification notification = Notification.of(finished, mails);
        sns.publish(request -> request.topicArn(arn)
                .subject(notification.subject())
                .messageStructure("json")
                .message(messagesByProtocol(notification))
                .messageAttributes(Map.of(
                        "outcome", attribute(notification.outcome()),
                        "bucket", attribute(notification.bucket()),
                        "origin", attribute(finished.origin().word()))));
    }

    private static String messagesByProtocol(Notification notification) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("default", notification.manifest());
            json.writeStringField("email", notification.text());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory can't fail", e);
        }
        return text.toString();
    }

    private static MessageAttributeValue attribute(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}
