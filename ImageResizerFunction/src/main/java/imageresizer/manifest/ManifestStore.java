package imageresizer.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import imageresizer.Upload;
import imageresizer.storage.OutputBucket;
import imageresizer.storage.OutputKeyPattern;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The manifests in the output bucket. */
final class ManifestStore {

    private final OutputBucket bucket;
    private final OutputKeyPattern outputKey;

    ManifestStore(OutputBucket bucket, OutputKeyPattern outputKey) {
        this.bucket = requireNonNull(bucket);
        this.outputKey = requireNonNull(outputKey);
    }

    /**
     * What stands in a manifest's place.
     *
     * @param manifest empty if it is something else
     */
    record Found(Optional<Manifest> manifest, String eTag) {}

    Optional<Found> read(Upload upload) {
        return bucket.read(keyOf(upload)).map(text -> new Found(ManifestJson.read(text.content()), text.eTag()));
    }

    /**
     * Writes a manifest over the one that has this ETag.
     *
     * @param replaces null if none may be there
     * @return the new ETag; empty if something else is there
     */
    Optional<String> write(Manifest manifest, @Nullable String replaces) {
        return bucket.put(
                keyOf(manifest.upload()),
                ManifestJson.write(manifest).getBytes(UTF_8),
                "application/json",
                "no-cache",
                replaces);
    }

    void remove(Upload upload) {
        bucket.remove(keyOf(upload));
    }

    private String keyOf(Upload upload) {
        return outputKey.manifestKeyOf(upload.key());
    }
}
