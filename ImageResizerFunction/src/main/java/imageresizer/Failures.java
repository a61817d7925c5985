package imageresizer;

import java.util.ArrayList;
import java.util.List;

/** What went wrong with some of many, so that the others are seen to first. Not thread-safe. */
final class Failures {

    private final List<RuntimeException> failures = new ArrayList<>();

    void add(RuntimeException failure) {
        failures.add(failure);
    }

    /** Throws the first failure, if there is one, with the others suppressed in it. */
    void throwIfAny() {
        if (!failures.isEmpty()) {
            RuntimeException first = failures.removeFirst();
            failures.forEach(first::addSuppressed);
            throw first;
        }
    }
}
