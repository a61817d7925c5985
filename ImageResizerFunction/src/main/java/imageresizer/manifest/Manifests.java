package imageresizer.manifest;

import static java.util.Objects.requireNonNull;

import imageresizer.Attempt;
import imageresizer.Outcome.Final;
import imageresizer.TryAgainException;
import imageresizer.Upload;
import imageresizer.manifest.Manifest.Claimed;
import imageresizer.manifest.Manifest.Finished;
import imageresizer.manifest.ManifestStore.Found;
import imageresizer.storage.OutputBucket;
import imageresizer.storage.OutputKeyPattern;
import imageresizer.storage.StoredRendition;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Sees to it that of all deliveries of all uploads of a key, the newest upload wins, and that it is announced once. Every
 * step is a conditional write over the manifest as it was last seen, so of two who see the same, one succeeds.
 *
 * <p>An attempt that died leaves its claim. Another attempt at the same event goes on with it at once; other events may
 * when the dead attempt's time is over. Every method throws {@link SdkException} if S3 can't answer now, and
 * {@link TryAgainException} while somebody else is in the way.
 */
public final class Manifests {

    private static final int MOST_ROUNDS = 10;

    private final ManifestStore store;
    private final OutputBucket bucket;
    private final String settings;
    private final InstantSource clock;

    /** @param settings fingerprint of the settings that renditions are made with */
    public Manifests(OutputBucket bucket, OutputKeyPattern outputKey, String settings, InstantSource clock) {
        this.bucket = requireNonNull(bucket);
        this.store = new ManifestStore(bucket, outputKey);
        this.settings = requireNonNull(settings);
        this.clock = requireNonNull(clock);
    }

    /** What becomes of the wish to work on an upload. */
    public sealed interface Claiming {

        /** There is work to do. */
        record Granted(Claim claim) implements Claiming {}

        /** All has been done, with the same settings. */
        record Done(boolean losesOriginal) implements Claiming {}

        /** @param reason why there is nothing to do */
        record Refused(String reason) implements Claiming {}
    }

