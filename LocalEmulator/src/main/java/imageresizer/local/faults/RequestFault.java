package imageresizer.local.faults;

/** How a request of the function can fail. */
public enum RequestFault {
    /** Status 503; nothing has been done. */
    UNAVAILABLE,
    /** Status 500; nothing has been done. */
    INTERNAL_ERROR,
    /** Status 429; nothing has been done. */
    SLOW_DOWN,
    /** It has been done, but the connection breaks instead of an answer. */
    DROPPED
}
