package imageresizer.local.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which faults are injected. Rates are from 0 (never) to 1 (always). In JSON, what is left out is not injected.
 *
 * @param seed with the same seed, the same things happen to the same requests and events, as far as threads allow
 */
public record FaultPlan(long seed, Requests requests, DeliveryFaults deliveries, Kills kills) {

    /** No faults. */
    public static final FaultPlan NONE =
            new FaultPlan(0, new Requests(0, 0, Set.of()), new DeliveryFaults(0, 0, 0), new Kills(0, 0, null, 0));

    private static final JsonMapper JSON = new JsonMapper();

    public FaultPlan {
        requests = Objects.requireNonNullElseGet(requests, () -> new Requests(0, 0, Set.of()));
        deliveries = Objects.requireNonNullElseGet(deliveries, () -> new DeliveryFaults(0, 0, 0));
        kills = Objects.requireNonNullElseGet(kills, () -> new Kills(0, 0, null, 0));
    }

    /**
     * Reads a plan.
     *
     * @throws IllegalArgumentException if it is none, with a sentence that says why
     */
    public static FaultPlan read(InputStream json) throws IOException {
        try {
            return JSON.readValue(json, FaultPlan.class);
        } catch (JsonProcessingException e) {
            String sentence = e.getCause() instanceof IllegalArgumentException cause
                    ? String.valueOf(cause.getMessage())
                    : notUnderstood(e);
            throw new IllegalArgumentException(sentence, e);
        }
    }

    /** Where the mistake is; what the library says of it names classes. */
    private static String notUnderstood(JsonProcessingException e) {
        String place = e instanceof JsonMappingException mistake
                        && !mistake.getPath().isEmpty()
                ? "field "
                        + mistake.getPath().stream()
                                .map(part ->
                                        part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
                                .collect(Collectors.joining("."))
                                .replace(".[", "[")
                : "line " + e.getLocation().getLineNr();
        return "The faults are not understood; look at " + place + ".";
    }

    /** The same with other faults of requests. */
    public FaultPlan with(Requests requests) {
        return new FaultPlan(seed, requests, deliveries, kills);
    }

    /** The same with other faults of deliveries. */
    public FaultPlan with(DeliveryFaults deliveries) {
        return new FaultPlan(seed, requests, deliveries, kills);
    }

    /** The same with other kills. */
    public FaultPlan with(Kills kills) {
        return new FaultPlan(seed, requests, deliveries, kills);
    }

    /** The same with another seed. */
    public FaultPlan withSeed(long seed) {
        return new FaultPlan(seed, requests, deliveries, kills);
    }

    /**
     * Faults of requests that the function sends.
     *
     * @param s3 rate of requests to S3 that fail
     * @param sns rate of requests to SNS that fail
     * @param kinds how they fail, each as often as the others; empty means all kinds
     */
    public record Requests(double s3, double sns, Set<RequestFault> kinds) {

        public Requests {
            checkRate("the rate of S3 errors", s3);
            checkRate("the rate of SNS errors", sns);
            kinds = Objects.requireNonNullElse(kinds, Set.<RequestFault>of()).isEmpty()
                    ? Set.copyOf(EnumSet.allOf(RequestFault.class))
                    : Set.copyOf(kinds);
        }
    }

    /**
     * Faults of the delivery of events.
     *
     * @param duplicated rate of events that are delivered twice
     * @param delayed rate of deliveries that come late, so that later ones overtake them
     * @param delayMillis the longest delay in milliseconds; 0 means a second
     */
    public record DeliveryFaults(double duplicated, double delayed, int delayMillis) {

        public DeliveryFaults {
            checkRate("the rate of duplicates", duplicated);
            checkRate("the rate of delays", delayed);
            check(delayMillis >= 0, "the longest delay", delayMillis, "a number of milliseconds, 0 or more");
            delayMillis = delayMillis == 0 ? 1000 : delayMillis;
        }
    }

    /**
     * Kills of the function's process at a request that it sends.
     *
     * @param rate how often a request kills the process
     * @param atRequest the request of an invocation that kills it, 1 for the first; 0 means none
     * @param moment whether the request takes effect; null means that chance decides
     * @param most how many kills there may be; 0 means one for a given request, and any number for a rate
     * @param atRequestOf for an object's key, the request that kills an invocation about this object, 1
     *     for the first; one invocation dies for each key. So many uploads can die at different requests at one time.
     */
    public record Kills(
            double rate, int atRequest, @Nullable KillTiming moment, int most, Map<String, Integer> atRequestOf) {

        public Kills {
            atRequestOf = Map.copyOf(Objects.requireNonNullElse(atRequestOf, Map.<String, Integer>of()));
            atRequestOf.forEach((key, request) -> check(
                    request > 0,
                    "the request that kills for " + key,
                    request,
                    "1 for an invocation's first request, or more"));
            checkRate("the rate of kills", rate);
            check(atRequest >= 0, "the request that kills", atRequest, "1 for an invocation's first request, or more");
            check(most >= 0, "the number of kills", most, "a number of kills, 0 or more");
            if (most == 0) {
                most = atRequest > 0 ? 1 : Integer.MAX_VALUE;
            }
        }

        public Kills(double rate, int atRequest, @Nullable KillTiming moment, int most) {
            this(rate, atRequest, moment, most, Map.of());
        }

        /** Kills one invocation for each key, at the key's own request. */
        public static Kills atRequestOf(Map<String, Integer> requests, KillTiming moment) {
            return new Kills(0, 0, moment, 0, requests);
        }
    }

    private static void checkRate(String name, double rate) {
        check(
                rate >= 0 && rate <= 1,
                name,
                Double.toString(rate).replaceFirst("\\.0$", ""),
                "from 0 (never) to 1 (always)");
    }

    private static void check(boolean holds, String name, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be " + allowed + ".");
        }
    }
}
