package imageresizer;

import static java.util.Objects.requireNonNull;

import imageresizer.SimulatedAws.Answer;
import imageresizer.SimulatedAws.AwsRequest;
import imageresizer.SimulatedAws.AwsResult;
import imageresizer.SimulatedAws.Effect;
import imageresizer.SimulatedAws.Verb;
import imageresizer.event.Removal;
import imageresizer.event.S3Change;
import imageresizer.model.InvocationAttempt;
import imageresizer.model.Upload;
import imageresizer.picture.render.EngineChain;
import imageresizer.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Explores every order of the requests of some invocations, depth first, with every fault at every request.
 *
 * <p>What an invocation does next follows from what it has been answered so far, and from nothing else. So the real
 * pipeline is run once for each such history, up to the first request whose answer the history does not have ({@link
 * LocalState}), and all orders are then explored on values: S3 and SNS, the clock, and where each invocation is ({@link
 * World}). From a world that was explored already, nothing is explored again.
 *
 * <p>Two more things keep the number of worlds small, and lose no order that matters:
 * <ul>
 *   <li>Where a request commutes with all that others could do now, they do not go first.
 *   <li>Time passes only where somebody waits for it, in steps of five seconds, and never beyond the deadline of an
 *       invocation that is alive: one that is slower than that is killed, which is one of the faults. Whoever waits looks
 *       again when a manifest has changed, or waits on until its patience ends.
 * </ul>
 */
final class Interleavings {

    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STEP = Duration.ofSeconds(5);

    /** Lambda tries again after about one minute, and then after two. */
    private static final List<Duration> RETRIES = List.of(Duration.ofSeconds(60), Duration.ofSeconds(120));

    private static final String LATE = "S3 carries out, late: ";

    /** One event on its way to the function. */
    record Event(String name, S3Change change, String requestId, Map<String, String> settings) {}

    /**
     * Something that somebody does at any moment.
     *
     * @param event that S3 sends of it; null for none
     */
    record Meddling(
            String name,
            UnaryOperator<SimulatedAws> act,
            @Nullable Event event) {}

    /**
     * What is explored.
     *
     * @param before what is there from before
     * @param events that reach the function
     * @param meddlings what else happens
     * @param watch sees the world before an original is deleted
     * @param check sees the world when all is over
     * @param sourceChanges whether the input bucket changes while the invocations run
     * @param isEager whether requests that are begun together are made in their order; otherwise each second one first
     */
    record Scenario(
            String name,
            Function<Interleavings, SimulatedAws> before,
            List<Event> events,
            List<Meddling> meddlings,
            Watch watch,
            Consumer<World> check,
            boolean sourceChanges,
            boolean isEager) {}

    /** Throws an AssertionError if a version may not be deleted now. */
    interface Watch {
        void beforeOriginalIsDeleted(SimulatedAws aws, String version);
    }

    /** How much was explored. */
    record Explored(long ends, long worlds, long histories) {}

    private final Scenario scenario;
    private final Function<Map<String, String>, Settings> settings;
    private final EngineChain engines;
    private final int faults;
    private final Map<Object, Integer> numbers = new HashMap<>();
    private final Map<Object, LocalState> starts = new HashMap<>();
    private long histories;

    /** @param faults how many a schedule has at most */
    Interleavings(
            Scenario scenario, Function<Map<String, String>, Settings> settings, EngineChain engines, int faults) {
        this.scenario = scenario;
        this.settings = settings;
        this.engines = engines;
        this.faults = faults;
    }

