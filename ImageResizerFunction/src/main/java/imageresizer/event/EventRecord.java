package imageresizer.event;

/** One record of an event, which may turn out to make no sense. */
@FunctionalInterface
public interface EventRecord {

    /**
     * What it says.
     *
     * @throws IllegalArgumentException if it names no object
     */
    S3Change change();
}
