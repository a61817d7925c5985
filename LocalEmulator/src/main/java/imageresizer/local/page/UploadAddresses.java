package imageresizer.local.page;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Presigned addresses, by which a page without credentials puts objects into S3. Thread-safe. */
final class UploadAddresses implements AutoCloseable {

    private static final Duration VALID = Duration.ofHours(1);

    private final S3Presigner presigner;

    UploadAddresses(URI endpoint) {
        presigner = S3Presigner.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
    }

    /**
     * The address to which an object can be PUT for an hour.
     *
     * @param contentType what the client sends as Content-Type
     */
    String put(String bucket, String key, String contentType) {
        return presigner
                .presignPutObject(presigned -> presigned
                        .signatureDuration(VALID)
                        .putObjectRequest(put -> put.bucket(bucket).key(key).contentType(contentType)))
                .url()
                .toString();
    }

    @Override
    public void close() {
        presigner.close();
    }
}
