package imageresizer.manifest;

import static java.util.Objects.requireNonNull;

import imageresizer.Outcome.Final;
import imageresizer.Upload;
import imageresizer.manifest.Manifest.Claimed;
import imageresizer.manifest.Manifest.Finished;
import imageresizer.storage.StoredRendition;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The right to work on an upload, as the manifest says. A newer upload of the same key may take it away at any time.
 *
 * @param manifest the claim as it is written
 * @param state its state
 * @param eTag of the manifest
 * @param inherited keys of what earlier attempts and uploads may have left
 * @param standing ETags of those, by key, as far as they are known
 */
public record Claim(
        Manifest manifest, Claimed state, String eTag, List<String> inherited, Map<String, String> standing) {

    public Claim {
        requireNonNull(manifest);
        requireNonNull(state);
        requireNonNull(eTag);
        inherited = List.copyOf(inherited);
        standing = Map.copyOf(standing);
    }

    public Upload upload() {
        return manifest.upload();
    }

    /** What an earlier attempt has stored already, so that only the notification is left to do. */
    public Optional<Final> stored() {
        return Optional.ofNullable(state.stored());
    }

    /** The inherited keys that are no part of this outcome. */
    public List<String> leftovers(Final outcome) {
        Set<String> kept = new HashSet<>(
                outcome.renditions().stream().map(StoredRendition::key).toList());
        return inherited.stream().filter(key -> !kept.contains(key)).toList();
    }

    /** The manifest that ends this claim. */
    public Manifest finished(Final outcome, boolean losesOriginal) {
        return new Manifest(upload(), manifest.settings(), new Finished(outcome, losesOriginal));
    }
}
