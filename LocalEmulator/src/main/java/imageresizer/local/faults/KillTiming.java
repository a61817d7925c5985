package imageresizer.local.faults;

/** When the function's process dies over a request. */
public enum KillTiming {
    /** The request never takes effect. */
    BEFORE,
    /** The request has taken effect, but the function never hears of it. */
    AFTER
}
