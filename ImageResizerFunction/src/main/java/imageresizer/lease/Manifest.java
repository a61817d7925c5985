package imageresizer.lease;

import static java.util.Objects.requireNonNull;

import imageresizer.model.InvocationAttempt;
import imageresizer.model.MadeWith;
import imageresizer.model.Origin;
import imageresizer.model.Outcome.Final;
import imageresizer.model.Outcome.Rejected;
import imageresizer.model.Upload;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a key: how its newest upload ended, and who is at work on it. The output bucket holds one for each
 * key, as JSON. At least one of the two is there.
 *
 * @param finished the last upload that was finished
 * @param lease the attempt that is at work, or that died or failed over it
 */
public record Manifest(
        @Nullable Finished finished, @Nullable LeaseRecord lease) {

    public Manifest {
        if (finished == null && lease == null) {
            throw new IllegalArgumentException("neither finished nor leased");
        }
    }

    /**
     * An upload whose outcome was published.
     *
     * @param settings which settings its renditions are made with
     * @param losesOriginal whether the function itself deletes the upload after that
     * @param lastModified S3's time of the upload; null if it is not known
     * @param origin why it was done
     */
    public record Finished(
            Upload upload,
            MadeWith settings,
            Final outcome,
            boolean losesOriginal,
            @Nullable Instant lastModified,
            Origin origin) {

        public Finished {
            requireNonNull(upload);
            requireNonNull(settings);
            requireNonNull(outcome);
            requireNonNull(origin);
        }

        /** Whether doing the upload with these settings would end the same way. */
        public boolean isDone(Upload other, MadeWith current) {
            return upload.isSameAs(other) && isMadeWith(current);
        }

        /** Whether these settings would make the same of the same picture. */
        public boolean isMadeWith(MadeWith current) {
            return settings.settings().equals(current.settings())
                    && (!(outcome instanceof Rejected) || settings.abilities().equals(current.abilities()));
        }
    }

    /**
     * An attempt's right to be the only one that writes.
     *
     * @param upload that the attempt is at work on
     * @param settings which settings it makes renditions with
     * @param requestId Lambda's name of the event
     * @param attempt {@linkplain InvocationAttempt#id() that holds it}
     * @param end no other attempt may write before this
     * @param keys where renditions may be that no finished upload knows of
     * @param stored the outcome, if only its notification is left to do
     */
    public record LeaseRecord(
            Upload upload,
            MadeWith settings,
            String requestId,
            String attempt,
            Instant end,
            List<String> keys,
            @Nullable Final stored) {

        public LeaseRecord {
            requireNonNull(upload);
            requireNonNull(settings);
            requireNonNull(requestId);
            requireNonNull(attempt);
            requireNonNull(end);
            keys = List.copyOf(keys);
        }

        /** The same, over for everybody else at that time. */
        LeaseRecord endingAt(Instant time, @Nullable Final outcome) {
            return new LeaseRecord(upload, settings, requestId, attempt, time, keys, outcome);
        }
    }

    /** The bucket that the uploads of this key are in. */
    public String sourceBucket() {
        return finished != null
                ? finished.upload().bucket()
                : requireNonNull(lease).upload().bucket();
    }
}
