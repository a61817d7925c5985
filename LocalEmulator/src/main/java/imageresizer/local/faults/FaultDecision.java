package imageresizer.local.faults;

/** What shall happen to a request of the function. */
sealed interface FaultDecision {

    /** It is answered as ever. */
    record NoFault() implements FaultDecision {}

    record FailRequest(RequestFault fault) implements FaultDecision {}

    record Kill(KillTiming moment) implements FaultDecision {}
}
