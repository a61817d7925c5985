package imageresizer.local.template;

/**
 * A bucket.
 *
 * @param versioned whether versioning is enabled
 */
public record Bucket(String logicalId, String name, boolean versioned) {}
