package imageresizer;

import static java.util.Objects.requireNonNull;

import imageresizer.Outcome.Final;
import imageresizer.Outcome.Rejected;
import imageresizer.Outcome.Removed;
import imageresizer.Outcome.Resized;
import imageresizer.Outcome.Skipped;
import imageresizer.manifest.Claim;
import imageresizer.manifest.Manifest;
import imageresizer.manifest.Manifests;
import imageresizer.manifest.Manifests.Claiming;
import imageresizer.manifest.SupersededException;
import imageresizer.notification.Notification;
import imageresizer.notification.NotificationTopic;
import imageresizer.picture.Engines;
import imageresizer.picture.Engines.Rendered;
import imageresizer.picture.PictureFile;
import imageresizer.picture.PictureHeader;
import imageresizer.picture.PictureProbe;
import imageresizer.picture.SourceReader;
import imageresizer.picture.SourceReader.Opened;
import imageresizer.picture.UnusablePictureException;
import imageresizer.storage.OutputBucket;
import imageresizer.storage.PictureStore;
import imageresizer.storage.PictureStore.Incoming;
import imageresizer.storage.StoredRendition;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * The way of one upload: claimed, rendered, stored, announced, and its manifest finished, in this order. Whatever fails
 * in between, another attempt at the same event completes.
 */
final class UploadPipeline {

    private final Settings settings;
    private final PictureStore store;
    private final Manifests manifests;
    private final SourceReader reader;
    private final Engines engines;
    private final NotificationTopic topic;
    private final Aside aside = new Aside();

    UploadPipeline(Settings settings, S3Client s3, SnsClient sns, Engines engines) {
        OutputBucket output = new OutputBucket(s3, settings.outputBucket());
        this.settings = settings;
        this.store = new PictureStore(s3, output, settings.outputKey(), settings.cacheControl());
        this.manifests = new Manifests(output, settings.outputKey(), settings.fingerprint(), InstantSource.system());
        this.reader = new SourceReader(new PictureProbe(settings.limits()));
        this.engines = requireNonNull(engines);
        this.topic = new NotificationTopic(sns, settings.topicArn());
    }

    /**
     * Makes, stores and announces the renditions of an upload, or announces why that can't be.
     *
     * @throws SdkException if S3 or SNS can't do their part now
     * @throws UncheckedIOException if S3 stops sending the upload
     * @throws TryAgainException while something else is in the way
     */
    Outcome resize(Upload upload, Attempt attempt) {
        long start = System.nanoTime();
        if (!settings.concerns(upload.key())) {
            return new Skipped(upload, "the settings exclude uploads of this prefix");
        }
        Future<Boolean> isRemoved = aside.start(() -> settings.renditionsFollow() && store.isRemoved(upload));
        Optional<Incoming> fetched = store.fetch(upload);
        if (fetched.isEmpty()) {
            return remove(Removal.of(upload), attempt);
        }
        try (Incoming incoming = fetched.get()) {
            return Aside.result(isRemoved) ? remove(Removal.of(upload), attempt) : resize(incoming, attempt, start);
        }
    }

    private Outcome resize(Incoming incoming, Attempt attempt, long start) {
        Upload upload = incoming.upload();
        Opened picture;
        try {
            picture = incoming.open(reader);
        } catch (UnusablePictureException e) {
            return conclude(manifests.claim(upload, List.of(), attempt), upload, _ -> new Rejected(upload, e.reason()));
        }
        RenditionPlan plan = RenditionPlan.of(
                picture.header(), settings.renditionsOf(picture.header().format()));
        Future<Claiming> claiming =
                aside.start(() -> manifests.claim(upload, plan.keys(settings.outputKey(), upload), attempt));
        try (PictureFile file = incoming.rest(picture)) {
            return conclude(
                    Aside.result(claiming), upload, claim -> rendered(file, picture.header(), plan, claim, start));
        }
    }

    private Outcome conclude(Claiming claiming, Upload upload, Function<Claim, Final> work) {
        return switch (claiming) {
            case Claiming.Refused(String reason) -> new Skipped(upload, reason);
            case Claiming.Done(boolean losesOriginal) -> {
                removeOriginal(upload, losesOriginal);
                yield new Skipped(upload, "it has been done already; to have it done again, delete its manifest");
            }
            case Claiming.Granted(Claim claim) -> concluded(claim, work);
        };
    }

    private Outcome concluded(Claim claim, Function<Claim, Final> work) {
        @Nullable Final stored = null;
        try {
            Final outcome = claim.stored().orElseGet(() -> work.apply(claim));
            stored = outcome;
            manifests.removeLeftovers(claim, outcome);
            boolean losesOriginal = settings.deletesOriginal()
                    && claim.upload().versionId() != null
                    && outcome instanceof Resized resized
                    && !resized.isPartial();
            Manifest finished = claim.finished(outcome, losesOriginal);
            topic.publish(Notification.of(finished, outcome));
            manifests.commit(claim, finished);
            removeOriginal(claim.upload(), losesOriginal);
            return outcome;
        } catch (SupersededException e) {
            manifests.withdraw(claim);
            return new Skipped(claim.upload(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            release(claim, stored, e);
            throw e;
        }
    }

    /** Best effort: who is not told waits until this attempt's time would have been over. */
    private void release(Claim claim, @Nullable Final stored, RuntimeException fault) {
        try {
            manifests.release(claim, stored);
        } catch (SdkException e) {
            fault.addSuppressed(e);
        }
    }

    private void removeOriginal(Upload upload, boolean losesOriginal) {
        if (losesOriginal) {
            store.removeOriginal(upload);
        }
    }

    private Final rendered(PictureFile file, PictureHeader header, RenditionPlan plan, Claim claim, long start) {
        Upload upload = claim.upload();
        if (plan.possible().isEmpty()) {
            return new Rejected(upload, plan.missing().getFirst().reason());
        }
        try {
            Rendered rendered = engines.render(file, plan.possible());
            List<StoredRendition> stored = aside.all(
                    rendered.renditions(),
                    rendition -> store.store(upload, rendition, claim.standing(), () -> manifests.requireHeld(claim)));
            return new Resized(
                    upload,
                    header.format(),
                    header.size(),
                    stored,
                    plan.missing(),
                    rendered.engine(),
                    Duration.ofMillis((System.nanoTime() - start) / 1_000_000));
        } catch (UnusablePictureException e) {
            return new Rejected(upload, e.reason());
        }
    }

    /**
     * Removes what was made of an upload that is gone.
     *
     * @throws SdkException if S3 can't do its part now
     * @throws TryAgainException while something else is in the way
     */
    Outcome remove(Removal removal, Attempt attempt) {
        if (!settings.renditionsFollow()) {
            return new Skipped(removal.gone(), "the settings keep renditions of uploads that are removed");
        }
        return switch (manifests.claimForRemoval(removal.gone(), removal::concerns, attempt)) {
            case Claiming.Refused(String reason) ->
                new Skipped(removal.gone(), "the upload was removed, and " + reason);
            case Claiming.Done _ -> new Skipped(removal.gone(), "this function has removed the original itself");
            case Claiming.Granted(Claim claim) -> new Removed(claim.upload(), manifests.remove(claim));
        };
    }
}
