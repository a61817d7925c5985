package imageresizer.input;

import static java.util.Objects.requireNonNull;

import imageresizer.model.Upload;
import imageresizer.picture.probe.SourceReader;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Where uploads come from. Thread-safe. Every method throws {@link SdkException} if S3 can't answer now. */
public final class InputBucket {

    private final S3Client s3;
    private final SourceReader reader;

    public InputBucket(S3Client s3, SourceReader reader) {
        this.s3 = requireNonNull(s3);
        this.reader = requireNonNull(reader);
    }

    /**
     * Begins to fetch the version that an upload names. If it names none, that is what its key holds now, but in a bucket
     * without versions only while that has the upload's ETag. Waits for the picture's header.
     *
     * @return to be closed
     */
    public IncomingUpload fetch(Upload upload) {
        return fetch(upload, upload.versionId() == null ? upload.eTag() : null);
    }

    private IncomingUpload fetch(Upload upload, @Nullable String eTag) {
        try {
            return IncomingUpload.of(
                    upload,
                    s3.getObject(request -> request.bucket(upload.bucket())
                            .key(upload.key())
                            .versionId(upload.versionId())
                            .ifMatch(eTag == null ? null : "\"" + eTag + "\"")),
                    reader);
        } catch (S3Exception e) {
            if (e.statusCode() == 412) {
                // Was it overwritten, or is it an event that somebody wrote by hand for a bucket with versions?
                return isVersioned(upload) ? fetch(upload, null) : IncomingUpload.gone(upload);
            }
            if (isGone(e)) {
                return IncomingUpload.gone(upload);
            }
            if (isRefusedForGood(e)) {
                return IncomingUpload.refused(upload, errorOf(e));
            }
            throw e;
        }
    }

    private boolean isVersioned(Upload upload) {
        return current(upload)
                .filter(current -> current.upload().versionId() != null)
                .isPresent();
    }

    /** A 404 of a bucket that does not exist has another code. */
    private static boolean isGone(S3Exception e) {
        AwsErrorDetails details = e.awsErrorDetails();
        return details != null
                && ("NoSuchKey".equals(details.errorCode()) || "NoSuchVersion".equals(details.errorCode()));
    }

    /**
     * Whether asking again can't help: the object is archived, encrypted with a key that only its uploader has, or with
     * one of KMS that the function may not use or that is disabled.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">S3's error codes</a>
     */
    private static boolean isRefusedForGood(S3Exception e) {
        AwsErrorDetails details = e.awsErrorDetails();
        if (details == null || details.errorCode() == null) {
            return false;
        }
        String message = String.valueOf(details.errorMessage()).toLowerCase(Locale.ROOT);
        return switch (details.errorCode()) {
            case "InvalidObjectState" -> true;
            case "InvalidRequest" -> message.contains("server side encryption");
            case "AccessDenied" -> message.contains("kms");
            default ->
                details.errorCode().startsWith("KMS.") && !details.errorCode().contains("Throttl");
        };
    }

    private static String errorOf(S3Exception e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String message = String.valueOf(details.errorMessage());
        return details.errorCode() + ", \"" + message + "\"" + (message.endsWith(".") ? "" : ".");
    }

    /** What an upload's key holds now. Empty if that is nothing, though older versions may be there. */
    public Optional<CurrentObject> current(Upload upload) {
        try {
            return Optional.of(CurrentObject.of(
                    upload,
                    s3.headObject(request -> request.bucket(upload.bucket()).key(upload.key()))));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (S3Exception e) {
            if (e.statusCode() == 400) {
                // An object that is encrypted with its uploader's key. Whether it is this one, S3 does not say.
                return Optional.of(new CurrentObject(upload, null));
            }
            throw e;
        }
    }

    /** Removes the version that an upload is, and no other. */
    public void remove(Upload upload) {
        s3.deleteObject(request ->
                request.bucket(upload.bucket()).key(upload.key()).versionId(requireNonNull(upload.versionId())));
    }
}
