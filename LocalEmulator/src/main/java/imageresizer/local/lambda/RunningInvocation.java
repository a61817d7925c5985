package imageresizer.local.lambda;

import java.util.concurrent.atomic.AtomicInteger;

/** An invocation that an environment is at work on. Thread-safe. */
public final class RunningInvocation {
    private final Runnable kill;
    private final AtomicInteger requests = new AtomicInteger();

    RunningInvocation(Runnable kill) {
        this.kill = kill;
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
