package imageresizer;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import imageresizer.ConcurrentRequests.Request;
import imageresizer.NextStep.KeyState;
import imageresizer.NextStep.Nothing;
import imageresizer.NextStep.RemoveEverything;
import imageresizer.NextStep.RemoveOriginal;
import imageresizer.NextStep.Resize;
import imageresizer.event.Removal;
import imageresizer.event.S3Change.Listed;
import imageresizer.input.CurrentObject;
import imageresizer.input.IncomingUpload;
import imageresizer.input.InputBucket;
import imageresizer.lease.Lease;
import imageresizer.lease.LeaseClock;
import imageresizer.lease.LeaseResult;
import imageresizer.lease.Manifest;
import imageresizer.lease.Manifest.Finished;
import imageresizer.lease.ManifestLeases;
import imageresizer.lease.ManifestLeases.Found;
import imageresizer.model.InvocationAttempt;
import imageresizer.model.MadeWith;
import imageresizer.model.Origin;
import imageresizer.model.Outcome;
import imageresizer.model.Outcome.Final;
import imageresizer.model.Outcome.Rejected;
import imageresizer.model.Outcome.Removed;
import imageresizer.model.Outcome.Resized;
import imageresizer.model.Outcome.Skipped;
import imageresizer.model.RetryLaterException;
import imageresizer.model.StoredRendition;
import imageresizer.model.Upload;
import imageresizer.notification.NotificationTopic;
import imageresizer.output.OutputBucket;
import imageresizer.output.RenditionStore;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.probe.PictureHeader;
import imageresizer.picture.probe.PictureProbe;
import imageresizer.picture.probe.SourceReader;
import imageresizer.picture.render.EngineChain;
import imageresizer.picture.render.EngineChain.Rendered;
import imageresizer.reason.Reason;
import imageresizer.reason.ReasonCode;
import imageresizer.settings.OutputKeyPattern;
import imageresizer.settings.Settings;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * The way of one upload: fetch and probe, acquire the lease of its key, render, store, remove leftovers, publish, complete
 * the manifest, remove the original. If anything fails, another attempt at the same event completes it.
 */
final class ResizePipeline {

    private final Settings settings;
    private final InputBucket input;
    private final ManifestLeases leases;
    private final MadeWith madeWith;
    private final EngineChain engines;
    private final RenditionStore renditions;
    private final NotificationTopic topic;
    private final ConcurrentRequests requests;
    private final WaitingTime waitingTime;
    private final LambdaLogger log;
    private final AtomicBoolean hasWarned = new AtomicBoolean();

    ResizePipeline(Settings settings, S3Client s3, SnsClient sns, EngineChain engines) {
        this(settings, s3, sns, engines, LeaseClock.SYSTEM, new ConcurrentRequests(), LambdaRuntime.getLogger());
    }

    ResizePipeline(
            Settings settings,
            S3Client s3,
            SnsClient sns,
            EngineChain engines,
            LeaseClock clock,
            ConcurrentRequests requests,
            LambdaLogger log) {
        OutputBucket output = new OutputBucket(s3, settings.outputBucket());
        this.settings = settings;
        this.input = new InputBucket(s3, new SourceReader(new PictureProbe(settings.limits())));
        this.madeWith =
                new MadeWith(settings.madeWith().settings(), settings.madeWith().abilities() + " " + engines.names());
        this.waitingTime = new WaitingTime(clock);
        this.leases = new ManifestLeases(output, madeWith, waitingTime);
        this.engines = requireNonNull(engines);
        this.renditions =
                new RenditionStore(output, settings.outputKey(), settings.cacheControl(), settings.publicBaseUrl());
        this.topic = new NotificationTopic(sns, settings.topicArn());
        this.requests = requireNonNull(requests);
        this.log = requireNonNull(log);
    }

    /** How long uploads have waited for other invocations since this was last asked. */
    Duration takeWaitingTime() {
        return waitingTime.take();
    }

    /** A clock that adds up for how long it was asked to sleep. Thread-safe. */
    private static final class WaitingTime implements LeaseClock {

        private final LeaseClock clock;
        private final AtomicReference<Duration> total = new AtomicReference<>(Duration.ZERO);

        WaitingTime(LeaseClock clock) {
            this.clock = requireNonNull(clock);
        }

        Duration take() {
            return total.getAndSet(Duration.ZERO);
        }

        @Override
        public Instant instant() {
            return clock.instant();
        }

