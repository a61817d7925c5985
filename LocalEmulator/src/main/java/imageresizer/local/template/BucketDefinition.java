package imageresizer.local.template;

import java.util.List;

/**
 * A bucket.
 *
 * @param versioned whether versioning is enabled
 * @param cors what web pages of other origins may do
 */
public record BucketDefinition(String logicalId, String name, boolean versioned, List<CorsRule> cors) {
    public BucketDefinition {
        cors = List.copyOf(cors);
    }

    /**
     * What web pages of some origins may do with the objects of a bucket, with any headers.
     *
     * @param origins such as {@code https://www.example.com}
     * @param methods such as {@code PUT}
     * @param exposedHeaders those of the answer that the page may read
     */
    public record CorsRule(List<String> origins, List<String> methods, List<String> exposedHeaders) {
        public CorsRule {
            origins = List.copyOf(origins);
            methods = List.copyOf(methods);
            exposedHeaders = List.copyOf(exposedHeaders);
        }
    }
}
