package sample;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.S3Event;
import com.amazonaws.services.lambda.runtime.events.models.s3.S3EventNotification.S3EventNotificationRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/** Fetches, resizes, stores and announces, with the AWS SDK's default clients. */
public final class Handler implements RequestHandler<S3Event, String> {
    private static final int QUALITY = 80;

    private final S3Client s3 = S3Client.create();
    private final SnsClient sns = SnsClient.create();
    private final int[] sizes = Arrays.stream(System.getenv("SIZES").split(","))
            .mapToInt(Integer::parseInt)
            .toArray();

    @Override
    public String handleRequest(S3Event event, Context context) {
        for (S3EventNotificationRecord eventRecord : event.getRecords()) {
            resize(
                    eventRecord.getS3().getBucket().getName(),
                    eventRecord.getS3().getObject().getUrlDecodedKey());
        }
        return "Ok";
    }

    private void resize(String bucket, String key) {
        byte[] source =
                s3.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asByteArrayUnsafe();
        StringBuilder text = new StringBuilder("Resized " + key + ":\n");
        StringBuilder renditions = new StringBuilder();
        for (int size : sizes) {
            byte[] rendition;
            try {
                rendition = Resizer.resize(source, size, QUALITY);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            String target = key + "/" + size + ".jpg";
            s3.putObject(
                    request -> request.bucket(System.getenv("OUTPUT_BUCKET"))
                            .key(target)
                            .contentType("image/jpeg")
                            .cacheControl("public, max-age=86400"),
                    RequestBody.fromBytes(rendition));
            text.append(target).append(' ').append(rendition.length).append(" bytes\n");
            renditions.append(renditions.isEmpty() ? "" : ",");
            renditions.append("{\"key\":" + quoted(target) + ",\"bytes\":" + rendition.length + "}");
        }
        String manifest = "{\"outcome\":\"RESIZED\",\"key\":" + quoted(key) + ",\"renditions\":[" + renditions + "]}";
        sns.publish(request -> request.topicArn(System.getenv("TOPIC_ARN"))
                .subject("Resized")
                .messageStructure("json")
                .message("{\"default\":" + quoted(manifest) + ",\"email\":" + quoted(text.toString()) + "}")
                .messageAttributes(Map.of("outcome", attribute("RESIZED"), "bucket", attribute(bucket))));
    }

    private static MessageAttributeValue attribute(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
