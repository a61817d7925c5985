package imageresizer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Of two who write under the same condition, one succeeds, as with S3. s3proxy alone compares If-Match some time before it
 * writes, so that both may.
 */
final class AtomicS3Store extends ForwardingBlobStore {

    private final Object oneAtATime = new Object();

    AtomicS3Store(BlobStore store) {
        super(store);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
        byte[] content;
        try (payload) {
            content = payload.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        synchronized (oneAtATime) {
            if (request.ifMatch() != null) {
                HeadObjectResponse standing = super.blobMetadata(HeadObjectRequest.builder()
                        .bucket(request.bucket())
                        .key(request.key())
                        .build());
                if (!unquoted(standing.eTag()).equals(unquoted(request.ifMatch()))) {
                    throw S3Exceptions.preconditionFailed(null);
                }
            }
            return super.putBlob(request, new ByteArrayInputStream(content));
        }
    }

    private static String unquoted(String eTag) {
        return eTag.replace("\"", "");
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
        synchronized (oneAtATime) {
            return super.getBlob(request);
        }
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        synchronized (oneAtATime) {
            return super.removeBlob(request);
        }
    }
}
