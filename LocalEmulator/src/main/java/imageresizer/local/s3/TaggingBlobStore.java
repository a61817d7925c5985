package imageresizer.local.s3;

import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Keeps the tags of every version of an object beside it. s3proxy passes none on, so they are read from the request
 * itself (see {@link S3Caller}).
 */
final class TaggingBlobStore extends ForwardingBlobStore {

    /** @param versionId null in a bucket without versioning */
    private record Version(
            String bucket, String key, @Nullable String versionId) {}

    private final Map<Version, TagSet> tags = new ConcurrentHashMap<>();

    /** Those of objects that are being uploaded in parts, by the id of the upload. */
    private final Map<String, TagSet> uploads = new ConcurrentHashMap<>();

    TaggingBlobStore(BlobStore store) {
        super(store);
    }

    /**
     * The tags of an object.
     *
     * @param versionId null for the current version
     * @throws software.amazon.awssdk.services.s3.model.S3Exception if there is no such object
     */
    TagSet tags(String bucket, String key, @Nullable String versionId) {
        return tags.getOrDefault(version(bucket, key, versionId), TagSet.NONE);
    }

    /** Replaces the tags of an object; otherwise as {@link #tags(String, String, String)}. */
    void setTags(String bucket, String key, @Nullable String versionId, TagSet set) {
        keep(version(bucket, key, versionId), set);
    }

    private Version version(String bucket, String key, @Nullable String versionId) {
        HeadObjectRequest request = HeadObjectRequest.builder()
                .bucket(bucket)
                .key(key)
                .versionId(versionId)
                .build();
        return new Version(bucket, key, blobMetadata(request).versionId());
    }

    private void keep(Version version, TagSet set) {
        if (set.tags().isEmpty()) {
            tags.remove(version);
        } else {
            tags.put(version, set);
        }
    }

    private static TagSet requested() {
        return TagSet.ofHeader(S3Caller.header("x-amz-tagging"));
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
        TagSet set = requested();
        PutObjectResponse stored = super.putBlob(request, payload);
        keep(new Version(request.bucket(), request.key(), stored.versionId()), set);
        return stored;
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        TagSet set = S3Caller.header("x-amz-tagging-directive").equals("REPLACE")
                ? requested()
                : tags(request.sourceBucket(), request.sourceKey(), request.sourceVersionId());
        CopyObjectResponse stored = super.copyBlob(request);
        keep(new Version(request.destinationBucket(), request.destinationKey(), stored.versionId()), set);
        return stored;
    }

    @Override
    public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
        TagSet set = requested();
        MultipartUpload upload = super.initiateMultipartUpload(request);
        uploads.put(upload.id(), set);
        return upload;
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        CompleteMultipartUploadResponse stored = super.completeMultipartUpload(upload, request);
        keep(
                new Version(upload.containerName(), upload.blobName(), stored.versionId()),
                Objects.requireNonNullElse(uploads.remove(upload.id()), TagSet.NONE));
        return stored;
    }

    @Override
    public void abortMultipartUpload(MultipartUpload upload) {
        super.abortMultipartUpload(upload);
        uploads.remove(upload.id());
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
        ResponseInputStream<GetObjectResponse> object = super.getBlob(request);
        int count = tags.getOrDefault(
                        new Version(
                                request.bucket(),
                                request.key(),
                                object.response().versionId()),
                        TagSet.NONE)
                .tags()
                .size();
        if (count > 0) {
            S3Caller.answer("x-amz-tagging-count", Integer.toString(count));
        }
        return object;
    }

    /** A delete marker has no tags, and leaves those of the versions before it. */
    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        DeleteObjectResponse removed = super.removeBlob(request);
        tags.remove(new Version(request.bucket(), request.key(), request.versionId()));
        return removed;
    }
}