        @Override
        public long nanoTime() {
            return clock.nanoTime();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            total.accumulateAndGet(time, Duration::plus);
            clock.sleep(time);
        }
    }

    /**
     * Makes, stores and announces the renditions of an upload, or announces why that can't be.
     *
     * @throws SdkException if S3 or SNS can't do their part now
     * @throws UncheckedIOException if S3 stops sending the upload
     * @throws RetryLaterException while something else is in the way
     */
    Outcome resize(Upload upload, InvocationAttempt attempt) {
        Optional<String> exclusion = exclusionOf(upload);
        if (exclusion.isPresent()) {
            return new Skipped(upload, exclusion.get());
        }
        long start = waitingTime.nanoTime();
        Request<IncomingUpload> fetching = requests.start(() -> input.fetch(upload));
        Request<Acquisition> acquiring = requests.start(() -> acquireLease(upload, attempt));
        try {
            Supplier<RenderedUpload> rendered = renderEarly(fetching);
            Acquisition acquired = acquiring.await();
            return switch (acquired.result()) {
                case LeaseResult.AlreadyDone _ -> new Skipped(upload, Skipped.DONE);
                case LeaseResult.Overtaken _ -> new Skipped(upload, Skipped.OVERTAKEN);
                case LeaseResult.BelongsTo(String bucket) -> rejectForeign(upload, bucket, Origin.UPLOAD);
                case LeaseResult.Acquired(Lease lease) ->
                    finishUpload(upload, fetching, rendered, acquired, new Held(lease, Origin.UPLOAD), start);
            };
        } finally {
            fetching.abandon(IncomingUpload::close);
        }
    }

    /** Why uploads of this key are none of the function's business, at the cost of no request. */
    private Optional<String> exclusionOf(Upload upload) {
        if (!settings.concerns(upload.key())) {
            return Optional.of("the settings exclude uploads of this prefix");
        }
        if (OutputKeyPattern.isReserved(upload.key())) {
            return Optional.of("its key is in the folder that is reserved for manifests");
        }
        return settings.isRenditionKey(upload)
                ? Optional.of("its key is in the folder of the renditions")
                : Optional.empty();
    }

    /**
     * What came of asking for the lease, and then what the key holds.
     *
     * @param current asked under the lease; throws what that led to
     */
    private record Acquisition(LeaseResult result, Supplier<Optional<CurrentObject>> current) {}

    private Acquisition acquireLease(Upload upload, InvocationAttempt attempt) {
        LeaseResult result = leases.acquire(upload, possibleKeys(upload), attempt);
        if (!(result instanceof LeaseResult.Acquired)) {
            return new Acquisition(result, Optional::empty);
        }
        try {
            Optional<CurrentObject> current = input.current(upload);
            return new Acquisition(result, () -> current);
        } catch (RuntimeException e) {
            // There is a lease, which is to be released.
            return new Acquisition(result, () -> {
                throw e;
            });
        }
    }

    /**
     * Renders while the lease is asked for. Only its holder may look at what came of it.
     *
     * @return throws what the rendering threw
     */
    private Supplier<RenderedUpload> renderEarly(Request<IncomingUpload> fetching) {
        try {
            IncomingUpload incoming = fetching.await();
            if (!incoming.isThere() || incoming.isRendition()) {
                return () -> {
                    throw new IllegalStateException("there is no picture to render");
                };
            }
            RenderedUpload rendered = render(incoming);
            return () -> rendered;
        } catch (RuntimeException e) {
            return () -> {
                throw e;
            };
        } catch (Error e) {
            return () -> {
                throw e;
            };
        }
    }

