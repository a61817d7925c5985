package imageresizer.lease;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import imageresizer.lease.Manifest.Finished;
import imageresizer.lease.Manifest.LeaseRecord;
import imageresizer.model.InvocationAttempt;
import imageresizer.model.MadeWith;
import imageresizer.model.Outcome.Final;
import imageresizer.model.RetryLaterException;
import imageresizer.model.Upload;
import imageresizer.output.OutputBucket;
import imageresizer.settings.OutputKeyPattern;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * One writer per key. A key's manifest is its lease too: it is only ever written over the manifest that the writer has
 * read, so of two who see the same one, one succeeds. No attempt may take a lease before its end, not even a
 * newer upload. What was finished before stays in the manifest until the lease is completed. Thread-safe.
 *
 * <p>Every method throws {@link SdkException} if S3 can't answer now.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">Conditional writes</a>
 */
public final class ManifestLeases {

    private static final int MOST_ROUNDS = 10;
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final OutputBucket bucket;
    private final MadeWith settings;
    private final LeaseClock clock;

    /** @param settings that renditions are made with */
    public ManifestLeases(OutputBucket bucket, MadeWith settings, LeaseClock clock) {
        this.bucket = requireNonNull(bucket);
        this.settings = requireNonNull(settings);
        this.clock = requireNonNull(clock);
    }

    /**
     * What is in a manifest's place.
     *
     * @param manifest null if it is something else
     */
    public record Found(@Nullable Manifest manifest, String eTag) {}

    /** What is in the place of a key's manifest now; null if it is nothing. */
    public @Nullable Found find(Upload upload) {
        return bucket.read(keyOf(upload))
                .map(text -> new Found(ManifestJson.read(text.content()).orElse(null), text.eTag()))
                .orElse(null);
    }

    /**
     * Acquires the lease for an upload, or says why there is nothing to do.
     *
     * @param keys of all renditions that these settings could make of it
     * @throws RetryLaterException if another attempt holds it for too long
     */
    public LeaseResult acquire(Upload upload, List<String> keys, InvocationAttempt attempt) {
        return acquire(upload, keys, attempt, null, attempt.patience(), /* isForUpload= */ true);
    }

    /**
     * Acquires the lease of a key, whatever was made of it before.
     *
     * @param seen what was found last in the manifest's place
     * @param patience how long to wait for another attempt's lease
     * @throws RetryLaterException if another attempt holds it for longer
     */
    public LeaseResult acquireKey(
            Upload upload, List<String> keys, InvocationAttempt attempt, @Nullable Found seen, Duration patience) {
        return acquire(upload, keys, attempt, seen, patience, /* isForUpload= */ false);
    }

    private LeaseResult acquire(
            Upload upload,
            List<String> keys,
            InvocationAttempt attempt,
            @Nullable Found seen,
            Duration longestWait,
            boolean isForUpload) {
        Patience patience = new Patience(upload, longestWait);
        @Nullable Found found = seen;
        int round = 0;
        while (true) {
            if (found != null && found.manifest() != null) {
                Manifest manifest = found.manifest();
                if (!manifest.sourceBucket().equals(upload.bucket())) {
                    return new LeaseResult.BelongsTo(manifest.sourceBucket());
                }
                if (isForUpload && isOvertaken(upload, manifest)) {
                    return new LeaseResult.Overtaken();
                }
                if (isForUpload && isDone(upload, manifest)) {
                    return new LeaseResult.AlreadyDone();
                }
                if (manifest.lease() != null
                        && clock.instant().isBefore(manifest.lease().end())) {
                    patience.sleep();
                    found = find(upload);
                    continue;
                }
            }
            if (round++ == MOST_ROUNDS) {
                throw new RetryLaterException("Others kept changing the manifest of " + upload.uri()
                        + " at the same moment, " + MOST_ROUNDS + " times.");
            }
            @Nullable Manifest former = found == null ? null : found.manifest();
            LeaseRecord mine = leaseOf(upload, keys, attempt, former);
            Manifest wanted = new Manifest(former == null ? null : former.finished(), mine);
            Optional<String> eTag = write(upload, wanted, found == null ? null : found.eTag());
            if (eTag.isPresent()) {
                return new LeaseResult.Acquired(new Lease(mine, eTag.get(), former));
            }
            found = find(upload);
            if (found != null && wanted.equals(found.manifest())) {
                // The SDK repeated a write of which it had lost the answer.
                return new LeaseResult.Acquired(new Lease(mine, found.eTag(), former));
            }
        }
    }

    /** An event without a version may mean an upload that is newer than its sequencer says. */
    private static boolean isOvertaken(Upload upload, Manifest manifest) {
        @Nullable Finished finished = manifest.finished();
        return finished != null
                && upload.isOlderThan(finished.upload())
                && !upload.isSameAs(finished.upload())
                && (upload.versionId() != null || finished.upload().versionId() == null);
    }

    private boolean isDone(Upload upload, Manifest manifest) {
        return manifest.lease() == null
                && manifest.finished() != null
                && manifest.finished().isDone(upload, settings);
    }

