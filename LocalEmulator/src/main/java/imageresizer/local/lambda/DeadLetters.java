package imageresizer.local.lambda;

/** Takes the events that a function could not finish: its on-failure destination. Thread-safe. */
@FunctionalInterface
public interface DeadLetters {
    void add(DeadLetter letter);
}
