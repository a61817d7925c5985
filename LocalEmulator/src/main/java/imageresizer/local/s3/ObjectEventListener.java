package imageresizer.local.s3;

/** Hears of every change of an object. */
@FunctionalInterface
public interface ObjectEventListener {
    /**
     * Called once per change, after it succeeded, in the order of the sequencers and always from the same thread, which
     * is not the one that answers the client. Later events wait while it runs. What it throws is logged and forgotten.
     */
    void onEvent(ObjectEvent event);
}
