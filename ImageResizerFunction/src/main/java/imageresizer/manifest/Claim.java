package imageresizer.manifest;

import static java.util.Objects.requireNonNull;

import imageresizer.Outcome.Final;
import imageresizer.Upload;
import imageresizer.manifest.Manifest.Claimed;
import imageresizer.manifest.Manifest.Finished;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The right to work on an upload, as the manifest says. A newer upload of the same key may take it away at any time.
 *
 * @param settings fingerprint of the settings that renditions are made with
 * @param state as the manifest has it
 * @param eTag of the manifest
 * @param inherited keys of what earlier attempts and uploads may have left
 * @param standing ETags of those, by key, as far as they are known
 */
public record Claim(
        Upload upload,
        String settings,
        Claimed state,
        String eTag,
        List<String> inherited,
        Map<String, String> standing) {

    public Claim {
        requireNonNull(upload);
        requireNonNull(settings);
        requireNonNull(state);
        requireNonNull(eTag);
        inherited = List.copyOf(inherited);
        standing = Map.copyOf(standing);
    }

    /** What an earlier attempt has stored already, so that only the notification is left to do. */
    public Optional<Final> stored() {
        return Optional.ofNullable(state.stored());
    }

    /** The manifest that ends this claim. */
    public Manifest finished(Final outcome, boolean losesOriginal) {
        return new Manifest(upload, settings, new Finished(outcome, losesOriginal));
    }
}
