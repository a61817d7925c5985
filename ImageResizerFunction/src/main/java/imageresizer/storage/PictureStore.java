package imageresizer.storage;

import static java.util.Objects.requireNonNull;

import imageresizer.Upload;
import imageresizer.picture.Rendition;
import imageresizer.picture.SourceReader;
import imageresizer.picture.SourceReader.Source;
import imageresizer.picture.UnusablePictureException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Fetches uploads from the input bucket and stores renditions in the output bucket. */
public final class PictureStore {

    private static final Set<String> GONE = Set.of("NoSuchKey", "NoSuchVersion");

    private final S3Client s3;
    private final String outputBucket;
    private final OutputKeyPattern outputKey;
    private final String cacheControl;

    public PictureStore(S3Client s3, String outputBucket, OutputKeyPattern outputKey, String cacheControl) {
        this.s3 = requireNonNull(s3);
        this.outputBucket = requireNonNull(outputBucket);
        this.outputKey = requireNonNull(outputKey);
        this.cacheControl = requireNonNull(cacheControl);
    }

    /**
     * The content of just the version that the event named; empty if that has been removed since.
     *
     * @throws UnusablePictureException if it can't be used; no more of it is fetched than shows that
     * @throws SdkException if S3 can't answer now
     */
    public Optional<Source> fetch(Upload upload, SourceReader reader) throws UnusablePictureException {
        try (ResponseInputStream<GetObjectResponse> object = s3.getObject(
                request -> request.bucket(upload.bucket()).key(upload.key()).versionId(upload.versionId()))) {
            try {
                return Optional.of(reader.read(object, object.response().contentLength()));
            } catch (UnusablePictureException e) {
                object.abort();
                throw e;
            }
        } catch (S3Exception e) {
            if (GONE.contains(e.awsErrorDetails().errorCode())) {
                return Optional.empty();
            }
            throw e;
        } catch (IOException e) {
            throw SdkClientException.create("S3 stopped sending " + upload.uri(), e);
        }
    }

    /**
     * Stores a rendition under its key, over whatever an earlier attempt left there.
     *
     * @throws SdkException if S3 can't take it now
     */
    public StoredRendition store(Upload upload, Rendition rendition) {
        String key = outputKey.keyOf(upload.key(), rendition.spec());
        s3.putObject(
                request -> request.bucket(outputBucket)
                        .key(key)
                        .contentType(rendition.spec().format().contentType())
                        .cacheControl(cacheControl),
                RequestBody.fromBytes(rendition.bytes()));
        return new StoredRendition(
                rendition.spec().name(),
                outputBucket,
                key,
                rendition.spec().format(),
                rendition.size(),
                rendition.bytes().length,
                Sha256.of(rendition.bytes()));
    }
}