    /**
     * Removes what was made of an upload that is gone, or makes the renditions of what its key holds now instead.
     *
     * @throws SdkException if S3 or SNS can't do their part now
     * @throws UncheckedIOException if S3 stops sending an upload
     * @throws RetryLaterException while something else is in the way
     */
    Outcome remove(Removal removal, InvocationAttempt attempt) {
        Upload gone = removal.gone();
        if (settings.isRenditionKey(gone)) {
            return new Skipped(gone, "its key is in the folder of the renditions");
        }
        if (!settings.renditionsFollow() || !settings.concerns(gone.key()) || OutputKeyPattern.isReserved(gone.key())) {
            return new Skipped(gone, "the settings keep renditions of uploads that are removed");
        }
        long start = waitingTime.nanoTime();
        Optional<CurrentObject> current = input.current(gone);
        @Nullable Found found = leases.find(gone);
        Optional<Manifest> manifest = Optional.ofNullable(found).map(Found::manifest);
        if (manifest.map(Manifest::lease).isEmpty()
                && NextStep.afterRemoval(removal, new KeyState(current, manifest.map(Manifest::finished), false))
                        instanceof Nothing(String why)) {
            return new Skipped(gone, why);
        }
        return switch (leases.acquireKey(gone, possibleKeys(gone), attempt, found, attempt.patience())) {
            case LeaseResult.Acquired(Lease lease) -> finishRemoval(removal, new Held(lease, Origin.UPLOAD), start);
            case LeaseResult.BelongsTo(String bucket) ->
                new Skipped(gone, "what is there was made of an upload to the bucket " + bucket);
            case LeaseResult.AlreadyDone _, LeaseResult.Overtaken _ ->
                throw new IllegalStateException("a removal is never refused");
        };
    }

    /**
     * Makes the renditions of what a key holds, unless they are there. Never waits for another invocation, and never
     * deletes an original.
     *
     * @throws SdkException if S3 or SNS can't do their part now
     * @throws UncheckedIOException if S3 stops sending the picture
     * @throws RetryLaterException while something else is in the way
     */
    Outcome backfill(Listed listed, InvocationAttempt attempt) {
        Upload upload = listed.upload();
        Optional<String> exclusion = exclusionOf(upload);
        if (exclusion.isPresent()) {
            return new Skipped(upload, exclusion.get());
        }
        long start = waitingTime.nanoTime();
        @Nullable Found found = leases.find(upload);
        Optional<Manifest> manifest = Optional.ofNullable(found).map(Found::manifest);
        Optional<Finished> finished = manifest.map(Manifest::finished);
        if (finished.isPresent()
                && manifest.map(Manifest::lease).isEmpty()
                && nextStep(listed, new KeyState(input.current(upload), finished, false))
                        instanceof Nothing(String why)) {
            return new Skipped(upload, why);
        }
        return switch (leases.acquireKey(upload, possibleKeys(upload), attempt, found, Duration.ZERO)) {
            case LeaseResult.Acquired(Lease lease) -> finishBackfill(listed, new Held(lease, Origin.BACKFILL), start);
            case LeaseResult.BelongsTo(String bucket) -> rejectForeign(upload, bucket, Origin.BACKFILL);
            case LeaseResult.AlreadyDone _, LeaseResult.Overtaken _ ->
                throw new IllegalStateException("a backfill is never refused");
        };
    }

    private NextStep nextStep(Listed listed, KeyState key) {
        boolean isEnough = !listed.isRedo()
                || key.finished()
                        .filter(finished -> finished.isMadeWith(madeWith))
                        .isPresent();
        return NextStep.inBackfill(listed.before(), isEnough, key, settings.renditionsFollow());
    }

    private Outcome finishBackfill(Listed listed, Held held, long start) {
        try {
            Upload upload = listed.upload();
            held.lease = removeDebrisOfConsumed(held.lease);
            while (true) {
                switch (nextStep(listed, stateOf(input.current(upload), held.lease))) {
                    case Nothing(String why) -> {
                        return giveBack(held.lease, upload, why);
                    }
                    case RemoveEverything _ -> {
                        return removeEverything(held.lease, upload);
                    }
                    case Resize(Upload target, Instant time) -> {
                        try (IncomingUpload incoming = input.fetch(target)) {
                            if (incoming.isThere()) {
                                return finish(
                                        incoming,
                                        () -> render(incoming),
                                        time,
                                        /* mayLoseOriginal= */ false,
                                        held,
                                        start);
                            }
                        }
                        // It was replaced or removed at this moment.
                    }
                    case RemoveOriginal _ -> throw new IllegalStateException("a backfill deletes no original");
                }
            }
        } catch (RuntimeException | Error e) {
            throw released(held, e);
        }
    }

    private List<String> possibleKeys(Upload upload) {
        return settings.possibleRenditions().stream()
                .map(spec -> settings.outputKey().keyOf(upload.key(), spec))
                .toList();
    }

    /** A lease, and what was done under it. Not thread-safe. */
    private static final class Held {

        private final Origin origin;
        private Lease lease;
        private @Nullable Final stored;

        Held(Lease lease, Origin origin) {
            this.lease = lease;
            this.origin = origin;
        }
    }

