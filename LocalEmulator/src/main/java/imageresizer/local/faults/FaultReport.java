package imageresizer.local.faults;

/**
 * The faults that are being injected, and how many there have been since they were asked for.
 *
 * @param failedRequests requests that did not get their answer; those that killed the function not counted
 * @param duplicates events that were delivered twice
 * @param delays deliveries that came late
 * @param kills processes that died
 */
public record FaultReport(FaultPlan plan, int failedRequests, int duplicates, int delays, int kills) {}
