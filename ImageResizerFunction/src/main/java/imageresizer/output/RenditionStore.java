package imageresizer.output;

import static java.util.Objects.requireNonNull;

import imageresizer.model.Sha256;
import imageresizer.model.StoredRendition;
import imageresizer.model.Upload;
import imageresizer.model.WebAddress;
import imageresizer.picture.Rendition;
import imageresizer.settings.OutputKeyPattern;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Stores and removes renditions. An object is only ever replaced or removed by its ETag, so that an attempt that went on
 * after the end of its lease does no harm. Thread-safe. Every method throws {@link SdkException} if S3 can't do it now.
 */
public final class RenditionStore {

    private static final int MOST_ROUNDS = 10;

    private final OutputBucket output;
    private final OutputKeyPattern outputKey;
    private final String cacheControl;
    private final String publicBaseUrl;

    /** @param publicBaseUrl where renditions are served from; empty if nowhere */
    public RenditionStore(OutputBucket output, OutputKeyPattern outputKey, String cacheControl, String publicBaseUrl) {
        this.output = requireNonNull(output);
        this.outputKey = requireNonNull(outputKey);
        this.cacheControl = requireNonNull(cacheControl);
        this.publicBaseUrl = requireNonNull(publicBaseUrl);
    }

    /**
     * Stores a rendition under its key.
     *
     * @param known ETags of what is there, by key, as far as they are known
     * @param requireLease throws if the lease is lost; asked before something unknown is replaced
     */
    public StoredRendition store(Upload upload, Rendition rendition, Map<String, String> known, Runnable requireLease) {
        String key = outputKey.keyOf(upload.key(), rendition.spec());
        @Nullable String replaces = known.get(key);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            @Nullable
            String eTag = output.put(
                            key,
                            rendition.bytes(),
                            rendition.spec().format().contentType(),
                            cacheControl,
                            StoredRendition.MARK,
                            replaces)
                    .orElse(null);
            if (eTag != null) {
                String sha256 = Sha256.of(rendition.bytes());
                return new StoredRendition(
                        rendition.spec().name(),
                        output.name(),
                        key,
                        rendition.spec().format(),
                        rendition.size(),
                        rendition.bytes().length,
                        sha256,
                        eTag,
                        publicBaseUrl.isEmpty() ? null : WebAddress.of(publicBaseUrl, key, sha256));
            }
            // In this order: what is written after the look at the lease is not what is replaced.
            replaces = output.eTagOf(key);
            requireLease.run();
        }
        throw contested(key);
    }

    /** Whether a rendition is still what was stored. */
    public boolean isIntact(StoredRendition rendition) {
        return rendition.eTag().equals(output.eTagOf(rendition.key()));
    }

    /**
     * Removes what is under a key, if anything is.
     *
     * @param known its ETag; null if that is not known
     * @param requireLease throws if the lease is lost; asked before something unknown is removed
     * @return whether anything was there
     */
    public boolean remove(String key, @Nullable String known, Runnable requireLease) {
        @Nullable String eTag = known;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            if (eTag != null && output.remove(key, eTag)) {
                return true;
            }
            eTag = output.eTagOf(key);
            if (eTag == null) {
                return false;
            }
            requireLease.run();
        }
        throw contested(key);
    }

    private SdkClientException contested(String key) {
        return SdkClientException.create("S3 refused " + MOST_ROUNDS + " times to replace s3://" + output.name() + "/"
                + key + ", because another program writes it, too");
    }
}
