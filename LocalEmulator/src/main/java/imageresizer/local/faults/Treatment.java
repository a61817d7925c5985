package imageresizer.local.faults;

/** What shall happen to a request of the function. */
sealed interface Treatment {

    /** It is answered as ever. */
    record Untouched() implements Treatment {}

    record Failed(RequestFault fault) implements Treatment {}

    record Deadly(Moment moment) implements Treatment {}
}
