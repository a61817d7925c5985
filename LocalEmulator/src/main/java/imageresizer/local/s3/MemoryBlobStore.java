package imageresizer.local.s3;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.util.function.Supplier;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Keeps objects in memory, up to a limit; what would exceed it is refused with a sentence, and nothing of it stays. */
final class MemoryBlobStore extends ForwardingBlobStore {
    /** The status of HTTP for it; the AWS SDKs send no such request again. */
    private static final int INSUFFICIENT_STORAGE = 507;

    /** What Jimfs says; it has no exception of its own for that. */
    private static final String FULL = "out of disk space";

    private final long capacity;

    /** @param capacity the most that all objects may take, in bytes */
    MemoryBlobStore(long capacity) {
        super(store(capacity));
        this.capacity = capacity;
    }

    /** s3proxy's store. It has a limit only by its private constructor, and its front knows it by the name of its class. */
    private static TransientNio2BlobStore store(long capacity) {
        FileSystem files = Jimfs.newFileSystem(Configuration.unix().toBuilder()
                .setAttributeViews("posix", "user")
                .setWorkingDirectory("/")
                .setMaxSize(capacity)
                .build());
        try {
            var constructor = TransientNio2BlobStore.class.getDeclaredConstructor(FileSystem.class);
            constructor.setAccessible(true);
            return constructor.newInstance(files);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This version of s3proxy has no store of that kind.", e);
        }
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
        return within(() -> super.putBlob(request, payload));
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        return within(() -> super.copyBlob(request));
    }

    @Override
    public UploadPartResponse uploadMultipartPart(
            MultipartUpload upload, UploadPartRequest request, InputStream payload) {
        return within(() -> super.uploadMultipartPart(upload, request, payload));
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        return within(() -> super.completeMultipartUpload(upload, request));
    }

    private <T> T within(Supplier<T> write) {
        try {
            return write.get();
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (FULL.equals(cause.getMessage())) {
                    throw full();
                }
            }
            throw e;
        }
    }

    private S3Exception full() {
        String sentence = "The local stack is full: its objects may take " + (capacity >> 20)
                + " MB of memory. Delete some for good (old versions count), or give it more, such as"
                + " JAVA_TOOL_OPTIONS=-Xmx8g for 4 GB of objects.";
        return (S3Exception) S3Exception.builder()
                .statusCode(INSUFFICIENT_STORAGE)
                .message(sentence)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("InsufficientStorage")
                        .errorMessage(sentence)
                        .build())
                .build();
    }
}
