package imageresizer.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.events.S3BatchEventV2;
import imageresizer.event.S3Change.Listed;
import imageresizer.model.PrintableText;
import imageresizer.model.Upload;
import java.net.URLDecoder;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What S3 Batch Operations ask for. Keys come as in a web form, as in S3's own events. Of the job's arguments, {@code
 * before} is the moment at which its list was begun, and {@code redo} says whether what was made with other settings is
 * made again.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_LambdaInvokeOperation.html">Version 2.0 of the
 *     schema, which has the arguments</a>
 */
public final class BackfillTasks {

    private BackfillTasks() {}

    /**
     * The object of a task.
     *
     * @throws IllegalArgumentException if the event names none, or if the job's arguments make no sense
     */
    public static Listed listed(S3BatchEventV2 event, S3BatchEventV2.Task task) {
        @Nullable String bucket = task.getS3Bucket();
        @Nullable String key = task.getS3Key();
        if (bucket == null || key == null) {
            throw new IllegalArgumentException("The event has a task without s3Bucket or s3Key;"
                    + " make the job with version 2.0 of the invocation schema, such as events/s3-batch.json.");
        }
        Map<String, String> arguments = event.getJob() == null || event.getJob().getUserArguments() == null
                ? Map.of()
                : event.getJob().getUserArguments();
        return new Listed(
                new Upload(bucket, decoded(key), null, null, null, 0),
                "true".equals(arguments.get("redo")),
                time(arguments.get("before")));
    }

    private static String decoded(String key) {
        try {
            return URLDecoder.decode(key, UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The task names the key " + PrintableText.oneLine(key)
                            + ", which is not encoded as S3 does; a percent sign must be written %25.",
                    e);
        }
    }

    private static Instant time(@Nullable String text) {
        try {
            return text == null ? Instant.MAX : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "The job's argument before is " + PrintableText.oneLine(text)
                            + "; it must be a time such as 2026-01-01T06:00:10Z.",
                    e);
        }
    }
}
