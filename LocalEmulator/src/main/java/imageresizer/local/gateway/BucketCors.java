package imageresizer.local.gateway;

import java.util.List;
import java.util.Optional;

/** What the buckets let web pages of other origins do. */
@FunctionalInterface
public interface BucketCors {

    /**
     * What the first rule of a bucket that fits grants.
     *
     * @param bucket which may not exist
     * @param origin such as {@code https://www.example.com}
     * @param method of the request, or of the request that a browser asks about first
     */
    Optional<Grant> grant(String bucket, String origin, String method);

    /**
     * Leave to send requests with any headers.
     *
     * @param methods such as {@code PUT}
     * @param exposedHeaders those of the answer that the page may read
     */
    record Grant(List<String> methods, List<String> exposedHeaders) {
        public Grant {
            methods = List.copyOf(methods);
            exposedHeaders = List.copyOf(exposedHeaders);
        }
    }
}
