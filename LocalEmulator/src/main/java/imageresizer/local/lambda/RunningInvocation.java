package imageresizer.local.lambda;

import java.util.concurrent.atomic.AtomicInteger;

/** An invocation that an environment is at work on. Thread-safe. */
public final class RunningInvocation {
    private final String requestId;
    private final String event;
    private final Runnable kill;
    private final AtomicInteger requests = new AtomicInteger();

    /**
     * An invocation that has sent no request.
     *
     * @param requestId the same for each attempt at one asynchronous event
     * @param event what the handler got, nominally JSON
     * @param kill ends the process that is at work on it, and returns when it has ended
     */
    public RunningInvocation(String requestId, String event, Runnable kill) {
        this.requestId = requestId;
        this.event = event;
        this.kill = kill;
    }

    /** The id of the request, the same for each attempt at one asynchronous event. */
    public String requestId() {
        return requestId;
    }

    /** What the handler got, nominally JSON. */
    public String event() {
        return event;
    }

    /** Counts a request that the function sends to another service. The first has the number 1. */
    public int countRequest() {
        return requests.incrementAndGet();
    }

    /** Ends the process as a crash does, and returns when it has ended. */
    public void kill() {
        kill.run();
    }
}
