package imageresizer.local.lambda;

/** Gets each line of a function's log, the platform's lines included. Called from several threads; must not throw. */
@FunctionalInterface
public interface LogListener {
    /**
     * Takes the next line.
     *
     * @param logStream the log stream: one per execution environment
     * @param line one line without its line feed, exactly as the function wrote it: it may hold control characters
     */
    void log(String logStream, String line);
}
