package imageresizer.local.template;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function, with Lambda's own defaults for what the template leaves out.
 *
 * @param codeUri absolute path of the source folder, or of an archive
 * @param memoryMb in megabytes
 * @param layers ARNs, in the order in which Lambda unpacks them
 * @param logFormat {@code JSON} or {@code Text}
 * @param reservedConcurrency most invocations at a time; null means no limit of its own
 */
public record FunctionDefinition(
        String logicalId,
        String name,
        String handler,
        Path codeUri,
        int memoryMb,
        Duration timeout,
        Map<String, String> environment,
        List<String> layers,
        String logFormat,
        AsynchronousInvocation asynchronousInvocation,
        @Nullable Integer reservedConcurrency) {
    public FunctionDefinition {
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        layers = List.copyOf(layers);
    }

    /**
     * What happens to events, such as those of S3, whose sender does not wait for the result.
     *
     * @param maximumRetryAttempts retries after the first attempt
     * @param maximumEventAge how long an event may wait for its last attempt
     * @param onFailureQueueArn the queue for events that failed for good; null if they are dropped
     */
    public record AsynchronousInvocation(
            int maximumRetryAttempts,
            Duration maximumEventAge,
            @Nullable String onFailureQueueArn) {}
}
