package imageresizer.local.template;

/**
 * A notification of a bucket: which changes of which objects invoke a function.
 *
 * @param functionLogicalId the function to invoke
 * @param event a pattern that ends in {@code *}, such as {@code s3:ObjectCreated:*}
 * @param prefix what keys must begin with; empty means anything
 * @param suffix what keys must end with; empty means anything
 */
public record BucketTrigger(String functionLogicalId, String bucketName, String event, String prefix, String suffix) {

    /**
     * Whether the event of an object in the bucket invokes the function.
     *
     * @param single a single event, such as {@code s3:ObjectCreated:Put}
     * @param key not URL-encoded
     */
    public boolean matches(String single, String key) {
        return key.startsWith(prefix)
                && key.endsWith(suffix)
                && single.startsWith(event.substring(0, event.length() - 1));
    }
}
