package imageresizer.local.template;

import java.util.List;

/**
 * A rule of EventBridge by which a bucket that is not of the template invokes a function.
 *
 * @param functionLogicalId the function to invoke
 */
public record EventRule(String logicalId, String functionLogicalId, EventPattern pattern) {

    /** The bucket whose events match. */
    public String bucketName() {
        return pattern.textAt("detail", "bucket", "name").values().getFirst();
    }

    /** What keys must end in, in small letters or capitals. */
    public List<String> suffixes() {
        return pattern.textAt("detail", "object", "key").suffixes();
    }
}
