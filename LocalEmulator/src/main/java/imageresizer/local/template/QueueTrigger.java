package imageresizer.local.template;

import java.time.Duration;

/**
 * An SQS event of a function: an event source mapping.
 *
 * @param functionLogicalId the function to invoke
 * @param batchSize most messages of an invocation, 1 to 10,000
 * @param window how long messages are gathered for an invocation, 0 to 5 minutes
 * @param maximumConcurrency most invocations at a time, 2 to 1,000
 * @param reportsFailures whether the function names the messages that it could not finish
 */
public record QueueTrigger(
        String logicalId,
        String functionLogicalId,
        String queueArn,
        int batchSize,
        Duration window,
        int maximumConcurrency,
        boolean reportsFailures) {}
