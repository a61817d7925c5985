package imageresizer.local.s3;

import static java.util.Objects.requireNonNull;

import java.io.InputStream;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** Raises an event for every change of an object that succeeded. */
final class EventBlobStore extends ForwardingBlobStore {
    /** s3proxy's own objects, one for each unfinished multipart upload. */
    private static final String BOOKKEEPING = ".s3proxy-mpu-stub-";

    private final ObjectEvents events;

    EventBlobStore(BlobStore store, ObjectEvents events) {
        super(store);
        this.events = events;
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
        PutObjectResponse stored = super.putBlob(request, payload);
        if (!request.key().startsWith(BOOKKEEPING)) {
            events.created(
                    S3Caller.current().isPost() ? ObjectEventName.POST : ObjectEventName.PUT,
                    request.bucket(),
                    request.key(),
                    requireNonNull(request.contentLength()),
                    stored.eTag(),
                    stored.versionId());
        }
        return stored;
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        CopyObjectResponse stored = super.copyBlob(request);
        String bucket = request.destinationBucket();
        String key = request.destinationKey();
        events.created(
                ObjectEventName.COPY,
                bucket,
                key,
                size(bucket, key, stored.versionId()),
                stored.copyObjectResult().eTag(),
                stored.versionId());
        return stored;
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        CompleteMultipartUploadResponse stored = super.completeMultipartUpload(upload, request);
        String bucket = upload.containerName();
        String key = upload.blobName();
        events.created(
                ObjectEventName.COMPLETE_MULTIPART_UPLOAD,
                bucket,
                key,
                size(bucket, key, stored.versionId()),
                stored.eTag(),
                stored.versionId());
        return stored;
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        String key = request.key();
        // In a bucket that never had versions, removing nothing succeeds, and there is nothing to tell.
        boolean changes = !key.startsWith(BOOKKEEPING)
                && (getBucketVersioning(request.bucket()) != null || blobExists(request.bucket(), key));
        DeleteObjectResponse removed = super.removeBlob(request);
        if (changes) {
            boolean markerLaid = request.versionId() == null && Boolean.TRUE.equals(removed.deleteMarker());
            events.removed(
                    markerLaid ? ObjectEventName.DELETE_MARKER_CREATED : ObjectEventName.DELETE,
                    request.bucket(),
                    key,
                    removed.versionId());
        }
        return removed;
    }

    /** The inherited way removes from threads of its own, which have to be told whose request they work on. */
    @Override
    public DeleteObjectsResponse removeBlobs(DeleteObjectsRequest request) {
        if (!S3Caller.EXCHANGE.isBound()) {
            return super.removeBlobs(request);
        }
        var exchange = S3Caller.EXCHANGE.get();
        var onBehalf = new ForwardingBlobStore(this) {
            @Override
            public DeleteObjectResponse removeBlob(DeleteObjectRequest one) {
                return ScopedValue.where(S3Caller.EXCHANGE, exchange).call(() -> EventBlobStore.this.removeBlob(one));
            }
        };
        return onBehalf.removeBlobs(request);
    }

    private long size(String bucket, String key, @Nullable String versionId) {
        return blobMetadata(HeadObjectRequest.builder()
                        .bucket(bucket)
                        .key(key)
                        .versionId(versionId)
                        .build())
                .contentLength();
    }
}
