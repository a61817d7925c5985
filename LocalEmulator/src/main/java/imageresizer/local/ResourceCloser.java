package imageresizer.local;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;

/**
 * The parts of a stack that must be closed with it, even if the process is told to end while it is still starting.
 * Thread-safe.
 */
final class ResourceCloser implements AutoCloseable {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Thread hook = new Thread(this::closeAll, "stop");
    private boolean closed;

    ResourceCloser() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Adds a part and returns it.
     *
     * @throws CancellationException if the stack is being closed already; so is the part then
     */
    synchronized <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        if (closed) {
            closeAll();
            throw new CancellationException("the stack is stopping");
        }
        return part;
    }

    /** Closes every part, the last one first, also if closing another one fails. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // The process is ending, and the hook is at work.
        }
        closeAll();
    }

    private synchronized void closeAll() {
        closed = true;
        IllegalStateException failure = new IllegalStateException("the local stack could not be stopped cleanly");
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }
}
