package imageresizer;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** S3's events as EventBridge hands them on, in the order of their sequencers. Not thread-safe. */
final class BusEvents {

    private final S3Client s3;
    private int sequence = 0x10;

    BusEvents(S3Client s3) {
        this.s3 = s3;
    }

    /** That the key now holds what it holds. */
    String created(String bucket, String key) {
        HeadObjectResponse head =
                s3.headObject(request -> request.bucket(bucket).key(key));
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("size", head.contentLength());
        object.put("etag", head.eTag().replace("\"", ""));
        if (head.versionId() != null) {
            object.put("version-id", head.versionId());
        }
        return event("Object Created", bucket, key, object, Map.of("reason", "PutObject"));
    }

    /** That the key holds nothing any more. */
    String removed(String bucket, String key) {
        return event(
                "Object Deleted",
                bucket,
                key,
                new LinkedHashMap<>(),
                Map.of("reason", "DeleteObject", "deletion-type", "Permanently Deleted"));
    }

    private String event(
            String type, String bucket, String key, Map<String, Object> object, Map<String, @Nullable Object> more) {
        object.put("key", key);
        object.put("sequencer", String.format("0069560B%08X", sequence++));
        Map<String, Object> detail = new LinkedHashMap<>(more);
        detail.put("version", "0");
        detail.put("bucket", Map.of("name", bucket));
        detail.put("object", object);
        try {
            return JSON.std.asString(Map.of(
                    "version",
                    "0",
                    "id",
                    "1",
                    "source",
                    "aws.s3",
                    "detail-type",
                    type,
                    "region",
                    "us-east-1",
                    "detail",
                    detail));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