    /**
     * Claims an upload.
     *
     * @param keys of the renditions that are going to be stored
     */
    public Claiming claim(Upload upload, List<String> keys, Attempt attempt) {
        Claimed wish = new Claimed(attempt, /* isRemoval= */ false, keys, null);
        Manifest wanted = new Manifest(upload, settings, wish);
        @Nullable Found former = null;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Claimed state = former == null ? wish : after(former, wanted, wish);
            Manifest mine = new Manifest(former == null ? upload : inOrder(upload, former), settings, state);
            Optional<String> eTag = store.write(mine, former == null ? null : former.eTag());
            if (eTag.isPresent()) {
                return granted(mine, state, eTag.get(), former);
            }
            @Nullable Found found = store.read(upload).orElse(null);
            if (found != null && isBy(attempt, found)) {
                return granted(mine, state, found.eTag(), former); // The same request arrived twice.
            }
            Optional<Claiming> answer = Optional.ofNullable(found)
                    .flatMap(Found::manifest)
                    .flatMap(standing -> answer(standing, wanted, attempt));
            if (answer.isPresent()) {
                return answer.get();
            }
            former = found;
        }
        throw contested(upload);
    }

    /** Why there is nothing to do, or empty if the standing manifest may be replaced. */
    private Optional<Claiming> answer(Manifest standing, Manifest wanted, Attempt attempt) {
        if (wanted.upload().isOlderThan(standing.upload())) {
            return Optional.of(new Claiming.Refused("a newer upload of this key has taken its place"));
        }
        return switch (standing.state()) {
            case Finished finished
            when wanted.upload().sequencer() != null && standing.isOfSame(wanted) ->
                Optional.of(new Claiming.Done(finished.losesOriginal()));
            case Finished _ -> Optional.empty();
            case Claimed claimed
            when !claimed.attempt().mayBeAtWorkBeside(attempt, clock.instant()) -> Optional.empty();
            case Claimed claimed
            when claimed.isRemoval() || standing.isOfSame(wanted) -> throw inTheWay(standing.upload());
            case Claimed _ -> Optional.empty();
        };
    }

    /** What the key holds now is at least as new as what was seen there before. */
    private static Upload inOrder(Upload upload, Found former) {
        return upload.sequencer() != null
                ? upload
                : upload.withSequencer(former.manifest()
                        .map(Manifest::upload)
                        .map(Upload::sequencer)
                        .orElse(null));
    }

    /** The wish, with what is to be remembered of whoever was there before. */
    private static Claimed after(Found former, Manifest wanted, Claimed wish) {
        return former.manifest()
                .map(manifest -> new Claimed(
                        wish.attempt(),
                        wish.isRemoval(),
                        Stream.of(wish.keys(), manifest.state().keys())
                                .flatMap(List::stream)
                                .distinct()
                                .toList(),
                        manifest.isOfSame(wanted) && manifest.state() instanceof Claimed claimed
                                ? claimed.stored()
                                : null))
                .orElse(wish);
    }

    private static Claiming.Granted granted(Manifest mine, Claimed state, String eTag, @Nullable Found former) {
        Optional<Manifest.State> left =
                Optional.ofNullable(former).flatMap(Found::manifest).map(Manifest::state);
        Map<String, String> standing = left.orElse(null) instanceof Finished(Final outcome, var _)
                ? outcome.renditions().stream().collect(Collectors.toMap(StoredRendition::key, StoredRendition::eTag))
                : Map.of();
        return new Claiming.Granted(new Claim(
                mine.upload(),
                mine.settings(),
                state,
                eTag,
                left.map(Manifest.State::keys).orElse(List.of()),
                standing));
    }

    /**
     * Claims whatever upload a manifest tells of, so that what is left of it can be removed.
     *
     * @param gone whose key it is
     * @param concerns whether it is the upload that has gone
     */
    public Claiming claimForRemoval(Upload gone, Predicate<Upload> concerns, Attempt attempt) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Optional<Found> found = store.read(gone);
            if (found.isEmpty() || found.get().manifest().isEmpty()) {
                return new Claiming.Refused("nothing that was made of it is there");
            }
            Manifest standing = found.get().manifest().get();
            if (!concerns.test(standing.upload())) {
                return new Claiming.Refused("what stands there was made of another upload");
            }
            if (standing.state() instanceof Finished finished
                    && finished.losesOriginal()
                    && Objects.equals(gone.versionId(), standing.upload().versionId())) {
                return new Claiming.Done(/* losesOriginal= */ true);
            }
            if (standing.state() instanceof Claimed claimed
                    && claimed.attempt().mayBeAtWorkBeside(attempt, clock.instant())) {
                throw inTheWay(standing.upload());
            }
            Claimed state =
                    new Claimed(attempt, /* isRemoval= */ true, standing.state().keys(), null);
            Manifest mine = new Manifest(standing.upload(), standing.settings(), state);
            Optional<String> eTag = store.write(mine, found.get().eTag());
            if (eTag.isPresent()) {
                return new Claiming.Granted(
                        new Claim(mine.upload(), mine.settings(), state, eTag.get(), state.keys(), Map.of()));
            }
        }
        throw contested(gone);
    }

    /** Removes everything that a claim knows of, the manifest last, so that another attempt can go on with it. */
    public int remove(Claim claim) {
        claim.state().keys().forEach(bucket::remove);
        store.remove(claim.upload());
        return claim.state().keys().size() + 1;
    }

    /** Removes what earlier attempts and uploads have left that is no part of this outcome. */
    public void removeLeftovers(Claim claim, Final outcome) {
        removeAllBut(outcome.keys(), claim.inherited());
    }

    /** @throws SupersededException if the claim is somebody else's by now */
    public void requireHeld(Claim claim) {
        if (store.read(claim.upload())
                .filter(found -> isBy(claim.state().attempt(), found))
                .isEmpty()) {
            throw new SupersededException("a newer upload of this key has taken its place, or it was removed");
        }
    }

    /**
     * Lets others have a claim, because this attempt ends without having finished it.
     *
     * @param stored the outcome, if nothing but its notification is left to do
     */
    public void release(Claim claim, @Nullable Final stored) {
        Attempt attempt = claim.state().attempt();
        Claimed state = new Claimed(
                new Attempt(attempt.requestId(), attempt.id(), clock.instant()),
                /* isRemoval= */ false,
                claim.state().keys(),
                stored);
        store.write(new Manifest(claim.upload(), claim.settings(), state), claim.eTag());
    }

    /** Finishes a claim. If it is somebody else's by now, what only this one knows of is removed. */
    public void commit(Claim claim, Manifest finished) {
        if (store.write(finished, claim.eTag()).isPresent()) {
            return;
        }
        Optional<Manifest> standing = store.read(claim.upload()).flatMap(Found::manifest);
        if (standing.isPresent() && standing.get().equals(finished)) {
            return; // The same request arrived twice.
        }
        withdraw(claim, standing);
    }

    /** Gives up a claim that is somebody else's by now. */
    public void withdraw(Claim claim) {
        withdraw(claim, store.read(claim.upload()).flatMap(Found::manifest));
    }

    private void withdraw(Claim claim, Optional<Manifest> standing) {
        removeAllBut(
                standing.map(manifest -> manifest.state().keys()).orElse(List.of()),
                claim.state().keys());
    }

    /** Those that are not there count as removed. */
    private void removeAllBut(List<String> kept, List<String> keys) {
        keys.stream().filter(key -> !kept.contains(key)).forEach(bucket::remove);
    }

    private static boolean isBy(Attempt attempt, Found found) {
        return found.manifest()
                .map(manifest -> manifest.state() instanceof Claimed claimed
                        && claimed.attempt().id().equals(attempt.id()))
                .orElse(false);
    }

    private static TryAgainException inTheWay(Upload upload) {
        return new TryAgainException("Another invocation is at work on " + upload.uri() + " at the moment.");
    }

    private static TryAgainException contested(Upload upload) {
        return new TryAgainException("Others kept changing the manifest of " + upload.uri() + " at the same moment, "
                + MOST_ROUNDS + " times.");
    }
}
