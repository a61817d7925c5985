package imageresizer.lease;

import static java.util.Objects.requireNonNull;

import imageresizer.lease.Manifest.Finished;
import imageresizer.lease.Manifest.LeaseRecord;
import imageresizer.model.Outcome.Final;
import imageresizer.model.StoredRendition;
import imageresizer.model.Upload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The right to be the only one that writes for a key, until it is completed or its time ends. Immutable.
 *
 * @param mine as the manifest has it
 * @param eTag of the manifest
 * @param former what the manifest said before; null if there was none
 */
public record Lease(LeaseRecord mine, String eTag, @Nullable Manifest former) {

    public Lease {
        requireNonNull(mine);
        requireNonNull(eTag);
    }

    /** The last upload that was finished. */
    public Optional<Finished> finished() {
        return Optional.ofNullable(former).map(Manifest::finished);
    }

    /** Whether an attempt died or failed here, and may have left renditions. */
    public boolean hasDebris() {
        return !debris().isEmpty();
    }

    /** The same lease, after everything that others have left beside the last finished upload was removed. */
    public Lease withoutDebris() {
        return new Lease(
                mine, eTag, finished().map(upload -> new Manifest(upload, null)).orElse(null));
    }

    private List<String> debris() {
        return former == null || former.lease() == null
                ? List.of()
                : former.lease().keys();
    }

    /** What an earlier attempt at this upload has stored, so that only the notification is left to do. */
    public Optional<Final> stored(Upload upload) {
        return Optional.ofNullable(mine.stored())
                .filter(stored -> stored.upload().isSameAs(upload));
    }

    /** Keys of all that others may have left for this key. */
    public List<String> leftBehind() {
        return Stream.concat(finished().stream().flatMap(left -> left.outcome().keys().stream()), debris().stream())
                .distinct()
                .toList();
    }

    /** The ETags of the last finished upload's renditions, by key. A dead attempt may have replaced some. */
    public Map<String, String> knownETags() {
        return finished().stream()
                .flatMap(left -> left.outcome().renditions().stream())
                .collect(Collectors.toMap(StoredRendition::key, StoredRendition::eTag));
    }
}