    /**
     * Explores all schedules.
     *
     * @throws AssertionError if one ends wrong; the message has its steps
     */
    Explored explore() {
        Set<String> known = new HashSet<>();
        Deque<World> open = new ArrayDeque<>();
        World first = first();
        known.add(first.identity());
        open.push(first);
        long ends = 0;
        while (!open.isEmpty()) {
            World world = open.pop();
            try {
                List<World> next = world.next();
                if (next.isEmpty()) {
                    ends++;
                    scenario.check().accept(world);
                }
                for (World after : next) {
                    if (known.add(after.identity())) {
                        open.push(after);
                    }
                }
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        scenario.name() + (scenario.isEager() ? ", eager" : ", lazy") + ":\n"
                                + String.join("\n", world.steps()) + "\n" + world.aws.output() + "\n" + e.getMessage(),
                        e);
            }
        }
        return new Explored(ends, known.size(), histories);
    }

    private World first() {
        List<Delivery> deliveries = scenario.events().stream().map(Delivery::of).toList();
        return new World(
                null, "", scenario.before().apply(this), BEGIN, faults, deliveries, List.of(), scenario.meddlings());
    }

    /** Handles an event at that time, undisturbed. */
    SimulatedAws handle(SimulatedAws aws, Event event, Instant begin) {
        return handle(aws, event, begin, Optional.empty(), /* isKilled= */ false);
    }

    /**
     * Handles an event at that time until it publishes.
     *
     * @param publishing the answer to that; null if the process is killed there
     */
    SimulatedAws handleUntilPublishing(SimulatedAws aws, Event event, Instant begin, @Nullable Answer publishing) {
        return handle(aws, event, begin, Optional.ofNullable(publishing), publishing == null);
    }

    private SimulatedAws handle(
            SimulatedAws aws, Event event, Instant begin, Optional<Answer> publishing, boolean isKilled) {
        SimulatedAws now = aws;
        Instant time = begin;
        LocalState local = start(event, "undisturbed", time);
        while (!local.hasEnded()) {
            boolean publishes = local.pending().verb() == Verb.PUBLISH;
            if (publishes && isKilled) {
                return now;
            }
            Effect effect = publishes && publishing.isPresent()
                    ? new Effect(now, publishing.get())
                    : now.carryOut(local.pending());
            now = effect.aws();
            time = local.pending().verb() == Verb.SLEEP ? time.plus(STEP) : time;
            local = local.after(effect.answer(), time);
        }
        if (local.failure() != null && publishing.isEmpty()) {
            throw new AssertionError(event.name() + " failed undisturbed: " + local.failure());
        }
        return now;
    }

    private static <T> List<T> without(List<T> all, T one) {
        List<T> rest = new ArrayList<>(all);
        rest.remove(one);
        return List.copyOf(rest);
    }

    // ---- What an invocation does, as the real code says

    /** An answer, and when it came. */
    private record Heard(Answer answer, Instant time) {}

    private static final class Paused extends Error {
        private static final long serialVersionUID = 1;

        Paused() {
            super("waits for an answer", null, false, false);
        }
    }

    private LocalState start(Event event, String attempt, Instant time) {
        return starts.computeIfAbsent(
                List.of(event, attempt, time), _ -> new LocalState(null, event, attempt, time, List.of()));
    }

    /** Where an invocation is: all that it has been answered, and what it asks next. */
    private final class LocalState implements SimulatedAws.Server {

        private final @Nullable LocalState before;
        private final Event event;
        private final String attempt;
        private final Instant begin;
        private final List<Heard> history;
        private final Map<Heard, LocalState> children = new HashMap<>();
        private final AwsRequest pending;
        private final @Nullable String failure;
        private final boolean goesOnStoring;
        private int answered;
        private boolean isPaused;
        private boolean storesBefore;
        private @Nullable AwsRequest asked;

        private LocalState(
                @Nullable LocalState before, Event event, String attempt, Instant begin, List<Heard> history) {
            this.before = before;
            this.event = event;
            this.attempt = attempt;
            this.begin = begin;
            this.history = history;
            @Nullable String ended = null;
            AwsRequest next = AwsRequest.of(Verb.RETURN);
            try {
                run();
            } catch (Paused e) {
                next = requireNonNull(asked);
            } catch (RuntimeException e) {
                ended = e.toString();
            }
            pending = next;
            failure = ended;
            goesOnStoring = storesBefore;
        }

        private void run() {
            InvocationAttempt invocation =
                    new InvocationAttempt(event.requestId(), attempt, begin.plus(TIMEOUT), TIMEOUT);
            ResizePipeline pipeline = new ResizePipeline(
                    settings.apply(event.settings()),
                    SimulatedAws.s3(this),
                    SimulatedAws.sns(this),
                    engines,
                    SimulatedAws.clock(this),
                    new ConcurrentRequests(scenario.isEager() ? Runnable::run : everyOtherAtOnce()),
                    new RecordingContext().getLogger());
            switch (event.change()) {
                case S3Change.ObjectCreated(Upload upload) -> pipeline.resize(upload, invocation);
                case S3Change.ObjectRemoved(Removal removal) -> pipeline.remove(removal, invocation);
                case S3Change.Listed listed -> pipeline.backfill(listed, invocation);
                case S3Change.Other _ -> throw new IllegalArgumentException("not explored");
            }
        }

        /** Of two requests that are begun together, the second one is made first. */
        private static Executor everyOtherAtOnce() {
            AtomicInteger begun = new AtomicInteger();
            return request -> {
                if (begun.incrementAndGet() % 2 == 0) {
                    request.run();
                }
            };
        }

        @Override
        public Answer answer(AwsRequest request) {
            if (isPaused) {
                throw new Paused();
            }
            if (answered == history.size()) {
                isPaused = true;
                asked = request;
                throw new Paused();
            }
            storesBefore = request.isStoring() || (storesBefore && request.verb() == Verb.GET);
            return history.get(answered++).answer();
        }

        @Override
        public Instant now() {
            return answered == 0 ? begin : history.get(answered - 1).time();
        }

        AwsRequest pending() {
            return pending;
        }

        @Nullable
        String failure() {
            return failure;
        }

        /** Returned, or failed. Lambda has not heard of it yet if {@link Verb#RETURN} is pending. */
        boolean hasEnded() {
            return pending.verb() == Verb.RETURN;
        }

        boolean isAsleep() {
            return pending.verb() == Verb.SLEEP;
        }

        /** Where it is after that answer. */
        LocalState after(Answer answer, Instant time) {
            return children.computeIfAbsent(new Heard(answer, time), heard -> {
                histories++;
                return new LocalState(
                        this,
                        event,
                        attempt,
                        begin,
                        Stream.concat(history.stream(), Stream.of(heard)).toList());
            });
        }

        /** Who has looked again and seen the same is where it was. */
        LocalState collapsed() {
            int size = history.size();
            boolean sawTheSame = isAsleep() && size > 2 && history.get(size - 1).equals(history.get(size - 3));
            return sawTheSame ? requireNonNull(requireNonNull(before).before) : this;
        }
    }

    // ---- The world

    private enum DeliveryState {
        WAITING,
        RUNNING,
        DONE,
        DEAD_LETTER
    }

    /**
     * An event and its attempts.
     *
     * @param due when the next attempt may begin
     * @param running where its attempt is
     * @param begin of that
     * @param seen the manifests when it fell asleep
     */
    private record Delivery(
            Event event,
            DeliveryState state,
            int attempts,
            Instant due,
            @Nullable LocalState running,
            Instant begin,
            int seen) {

        static Delivery of(Event event) {
            return new Delivery(event, DeliveryState.WAITING, 0, BEGIN, null, BEGIN, 0);
        }

        void addTo(Consumer<Object> parts) {
            parts.accept(event.name());
            parts.accept(state);
            parts.accept(attempts);
            parts.accept(due);
            parts.accept(running == null ? "" : running);
            parts.accept(begin);
            parts.accept(seen);
        }

        Instant deadline() {
            return begin.plus(TIMEOUT);
        }

        Delivery at(LocalState local, int manifests) {
            return new Delivery(event, state, attempts, due, local, begin, local.isAsleep() ? manifests : 0);
        }

        Delivery ended(@Nullable String failure, Instant now) {
            if (failure == null) {
                return new Delivery(event, DeliveryState.DONE, attempts, now, null, BEGIN, 0);
            }
            return attempts > RETRIES.size()
                    ? new Delivery(event, DeliveryState.DEAD_LETTER, attempts, now, null, BEGIN, 0)
                    : new Delivery(
                            event,
                            DeliveryState.WAITING,
                            attempts,
                            now.plus(RETRIES.get(attempts - 1)),
                            null,
                            BEGIN,
                            0);
        }
    }

    /** A request of a dead process, or one without an answer, that S3 may still carry out. */
    private record Late(AwsRequest request, Instant latest) {}

    /** S3 and SNS, the time, and where everybody is. Immutable. */
    final class World {

        private final @Nullable World before;
        private final String step;
        final SimulatedAws aws;
        private final Instant now;
        private final int faultsLeft;
        private final List<Delivery> deliveries;
        private final List<Late> late;
        private final List<Meddling> meddlings;

        private World(
                @Nullable World before,
                String step,
                SimulatedAws aws,
                Instant now,
                int faultsLeft,
                List<Delivery> deliveries,
                List<Late> late,
                List<Meddling> meddlings) {
            this.before = before;
            this.step = step;
            this.aws = aws;
            this.now = now;
            this.faultsLeft = faultsLeft;
            this.deliveries = deliveries;
            this.late = late;
            this.meddlings = meddlings;
        }

        List<String> steps() {
            List<String> steps = before == null ? new ArrayList<>() : before.steps();
            steps.add(step);
            return steps;
        }

        int faultsUsed() {
            return faults - faultsLeft;
        }

        int meddlingsDone() {
            return scenario.meddlings().size() - meddlings.size();
        }

        /** Whether a lease of a dead invocation was the last thing that S3 wrote. */
        boolean endedWithLateLease() {
            World last = this;
            while (last.before != null && !last.step.startsWith(LATE) && !last.changedOutput()) {
                last = last.before;
            }
            return last.step.startsWith(LATE + Verb.PUT + " .image-resizer/");
        }

        private boolean changedOutput() {
            return before != null && !before.aws.output().equals(aws.output());
        }

        /** Whether an event was given up. */
        boolean hasDeadLetters() {
            return deadLetters().anyMatch(letter -> !isListed(letter));
        }

        /** Whether all there was to do is tasks of a backfill, each of which has failed, as the job's report says. */
        boolean hasFailedTasksOnly() {
            return deadLetters().count() == deliveries.size() && deadLetters().allMatch(World::isListed);
        }

        private Stream<Delivery> deadLetters() {
            return deliveries.stream().filter(delivery -> delivery.state == DeliveryState.DEAD_LETTER);
        }

        private static boolean isListed(Delivery delivery) {
            return delivery.event.change() instanceof S3Change.Listed;
        }

        Instant now() {
            return now;
        }

        /** The same for the same future. */
        private String identity() {
            StringBuilder text = new StringBuilder();
            add(text, now);
            add(text, faultsLeft);
            aws.versions().forEach(version -> add(text, version.id()));
            aws.consumed().forEach(version -> add(text, version));
            aws.output().forEach((key, content) -> {
                add(text, key);
                add(text, content);
            });
            add(text, aws.published());
            deliveries.forEach(delivery -> delivery.addTo(part -> add(text, part)));
            add(text, late);
            meddlings.forEach(meddling -> add(text, meddling.name()));
            return text.toString();
        }

        private void add(StringBuilder text, Object part) {
            int number = numbers.computeIfAbsent(part, _ -> numbers.size());
            text.append((char) number).append((char) (number >> 16));
        }

        /** All that can happen next. */
        private List<World> next() {
            List<World> next = new ArrayList<>();
            for (int i = 0; i < deliveries.size(); i++) {
                @Nullable LocalState local = deliveries.get(i).running();
                if (local != null && disturbsNobody(local)) {
                    addRequests(next, i, local);
                    return next;
                }
            }
            for (int i = 0; i < deliveries.size(); i++) {
                Delivery delivery = deliveries.get(i);
                if (delivery.state() == DeliveryState.WAITING && delivery.due().isBefore(soonestDeadline())) {
                    next.add(started(i));
                }
                @Nullable LocalState local = delivery.running();
                if (local != null && local.isAsleep()) {
                    if (delivery.seen() != manifests()) {
                        next.add(awake(i, now, "looks again"));
                    }
                    waitedOn(i).ifPresent(next::add);
                } else if (local != null) {
                    addRequests(next, i, local);
                }
            }
            for (Late request : late) {
                if (now.isBefore(request.latest()) && makesADifferenceNow(request)) {
                    next.add(with(
                                    LATE + request.request(),
                                    carryOut(request.request()).aws())
                            .without(request));
                }
            }
            for (Meddling meddling : meddlings) {
                next.add(meddled(meddling));
            }
            if (!next.isEmpty() && isOpen()) {
                return next;
            }
            for (Late request : late) {
                next.add(with("S3 never carries out " + request.request(), aws).without(request));
            }
            return next;
        }

        private boolean isOpen() {
            return deliveries.stream()
                    .anyMatch(delivery ->
                            delivery.state() == DeliveryState.WAITING || delivery.state() == DeliveryState.RUNNING);
        }

        private Instant soonestDeadline() {
            return deliveries.stream()
                    .filter(delivery -> delivery.running() != null)
                    .map(Delivery::deadline)
                    .min(Instant::compareTo)
                    .orElse(Instant.MAX);
        }

        private int manifests() {
            return manifestsOf(aws);
        }

        /**
         * Whether the next request commutes with all that others could do now: it reads an input bucket that does not
         * change, or goes on storing or publishing while nobody else is about to.
         */
        private boolean disturbsNobody(LocalState local) {
            AwsRequest request = local.pending();
            if (request.isSource()) {
                return !scenario.sourceChanges();
            }
            boolean asksWhetherItMayStore = request.verb() == Verb.GET
                    && others(local)
                            .noneMatch(other -> other.pending().isManifest()
                                    && other.pending().verb().isWrite());
            return local.goesOnStoring
                    && (request.isStoring() || asksWhetherItMayStore)
                    && late.stream().noneMatch(waiting -> waiting.request().isStoring())
                    && others(local).noneMatch(other -> other.pending().isStoring());
        }

        private Stream<LocalState> others(LocalState local) {
            return deliveries.stream()
                    .flatMap(delivery -> Stream.ofNullable(delivery.running()))
                    .filter(other -> other != local);
        }

        /** Whether somebody is about to use the same object, or nothing else will happen any more. */
        private boolean makesADifferenceNow(Late request) {
            List<LocalState> alive = deliveries.stream()
                    .flatMap(delivery -> Stream.ofNullable(delivery.running()))
                    .toList();
            return alive.isEmpty()
                    || alive.stream()
                            .anyMatch(local -> !local.isAsleep()
                                    && local.pending()
                                            .key()
                                            .equals(request.request().key()));
        }

        private World started(int index) {
            Delivery delivery = deliveries.get(index);
            Instant time = delivery.due().isAfter(now) ? delivery.due() : now;
            String attempt = delivery.event().name() + ", attempt " + (delivery.attempts() + 1);
            LocalState local = start(delivery.event(), attempt, time);
            Delivery running = new Delivery(
                    delivery.event(), DeliveryState.RUNNING, delivery.attempts() + 1, delivery.due(), local, time, 0);
            return new World(
                    this, attempt + " begins", aws, time, faultsLeft, replaced(index, running), late, meddlings);
        }

        private World awake(int index, Instant time, String how) {
            Delivery delivery = deliveries.get(index);
            LocalState local = requireNonNull(delivery.running()).after(Answer.of(AwsResult.OK), time);
            return new World(
                    this,
                    delivery.event().name() + " " + how,
                    aws,
                    time,
                    faultsLeft,
                    replaced(index, delivery.at(local, manifests())),
                    late,
                    meddlings);
        }

        /** Somebody waits, while nobody else does anything, until its patience or somebody's lease ends. */
        private Optional<World> waitedOn(int index) {
            World world = this;
            while (true) {
                LocalState local = requireNonNull(world.deliveries.get(index).running());
                if (local.isAsleep()) {
                    Instant time = world.now.plus(STEP);
                    if (!time.isBefore(soonestDeadline())) {
                        return Optional.empty();
                    }
                    world = world.awake(index, time, "waits on");
                } else if (local.pending().verb() == Verb.GET) {
                    world = world.answered(index, local);
                } else {
                    return Optional.of(world);
                }
            }
        }

        private void addRequests(List<World> next, int index, LocalState local) {
            AwsRequest request = local.pending();
            if (local.hasEnded()) {
                next.add(ended(
                        index, local.failure() == null ? "returns" : "fails: " + local.failure(), local.failure(), 0));
            } else {
                next.add(answered(index, local));
            }
            // A fault at a request that only reads is like the same fault at the next one that writes.
            if (faultsLeft == 0 || !request.verb().isWrite()) {
                return;
            }
            next.add(ended(index, "dies before " + request, "killed", 1));
            if (local.hasEnded()) {
                return;
            }
            next.add(heard(index, local, "is refused " + request, aws, Answer.of(AwsResult.UNAVAILABLE)));
            SimulatedAws done = carryOut(request).aws();
            next.add(heard(index, local, "gets no answer to " + request, done, Answer.of(AwsResult.NO_ANSWER)));
            next.add(with("S3's answer is lost, so the SDK repeats " + request, done)
                    .faulty());
            Late late = new Late(request, deliveries.get(index).deadline().plus(TIMEOUT.dividedBy(6)));
            next.add(ended(index, "dies, and leaves on its way " + request, "killed", 1)
                    .with(late));
            next.add(heard(
                            index,
                            local,
                            "gives up, and leaves on its way " + request,
                            aws,
                            Answer.of(AwsResult.NO_ANSWER))
                    .with(late));
        }

        private Effect carryOut(AwsRequest request) {
            if (request.verb() == Verb.DELETE_SOURCE
                    && aws.versions().stream().anyMatch(version -> version.id().equals(request.version()))) {
                scenario.watch().beforeOriginalIsDeleted(aws, requireNonNull(request.version()));
            }
            return aws.carryOut(request);
        }

        private World answered(int index, LocalState local) {
            AwsRequest request = local.pending();
            Effect effect = carryOut(request);
            Delivery delivery =
                    deliveries.get(index).at(local.after(effect.answer(), now).collapsed(), manifestsOf(effect.aws()));
            return new World(
                    this,
                    local.attempt + ": " + request + " -> " + effect.answer().result(),
                    effect.aws(),
                    now,
                    faultsLeft,
                    replaced(index, delivery),
                    late,
                    meddlings);
        }

        private static int manifestsOf(SimulatedAws aws) {
            return aws.output().headMap(".image-resizer0").hashCode();
        }

        private World heard(int index, LocalState local, String how, SimulatedAws after, Answer answer) {
            Delivery delivery = deliveries.get(index).at(local.after(answer, now), manifestsOf(after));
            return new World(
                    this,
                    local.attempt + " " + how,
                    after,
                    now,
                    faultsLeft - 1,
                    replaced(index, delivery),
                    late,
                    meddlings);
        }

        private World ended(int index, String how, @Nullable String failure, int faultsMore) {
            Delivery delivery = deliveries.get(index);
            return new World(
                    this,
                    requireNonNull(delivery.running()).attempt + " " + how,
                    aws,
                    now,
                    faultsLeft - faultsMore,
                    replaced(index, delivery.ended(failure, now)),
                    late,
                    meddlings);
        }

        private World meddled(Meddling meddling) {
            List<Delivery> more = new ArrayList<>(deliveries);
            if (meddling.event() != null) {
                more.add(Delivery.of(meddling.event()));
            }
            return new World(
                    this,
                    meddling.name(),
                    meddling.act().apply(aws),
                    now,
                    faultsLeft,
                    List.copyOf(more),
                    late,
                    Interleavings.without(meddlings, meddling));
        }

        private World with(String what, SimulatedAws after) {
            return new World(this, what, after, now, faultsLeft, deliveries, late, meddlings);
        }

        private World faulty() {
            return new World(before, step, aws, now, faultsLeft - 1, deliveries, late, meddlings);
        }

        private World with(Late request) {
            List<Late> more = Stream.concat(late.stream(), Stream.of(request)).toList();
            return new World(before, step, aws, now, faultsLeft, deliveries, more, meddlings);
        }

        private World without(Late request) {
            List<Late> fewer = Interleavings.without(late, request);
            return new World(before, step, aws, now, faultsLeft, deliveries, fewer, meddlings);
        }

        private List<Delivery> replaced(int index, Delivery delivery) {
            List<Delivery> changed = new ArrayList<>(deliveries);
            changed.set(index, delivery);
            return List.copyOf(changed);
        }
    }
}