    private Outcome finishUpload(
            Upload event,
            Request<IncomingUpload> fetching,
            Supplier<RenderedUpload> rendered,
            Acquisition acquired,
            Held held,
            long start) {
        try {
            Optional<CurrentObject> current = acquired.current().get();
            IncomingUpload incoming = fetching.await();
            held.lease = removeDebrisOfConsumed(held.lease);
            Upload upload = incoming.upload();
            boolean isHandmade = event.versionId() == null && (upload.versionId() != null || event.sequencer() == null);
            boolean isMadeWithSettings = held.lease
                    .finished()
                    .filter(finished -> finished.isMadeWith(madeWith))
                    .isPresent();
            NextStep step = NextStep.afterUpload(
                    upload,
                    incoming.isThere(),
                    isHandmade,
                    isMadeWithSettings,
                    stateOf(current, held.lease),
                    settings.renditionsFollow());
            boolean mayLoseOriginal = settings.deletesOriginal() && event.versionId() != null;
            if (settings.deletesOriginal() && upload.versionId() == null && incoming.isThere()) {
                warnThatOriginalsStay(upload.bucket());
            }
            return switch (step) {
                case Nothing(String why) -> giveBack(held.lease, upload, why);
                case RemoveEverything _ -> removeEverything(held.lease, upload);
                case RemoveOriginal _ -> removeOriginal(held.lease, upload);
                case Resize(Upload target, Instant time)
                when target.isSameAs(upload) -> finish(incoming, rendered, time, mayLoseOriginal, held, start);
                case Resize(Upload target, Instant time) -> fetchAndFinish(target, time, held, start);
            };
        } catch (RuntimeException | Error e) {
            throw released(held, e);
        }
    }

    /** Without a version, what is deleted might be a newer upload. */
    private void warnThatOriginalsStay(String bucket) {
        if (!hasWarned.getAndSet(true)) {
            log.log(
                    "DeleteOriginal has no effect, because the bucket " + bucket
                            + " keeps no versions: switch its versioning on, or set DeleteOriginal to never.",
                    LogLevel.WARN);
        }
    }

    private Outcome finishRemoval(Removal removal, Held held, long start) {
        try {
            Upload gone = removal.gone();
            Optional<CurrentObject> current = input.current(gone);
            held.lease = removeDebrisOfConsumed(held.lease);
            return switch (NextStep.afterRemoval(removal, stateOf(current, held.lease))) {
                case Nothing(String why) -> giveBack(held.lease, gone, why);
                case RemoveEverything _ -> removeEverything(held.lease, gone);
                case Resize(Upload target, Instant time) -> fetchAndFinish(target, time, held, start);
                case RemoveOriginal _ -> throw new IllegalStateException("a removal leads to no other");
            };
        } catch (RuntimeException | Error e) {
            throw released(held, e);
        }
    }

    /**
     * The renditions of an original that this function has deleted cannot be made again. If they are intact, an attempt
     * that died after that has left only debris beside them.
     */
    private Lease removeDebrisOfConsumed(Lease lease) {
        Optional<Finished> consumed = lease.finished().filter(Finished::losesOriginal);
        if (!lease.hasDebris() || consumed.isEmpty()) {
            return lease;
        }
        Final outcome = consumed.get().outcome();
        if (requests.all(outcome.renditions(), renditions::isIntact).contains(false)) {
            return lease;
        }
        removeLeftovers(lease, outcome);
        return lease.withoutDebris();
    }

    private static KeyState stateOf(Optional<CurrentObject> current, Lease lease) {
        return new KeyState(current, lease.finished(), lease.hasDebris());
    }

    /** An attempt that fails lets others have its lease. */
    private RuntimeException released(Held held, Throwable fault) {
        leases.release(held.lease, held.stored, fault);
        if (fault instanceof Error error) {
            throw error;
        }
        return (RuntimeException) fault;
    }

    /** Makes the renditions of what the key holds now; if that is removed at this moment, of what it holds then. */
    private Outcome fetchAndFinish(Upload found, @Nullable Instant foundTime, Held held, long start) {
        Upload upload = found;
        @Nullable Instant time = foundTime;
        while (true) {
            try (IncomingUpload incoming = input.fetch(upload)) {
                if (incoming.isThere()) {
                    return finish(incoming, () -> render(incoming), time, /* mayLoseOriginal= */ false, held, start);
                }
            }
            Optional<CurrentObject> current = input.current(upload);
            if (current.isEmpty()) {
                if (settings.renditionsFollow()) {
                    return removeEverything(held.lease, upload);
                }
                throw new RetryLaterException(upload.uri() + " was removed at this moment.");
            }
            upload = current.get().upload();
            time = current.get().lastModified();
        }
    }

