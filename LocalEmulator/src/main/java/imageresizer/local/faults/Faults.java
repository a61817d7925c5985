package imageresizer.local.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.lambda.DeliveryPlan;
import imageresizer.local.lambda.RunningInvocation;
import imageresizer.local.s3.EventObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Decides about faults, by a plan that may change at any time. There are none at first. Thread-safe. */
public final class Faults implements DeliveryPlan {

    private static final JsonMapper JSON = new JsonMapper();

    private volatile Injection injection = new Injection(FaultPlan.NONE);

    /** Follows another plan from now on, and resets the counts. */
    public void set(FaultPlan plan) {
        injection = new Injection(plan);
    }

    /** The plan, and what has come of it. */
    public FaultReport report() {
        return injection.report();
    }

    @Override
    public List<Duration> delaysOf(String payload) {
        return injection.delays(objectsIn(payload));
    }

    /**
     * Decides about a request of the function.
     *
     * @param isSns whether it is for SNS rather than for S3
     * @param what method and path; what has the same one has the same fate each time the seed is the same
     * @param invocation the one that sends it; the request is counted
     */
    FaultDecision decide(boolean isSns, String what, RunningInvocation invocation) {
        return injection.decide(isSns, what, invocation.event(), invocation.countRequest());
    }

    /** What the event is about, without anything that differs from run to run. */
    private static String objectsIn(String payload) {
        List<EventObject> objects = eventObjects(payload);
        return objects.isEmpty()
                ? payload
                : objects.stream()
                        .map(object -> object.change() + " " + object.key())
                        .collect(Collectors.joining(" "));
    }

    private static List<EventObject> eventObjects(String payload) {
        try {
            return EventObject.in(JSON.readTree(payload));
        } catch (JsonProcessingException e) {
            return List.of();
        }
    }

    private static final class Injection {

        private final FaultPlan plan;
        private final SeededRandom random;
        private final AtomicInteger failedRequests = new AtomicInteger();
        private final AtomicInteger duplicates = new AtomicInteger();
        private final AtomicInteger delays = new AtomicInteger();
        private final AtomicInteger kills = new AtomicInteger();
        private final Map<String, Integer> killRequests;

        Injection(FaultPlan plan) {
            this.plan = plan;
            random = new SeededRandom(plan.seed());
            killRequests = new ConcurrentHashMap<>(plan.kills().atRequestOf());
        }

        FaultReport report() {
            return new FaultReport(plan, failedRequests.get(), duplicates.get(), delays.get(), kills.get());
        }

        List<Duration> delays(String what) {
            SplittableRandom chance = random.next(what);
            List<Duration> deliveries = new ArrayList<>();
            deliveries.add(delay(chance));
            if (chance.nextDouble() < plan.deliveries().duplicated()) {
                duplicates.incrementAndGet();
                deliveries.add(delay(chance));
            }
            return deliveries;
        }

        private Duration delay(SplittableRandom chance) {
            if (chance.nextDouble() >= plan.deliveries().delayed()) {
                return Duration.ZERO;
            }
            delays.incrementAndGet();
            return Duration.ofMillis(1 + chance.nextInt(plan.deliveries().delayMillis()));
        }

        FaultDecision decide(boolean isSns, String what, String event, int number) {
            SplittableRandom chance = random.next(what);
            boolean isKill = number == plan.kills().atRequest()
                    || isKillFor(event, number)
                    || chance.nextDouble() < plan.kills().rate();
            KillTiming moment = plan.kills().moment() != null
                    ? plan.kills().moment()
                    : chance.nextBoolean() ? KillTiming.BEFORE : KillTiming.AFTER;
            if (isKill && claimKill()) {
                return new FaultDecision.Kill(moment);
            }
            if (chance.nextDouble()
                    < (isSns ? plan.requests().sns() : plan.requests().s3())) {
                failedRequests.incrementAndGet();
                List<RequestFault> kinds =
                        plan.requests().kinds().stream().sorted().toList();
                return new FaultDecision.FailRequest(kinds.get(chance.nextInt(kinds.size())));
            }
            return new FaultDecision.NoFault();
        }

        private boolean isKillFor(String event, int number) {
            return !killRequests.isEmpty()
                    && eventObjects(event).stream().anyMatch(object -> killRequests.remove(object.key(), number));
        }

        private boolean claimKill() {
            int most = plan.kills().most();
            return kills.getAndUpdate(count -> Math.min(count + 1, most)) < most;
        }
    }
}