    /** My lease, with what is to be remembered of a dead one. */
    private LeaseRecord leaseOf(
            Upload upload, List<String> keys, InvocationAttempt attempt, @Nullable Manifest former) {
        @Nullable LeaseRecord dead = former == null ? null : former.lease();
        List<String> all = dead == null
                ? keys
                : Stream.concat(keys.stream(), dead.keys().stream()).distinct().toList();
        @Nullable
        Final stored = dead != null
                        && dead.upload().isSameAs(upload)
                        && dead.settings().equals(settings)
                ? dead.stored()
                : null;
        return new LeaseRecord(upload, settings, attempt.requestId(), attempt.id(), attempt.leaseEnd(), all, stored);
    }

    /** How long an attempt still waits for another one's lease. Not thread-safe. */
    private final class Patience {

        private final Upload upload;
        private final Instant end;
        private Duration next;
        private final Duration longest;

        Patience(Upload upload, Duration time) {
            this.upload = upload;
            end = clock.instant().plus(time);
            next = min(FIRST_WAIT, time.dividedBy(16));
            longest = min(LONGEST_WAIT, time.dividedBy(12));
        }

        void sleep() {
            if (!clock.instant().isBefore(end)) {
                throw new RetryLaterException(
                        "Another invocation is working on " + upload.uri() + "; this one is tried again later.");
            }
            try {
                clock.sleep(next);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw AbortedException.create("given up while another invocation was working on " + upload.uri(), e);
            }
            next = min(next.multipliedBy(2), longest);
        }

        private static Duration min(Duration one, Duration other) {
            return one.compareTo(other) < 0 ? one : other;
        }
    }

    /**
     * Asks whether the lease is still there, before something unknown is replaced.
     *
     * @throws LeaseLostException if it is not
     */
    public void requireHeld(Lease lease) {
        if (!isHeld(lease, find(lease.mine().upload()))) {
            throw new LeaseLostException(lease.mine().upload().uri());
        }
    }

    private static boolean isHeld(Lease lease, @Nullable Found found) {
        return found != null
                && found.manifest() != null
                && found.manifest().lease() != null
                && found.manifest().lease().attempt().equals(lease.mine().attempt());
    }

    /**
     * Records the upload as finished and gives the lease back.
     *
     * @throws LeaseLostException if the manifest was deleted or replaced
     */
    public void complete(Lease lease, Finished finished) {
        replace(lease, new Manifest(finished, null));
    }

    /**
     * Records the upload as finished, and keeps the lease for the removal of the original.
     *
     * @return the lease that is left
     * @throws LeaseLostException if the manifest was deleted or replaced
     */
    public Lease completeButHold(Lease lease, Finished finished) {
        LeaseRecord rest = new LeaseRecord(
                lease.mine().upload(),
                settings,
                lease.mine().requestId(),
                lease.mine().attempt(),
                lease.mine().end(),
                List.of(),
                null);
        Manifest manifest = new Manifest(finished, rest);
        return new Lease(rest, replace(lease, manifest), manifest);
    }

    /**
     * Gives back a lease under which nothing was written: the manifest says again what it said before.
     *
     * @throws LeaseLostException if the manifest was deleted or replaced
     */
    public void giveBack(Lease lease) {
        if (lease.hasDebris()) {
            // Not all of it can have been removed, so it stays on record for the next attempt.
            replace(lease, new Manifest(lease.finished().orElse(null), asItWas(lease)));
        } else if (lease.finished().isPresent()) {
            replace(lease, new Manifest(lease.finished().get(), null));
        } else {
            remove(lease);
        }
    }

    private static LeaseRecord asItWas(Lease lease) {
        return requireNonNull(requireNonNull(lease.former()).lease());
    }

    /**
     * Lets others have the lease, because this attempt failed. Best effort: if it fails too, the lease ends by itself.
     *
     * @param stored the outcome, if only its notification is left to do
     * @param fault why the attempt failed
     */
    public void release(Lease lease, @Nullable Final stored, Throwable fault) {
        // A request without an answer may still be on its way.
        Instant end = fault instanceof SdkClientException ? lease.mine().end() : clock.instant();
        try {
            write(
                    lease.mine().upload(),
                    new Manifest(lease.finished().orElse(null), lease.mine().endingAt(end, stored)),
                    lease.eTag());
        } catch (SdkException e) {
            fault.addSuppressed(e);
        }
    }

    /**
     * Removes the manifest of a key of which nothing is left.
     *
     * @throws LeaseLostException if the manifest was replaced
     */
    public void remove(Lease lease) {
        Upload upload = lease.mine().upload();
        if (!bucket.remove(keyOf(upload), lease.eTag()) && find(upload) != null) {
            throw new LeaseLostException(upload.uri());
        }
    }

    private String replace(Lease lease, Manifest manifest) {
        Upload upload = lease.mine().upload();
        Optional<String> eTag = write(upload, manifest, lease.eTag());
        if (eTag.isPresent()) {
            return eTag.get();
        }
        @Nullable Found found = find(upload);
        if (found != null && manifest.equals(found.manifest())) {
            return found.eTag(); // The SDK repeated a write of which it had lost the answer.
        }
        throw new LeaseLostException(upload.uri());
    }

    private Optional<String> write(Upload upload, Manifest manifest, @Nullable String replaces) {
        return bucket.put(
                keyOf(upload),
                ManifestJson.write(manifest).getBytes(UTF_8),
                "application/json",
                "no-cache",
                /* metadata= */ Map.of(),
                replaces);
    }

    private static String keyOf(Upload upload) {
        return OutputKeyPattern.manifestKeyOf(upload.key());
    }
}
