package imageresizer.local.template;

import java.util.List;

/**
 * An S3 event of a function: which changes of which objects invoke it.
 *
 * @param functionLogicalId the function to invoke
 * @param events patterns that end in {@code *}, such as {@code s3:ObjectCreated:*}
 * @param prefix what keys must begin with; empty means anything
 * @param suffix what keys must end with; empty means anything
 */
public record BucketTrigger(
        String logicalId,
        String functionLogicalId,
        String bucketName,
        List<String> events,
        String prefix,
        String suffix) {
    public BucketTrigger {
        events = List.copyOf(events);
    }

    /**
     * Whether the event of an object in the bucket invokes the function.
     *
     * @param event a single event, such as {@code s3:ObjectCreated:Put}
     * @param key not URL-encoded
     */
    public boolean matches(String event, String key) {
        return key.startsWith(prefix)
                && key.endsWith(suffix)
                && events.stream().anyMatch(pattern -> event.startsWith(pattern.substring(0, pattern.length() - 1)));
    }
}
