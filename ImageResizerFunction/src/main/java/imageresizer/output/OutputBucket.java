package imageresizer.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The bucket that renditions and manifests stand in. An object is only ever written over one that the writer knows, by
 * its ETag, so that a late writer can't undo what a newer one did. Every method throws {@link SdkException} if S3 can't
 * answer now.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">Conditional writes</a>
 */
public final class OutputBucket {

    private final S3Client s3;
    private final String name;

    public OutputBucket(S3Client s3, String name) {
        this.s3 = requireNonNull(s3);
        this.name = requireNonNull(name);
    }

    /** The bucket's name. */
    public String name() {
        return name;
    }

    /** What is under a key. */
    public record Text(String content, String eTag) {}

    /**
     * Writes an object over the one that has this ETag, or where there is none.
     *
     * @param metadata the user's, in S3's words
     * @param replaces null if there may be none
     * @return the new ETag; empty if something else is there, or nothing
     */
    public Optional<String> put(
            String key,
            byte[] content,
            String contentType,
            String cacheControl,
            Map<String, String> metadata,
            @Nullable String replaces) {
        try {
            return Optional.of(s3.putObject(
                            request -> request.bucket(name)
                                    .key(key)
                                    .contentType(contentType)
                                    .cacheControl(cacheControl)
                                    .metadata(metadata)
                                    .ifMatch(replaces)
                                    .ifNoneMatch(replaces == null ? "*" : null),
                            RequestBody.fromBytes(content))
                    .eTag());
        } catch (S3Exception e) {
            if (isRefusedCondition(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** S3 says 412 for a condition that is not met, 409 while another write is under way, 404 if nothing is there. */
    private static boolean isRefusedCondition(S3Exception e) {
        return e.statusCode() == 412 || e.statusCode() == 409 || isMissing(e);
    }

    /** A 404 of a bucket that does not exist has another code; an answer to HEAD has none. */
    private static boolean isMissing(S3Exception e) {
        AwsErrorDetails details = e.awsErrorDetails();
        return e instanceof NoSuchKeyException
                || (e.statusCode() == 404 && details != null && "NoSuchKey".equals(details.errorCode()));
    }

    /** The text under a key, if any. */
    public Optional<Text> read(String key) {
        try {
            ResponseBytes<GetObjectResponse> object =
                    s3.getObjectAsBytes(request -> request.bucket(name).key(key));
            return Optional.of(new Text(
                    new String(object.asByteArrayUnsafe(), UTF_8),
                    object.response().eTag()));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    /** The ETag of what is under a key; null if nothing is. */
    public @Nullable String eTagOf(String key) {
        try {
            return s3.headObject(request -> request.bucket(name).key(key)).eTag();
        } catch (NoSuchKeyException e) {
            return null;
        }
    }

    /**
     * Removes the object that has this ETag. One request each: the list of S3's request for many is XML, which can't hold
     * every key.
     *
     * @return whether it is gone; false if something else is there
     */
    public boolean remove(String key, String eTag) {
        try {
            s3.deleteObject(request -> request.bucket(name).key(key).ifMatch(eTag));
            return true;
        } catch (S3Exception e) {
            if (isMissing(e)) {
                return true;
            }
            if (isRefusedCondition(e)) {
                return false;
            }
            throw e;
        }
    }
}
