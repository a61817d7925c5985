package imageresizer.local.batch;

import imageresizer.local.lambda.InvocationResult;

/** A function that jobs invoke. Thread-safe. */
public interface BatchFunction {

    /** How many invocations it takes at a time. */
    int concurrency();

    /** Invokes it with an event as JSON, and waits for the answer. */
    InvocationResult invoke(String event) throws InterruptedException;
}
