package imageresizer.storage;

import static java.util.Objects.requireNonNull;

import imageresizer.Upload;
import imageresizer.picture.PictureFile;
import imageresizer.picture.Rendition;
import imageresizer.picture.SourceReader;
import imageresizer.picture.SourceReader.Opened;
import imageresizer.picture.UnusablePictureException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Fetches uploads from the input bucket and stores renditions in the output bucket. */
public final class PictureStore {

    private static final int MOST_ROUNDS = 10;

    private final S3Client s3;
    private final OutputBucket output;
    private final OutputKeyPattern outputKey;
    private final String cacheControl;

    public PictureStore(S3Client s3, OutputBucket output, OutputKeyPattern outputKey, String cacheControl) {
        this.s3 = requireNonNull(s3);
        this.output = requireNonNull(output);
        this.outputKey = requireNonNull(outputKey);
        this.cacheControl = requireNonNull(cacheControl);
    }

    /** An upload on its way here. Closing it before all is read breaks the transfer off. Not thread-safe. */
    public static final class Incoming implements AutoCloseable {

        private final Upload upload;
        private final ResponseInputStream<GetObjectResponse> object;
        private @Nullable PictureFile file;

        private Incoming(Upload upload, ResponseInputStream<GetObjectResponse> object) {
            this.upload = upload;
            this.object = object;
        }

        /**
         * What is really read. S3 names the version of everything in a bucket that keeps versions; an event that doesn't
         * was made by hand, so it is no duplicate of anything, and what it means is whatever the key holds now.
         */
        public Upload upload() {
            GetObjectResponse found = object.response();
            return upload.versionId() != null || found.versionId() == null
                    ? upload
                    : new Upload(
                            upload.bucket(),
                            upload.key(),
                            found.versionId(),
                            found.eTag(),
                            /* sequencer= */ null,
                            found.contentLength());
        }

        /**
         * Waits for the header; no more is read than that takes.
         *
         * @throws UnusablePictureException if it can't be used
         * @throws SdkException if S3 stops sending
         */
        public Opened open(SourceReader reader) throws UnusablePictureException {
            try {
                return reader.open(object, object.response().contentLength());
            } catch (IOException e) {
                throw stopped(e);
            }
        }

        /**
         * Begins to fetch the rest; to be called once.
         *
         * @return the whole file, to be closed
         */
        public PictureFile rest(Opened picture) {
            PictureFile begun = picture.rest(object::abort);
            file = begun;
            return begun;
        }

        private SdkClientException stopped(IOException e) {
            return SdkClientException.create("S3 stopped sending " + upload.uri(), e);
        }

        @Override
        public void close() {
            try {
                if (file != null && file.isWhole()) {
                    object.close();
                } else {
                    object.abort();
                }
            } catch (IOException e) {
                object.abort();
            }
        }
    }

    /**
     * Begins to fetch just the version that the event named; empty if that has been removed since.
     *
     * @throws SdkException if S3 can't answer now
     */
    public Optional<Incoming> fetch(Upload upload) {
        try {
            return Optional.of(new Incoming(
                    upload,
                    s3.getObject(request ->
                            request.bucket(upload.bucket()).key(upload.key()).versionId(upload.versionId()))));
        } catch (S3Exception e) {
            if (isGone(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A 404 of a bucket that is not there has another code. */
    private static boolean isGone(S3Exception e) {
        AwsErrorDetails details = e.awsErrorDetails();
        return details != null
                && ("NoSuchKey".equals(details.errorCode()) || "NoSuchVersion".equals(details.errorCode()));
    }

    /**
     * Whether an upload's key holds nothing any more, though its version may still be there below a delete marker.
     *
     * @throws SdkException if S3 can't answer now
     */
    public boolean isRemoved(Upload upload) {
        try {
            s3.headObject(request -> request.bucket(upload.bucket()).key(upload.key()));
            return false;
        } catch (NoSuchKeyException e) {
            return true;
        }
    }

    /**
     * Removes the very version that an upload is; no other.
     *
     * @throws SdkException if S3 can't do it now
     */
    public void removeOriginal(Upload upload) {
        s3.deleteObject(request ->
                request.bucket(upload.bucket()).key(upload.key()).versionId(requireNonNull(upload.versionId())));
    }

    /**
     * Stores a rendition under its key.
     *
     * @param standing ETags of what an earlier attempt or upload has left there, by key, as far as they are known
     * @param stillHeld throws if a newer upload has taken the key over; asked before something unknown is replaced
     * @throws SdkException if S3 can't take it now
     */
    public StoredRendition store(Upload upload, Rendition rendition, Map<String, String> standing, Runnable stillHeld) {
        String key = outputKey.keyOf(upload.key(), rendition.spec());
        @Nullable String replaces = standing.get(key);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Optional<String> eTag =
                    output.put(key, rendition.bytes(), rendition.spec().format().contentType(), cacheControl, replaces);
            if (eTag.isPresent()) {
                return new StoredRendition(
                        rendition.spec().name(),
                        output.name(),
                        key,
                        rendition.spec().format(),
                        rendition.size(),
                        rendition.bytes().length,
                        Sha256.of(rendition.bytes()),
                        eTag.get());
            }
            // In this order: what is written after the look at the claim is not what is replaced.
            replaces = output.eTagOf(key);
            stillHeld.run();
        }
        throw SdkClientException.create("S3 refused to store " + upload.uri() + "'s rendition "
                + rendition.spec().name() + " " + MOST_ROUNDS + " times, because others write it too");
    }
}