    /** The way of an upload that the holder of the lease has decided to go, from the rendering on. */
    private Outcome finish(
            IncomingUpload incoming,
            Supplier<RenderedUpload> rendered,
            @Nullable Instant time,
            boolean mayLoseOriginal,
            Held held,
            long start) {
        Upload upload = incoming.upload();
        if (incoming.isRendition()) {
            return giveBack(held.lease, upload, "it is a rendition itself, as its metadata says");
        }
        Final outcome = held.lease.stored(upload).orElseGet(() -> store(upload, rendered.get(), held.lease, start));
        held.stored = outcome;
        removeLeftovers(held.lease, outcome);
        boolean losesOriginal = mayLoseOriginal && outcome instanceof Resized resized && !resized.isPartial();
        Finished finished = new Finished(upload, madeWith, outcome, losesOriginal, time, held.origin);
        topic.publish(finished);
        if (losesOriginal) {
            held.lease = leases.completeButHold(held.lease, finished);
            removeOriginal(held.lease, upload);
        } else {
            leases.complete(held.lease, finished);
        }
        return outcome;
    }

    /** What was made of an upload, of which nothing is stored yet. */
    private sealed interface RenderedUpload {

        record Made(PictureHeader header, RenditionPlan plan, Rendered rendered) implements RenderedUpload {}

        record Refused(Reason reason) implements RenderedUpload {}
    }

    private RenderedUpload render(IncomingUpload incoming) {
        try {
            PictureHeader header = incoming.header();
            RenditionPlan plan = RenditionPlan.of(header, settings.renditionsOf(header.format()));
            return plan.possible().isEmpty()
                    ? new RenderedUpload.Refused(plan.missing().getFirst().reason())
                    : new RenderedUpload.Made(header, plan, engines.render(incoming.file(), plan.possible()));
        } catch (RejectedPictureException e) {
            return new RenderedUpload.Refused(e.reason());
        }
    }

    private Final store(Upload upload, RenderedUpload rendered, Lease lease, long start) {
        return switch (rendered) {
            case RenderedUpload.Refused(Reason reason) -> new Rejected(upload, reason);
            case RenderedUpload.Made(PictureHeader header, RenditionPlan plan, Rendered made) -> {
                List<StoredRendition> stored = requests.all(
                        made.renditions(),
                        rendition -> renditions.store(
                                upload, rendition, lease.knownETags(), () -> leases.requireHeld(lease)));
                yield new Resized(
                        upload,
                        header.format(),
                        header.size(),
                        stored,
                        plan.missing(),
                        made.engine(),
                        Duration.ofMillis((waitingTime.nanoTime() - start) / 1_000_000));
            }
        };
    }

    /** Removes what earlier uploads, attempts and settings have left of this key. */
    private void removeLeftovers(Lease lease, Final outcome) {
        removeAll(
                lease,
                lease.leftBehind().stream()
                        .filter(key -> !outcome.keys().contains(key))
                        .toList());
    }

    private int removeAll(Lease lease, List<String> keys) {
        return Math.toIntExact(
                requests
                        .all(
                                keys,
                                key -> renditions.remove(
                                        key, lease.knownETags().get(key), () -> leases.requireHeld(lease)))
                        .stream()
                        .filter(wasThere -> wasThere)
                        .count());
    }

    private Outcome giveBack(Lease lease, Upload upload, String why) {
        leases.giveBack(lease);
        return new Skipped(upload, why);
    }

    private Outcome removeEverything(Lease lease, Upload gone) {
        int removed = removeAll(lease, lease.leftBehind());
        leases.remove(lease);
        return new Removed(gone, removed);
    }

    private Outcome removeOriginal(Lease lease, Upload upload) {
        input.remove(upload);
        leases.giveBack(lease);
        return new Skipped(upload, Skipped.DONE);
    }

    /** Two input buckets with one output bucket: the renditions of one would replace those of the other. */
    private Outcome rejectForeign(Upload upload, String bucket, Origin origin) {
        Rejected outcome = new Rejected(upload, Reason.of(ReasonCode.KEY_BELONGS_TO_OTHER_BUCKET, bucket));
        topic.publish(new Finished(upload, madeWith, outcome, /* losesOriginal= */ false, null, origin));
        return outcome;
    }
}
