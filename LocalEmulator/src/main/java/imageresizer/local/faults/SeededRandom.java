package imageresizer.local.faults;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Chance that repeats: it depends on the seed, on what it is about, and on how often that has been asked about, but not
 * on what other threads ask in between. Thread-safe.
 */
final class SeededRandom {

    private final long seed;
    private final Map<String, Integer> occurrences = new ConcurrentHashMap<>();

    SeededRandom(long seed) {
        this.seed = seed;
    }

    /** Chance for the next occurrence of {@code what}. */
    SplittableRandom next(String what) {
        int occurrence = occurrences.merge(what, 1, Integer::sum);
        // Neighbouring seeds must not give similar numbers.
        long mixed = new SplittableRandom(seed).nextLong() ^ new SplittableRandom(what.hashCode()).nextLong();
        return new SplittableRandom(mixed + occurrence).split();
    }
}
