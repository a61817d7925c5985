package imageresizer.input;

import static java.util.Objects.requireNonNull;

import imageresizer.model.StoredRendition;
import imageresizer.model.Upload;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.probe.PictureFile;
import imageresizer.picture.probe.PictureHeader;
import imageresizer.picture.probe.SourceReader;
import imageresizer.picture.probe.SourceReader.Opened;
import imageresizer.reason.ReasonCode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An upload on its way here, of which the header is known and the rest may still be arriving. Closing it breaks the
 * transfer off. Not thread-safe.
 */
public final class IncomingUpload implements AutoCloseable {

    private final Upload upload;
    private final @Nullable ResponseInputStream<GetObjectResponse> object;
    private final @Nullable PictureHeader header;
    private final @Nullable PictureFile file;
    private final @Nullable RejectedPictureException refusal;
    private final boolean isRendition;

    private IncomingUpload(
            Upload upload,
            @Nullable ResponseInputStream<GetObjectResponse> object,
            @Nullable PictureHeader header,
            @Nullable PictureFile file,
            @Nullable RejectedPictureException refusal,
            boolean isRendition) {
        this.upload = requireNonNull(upload);
        this.object = object;
        this.header = header;
        this.file = file;
        this.refusal = refusal;
        this.isRendition = isRendition;
    }

    /** Of which nothing is read. */
    private static IncomingUpload unread(
            Upload upload, @Nullable RejectedPictureException refusal, boolean isRendition) {
        return new IncomingUpload(upload, null, null, null, refusal, isRendition);
    }

    /** An upload that is not there any more. */
    static IncomingUpload gone(Upload upload) {
        return unread(upload, null, /* isRendition= */ false);
    }

    /** An upload that S3 has and will never hand over. */
    static IncomingUpload refused(Upload upload, String error) {
        return unread(upload, new RejectedPictureException(ReasonCode.S3_REFUSES, error), /* isRendition= */ false);
    }

    static IncomingUpload of(Upload asked, ResponseInputStream<GetObjectResponse> object, SourceReader reader) {
        Upload upload = asFound(asked, object.response());
        if (object.response().metadata().entrySet().containsAll(StoredRendition.MARK.entrySet())) {
            object.abort();
            return unread(upload, null, /* isRendition= */ true);
        }
        try {
            Opened picture = reader.open(object, object.response().contentLength());
            return new IncomingUpload(
                    upload, object, picture.header(), picture.rest(object::abort), null, /* isRendition= */ false);
        } catch (RejectedPictureException e) {
            object.abort();
            return unread(upload, e, /* isRendition= */ false);
        } catch (IOException e) {
            object.abort();
            throw SdkClientException.create("S3 stopped sending " + upload.uri(), e);
        } catch (RuntimeException | Error e) {
            object.abort();
            throw e;
        }
    }

    private static Upload asFound(Upload asked, GetObjectResponse found) {
        if (asked.versionId() != null) {
            return asked;
        }
        Upload upload = new Upload(
                asked.bucket(), asked.key(), found.versionId(), found.eTag(), asked.sequencer(), found.contentLength());
        return upload.versionId() == null ? upload : upload.withoutSequencer();
    }

    /** Whether it is a rendition, of this function or of another one like it. */
    public boolean isRendition() {
        return isRendition;
    }

    /** Whether there is anything. */
    public boolean isThere() {
        return object != null || refusal != null || isRendition;
    }

    /** What is really read: with its version, also if the event named none. */
    public Upload upload() {
        return upload;
    }

    /** @throws RejectedPictureException if the header, or S3, shows that no renditions can be made */
    public PictureHeader header() throws RejectedPictureException {
        if (refusal != null) {
            throw refusal;
        }
        return requireNonNull(header);
    }

    /** The file, part of which may still be on its way. */
    public PictureFile file() {
        return requireNonNull(file);
    }

    @Override
    public void close() {
        if (file != null && object != null) {
            boolean isWhole = file.isWhole();
            file.close();
            if (isWhole) {
                try {
                    object.close();
                } catch (IOException e) {
                    object.abort();
                }
            } else {
                object.abort();
            }
        }
    }
}
