package imageresizer.local.s3;

import com.google.common.io.FileBackedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Makes every change of an object one step. s3proxy's store reads an object's bytes and its metadata one after the
 * other and compares If-Match before it writes, so that a reader could see half of two versions and two writers could
 * both win.
 *
 * <p>Changes exclude each other and all reads; an upload is received completely before its turn, so no request waits
 * for another client's network. Bytes of an opened object stay readable if the object is changed or deleted.
 */
final class AtomicBlobStore extends ForwardingBlobStore {
    /** Larger uploads wait in a temporary file. Bytes. */
    private static final int IN_MEMORY = 1 << 20;

    private static final int LONGEST_KEY = 1024;

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    AtomicBlobStore(BlobStore store) {
        super(store);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
        checkLength(request.key());
        try (var received = new FileBackedOutputStream(IN_MEMORY)) {
            try (payload) {
                payload.transferTo(received);
            }
            try {
                return alone(() -> {
                    checkIfMatch(request);
                    return super.putBlob(request, open(received));
                });
            } finally {
                received.reset();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(FileBackedOutputStream received) {
        try {
            return received.asByteSource().openStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** s3proxy's front has compared already, but what it saw may have been replaced since. */
    private void checkIfMatch(PutObjectRequest request) {
        String wanted = request.ifMatch();
        if (wanted == null) {
            return;
        }
        HeadObjectResponse present = blobMetadataIfPresent(request.bucket(), request.key());
        if (present == null) {
            throw S3Exceptions.noSuchKey(request.bucket(), request.key(), "nothing there to match");
        }
        if (!wanted.equals("*") && !unquoted(wanted).equals(unquoted(present.eTag()))) {
            throw S3Exceptions.preconditionFailed(null);
        }
    }

    private static String unquoted(@Nullable String eTag) {
        return String.valueOf(eTag).replace("\"", "");
    }

    private static void checkLength(String key) {
        if (key.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
            throw S3Exception.builder()
                    .statusCode(400)
                    .message("Your key is too long")
                    .awsErrorDetails(AwsErrorDetails.builder()
                            .errorCode("KeyTooLongError")
                            .errorMessage("Your key is too long")
                            .build())
                    .build();
        }
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        checkLength(request.destinationKey());
        return alone(() -> super.copyBlob(request));
    }

    @Override
    public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
        checkLength(request.key());
        return super.initiateMultipartUpload(request);
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        return alone(() -> super.completeMultipartUpload(upload, request));
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        return alone(() -> super.removeBlob(request));
    }

    @Override
    public DeleteObjectsResponse removeBlobs(DeleteObjectsRequest request) {
        return alone(() -> delegate().removeBlobs(request));
    }

    @Override
    public void deleteBucket(String bucket) {
        alone(() -> {
            super.deleteBucket(bucket);
            return true;
        });
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
        return together(() -> super.getBlob(request));
    }

    @Override
    public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
        return together(() -> super.blobMetadata(request));
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        return together(() -> super.list(request));
    }

    @Override
    public ListObjectVersionsResponse listVersions(ListObjectVersionsRequest request) {
        return together(() -> super.listVersions(request));
    }

    private <T> T alone(Supplier<T> change) {
        return holding(lock.writeLock(), change);
    }

    private <T> T together(Supplier<T> read) {
        return holding(lock.readLock(), read);
    }

    private static <T> T holding(Lock lock, Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
