package imageresizer.local.template;

/**
 * A bucket.
 *
 * @param versioned whether versioning is enabled
 */
public record BucketDefinition(String logicalId, String name, boolean versioned) {}
