package imageresizer.local.lambda;

/** What an execution environment waits for: something its process said, or something that happened to it. */
sealed interface RuntimeSignal {
    /** The runtime asks for its next invocation; all before it is done. */
    record Ready() implements RuntimeSignal {}

    /**
     * The handler returned.
     *
     * @param payload what it returned, nominally JSON
     */
    record Responded(String payload) implements RuntimeSignal {}

    /** The handler threw, or its response was refused. */
    record InvocationFailed(ErrorPayload error) implements RuntimeSignal {}

    /** The handler's class could not be initialised, or a SnapStart hook threw. */
    record InitFailed(ErrorPayload error) implements RuntimeSignal {}

    /**
     * The process ended by itself.
     *
     * @param status exit status; 128 plus the signal's number if a signal ended it
     */
    record Exited(int status) implements RuntimeSignal {}

    /** The process has held more memory than the function has. */
    record OutOfMemory() implements RuntimeSignal {}

    /** Nothing of the above in time. */
    record TimedOut() implements RuntimeSignal {}
}
