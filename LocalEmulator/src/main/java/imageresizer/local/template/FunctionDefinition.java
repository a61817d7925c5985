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
 * @param architecture {@code x86_64} or {@code arm64}
 * @param memoryMb in megabytes
 * @param layers logical ids, in the order in which Lambda unpacks them
 * @param snapStart whether published versions start from a snapshot, and a version is published
 * @param reservedConcurrency most invocations at a time; null means no limit of its own
 * @param roleLogicalId null if the role is not one of the template's resources
 */
public record FunctionDefinition(
        String logicalId,
        String name,
        String arn,
        String handler,
        String runtime,
        Path codeUri,
        String architecture,
        int memoryMb,
        Duration timeout,
        Map<String, String> environment,
        List<String> layers,
        Logging logging,
        AsynchronousInvocation asynchronousInvocation,
        boolean snapStart,
        @Nullable Integer reservedConcurrency,
        @Nullable String roleLogicalId) {
    public FunctionDefinition {
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        layers = List.copyOf(layers);
    }

    /**
     * How the function logs.
     *
     * @param format {@code JSON} or {@code Text}
     * @param applicationLevel least level that is logged, such as {@code INFO}; null means the runtime's default
     */
    public record Logging(String format, @Nullable String applicationLevel, String logGroup) {}

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
