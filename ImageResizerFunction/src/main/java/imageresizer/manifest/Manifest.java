package imageresizer.manifest;

import static java.util.Objects.requireNonNull;

import imageresizer.Attempt;
import imageresizer.Outcome.Final;
import imageresizer.Upload;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the newest upload of a key. The output bucket holds one for each key, as JSON.
 *
 * @param upload whose it is
 * @param settings fingerprint of the settings that the renditions are made with
 */
public record Manifest(Upload upload, String settings, State state) {

    public Manifest {
        requireNonNull(upload);
        requireNonNull(settings);
        requireNonNull(state);
    }

    /** How far the upload is. */
    public sealed interface State {

        /** The keys under which something of this or an earlier upload may stand, this manifest's own aside. */
        List<String> keys();
    }

    /**
     * An attempt is at work, or has died over it.
     *
     * @param isRemoval whether it removes what the upload has left
     * @param stored the outcome, if nothing but its notification is left to do
     */
    public record Claimed(
            Attempt attempt,
            boolean isRemoval,
            List<String> keys,
            @Nullable Final stored) implements State {

        public Claimed {
            requireNonNull(attempt);
            keys = List.copyOf(keys);
        }
    }

    /**
     * People have been told.
     *
     * @param losesOriginal whether the function itself deletes the upload after that
     */
    public record Finished(Final outcome, boolean losesOriginal) implements State {

        public Finished {
            requireNonNull(outcome);
        }

        @Override
        public List<String> keys() {
            return outcome.keys();
        }
    }

    /** Whether it tells of the same upload, made with the same settings. */
    boolean isOfSame(Manifest other) {
        return upload.equals(other.upload) && settings.equals(other.settings);
    }

    /** The outcome, if it needs only to be announced or has been. */
    Optional<Final> outcome() {
        return switch (state) {
            case Claimed claimed -> Optional.ofNullable(claimed.stored());
            case Finished finished -> Optional.of(finished.outcome());
        };
    }
}
