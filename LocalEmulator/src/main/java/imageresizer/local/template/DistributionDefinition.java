package imageresizer.local.template;

import java.util.List;

/**
 * A distribution of CloudFront that serves objects of one bucket.
 *
 * @param domainName that addresses on AWS have after {@code https://}
 * @param origins of web pages whose scripts may read, such as {@code https://www.example.com}
 */
public record DistributionDefinition(String domainName, String bucketName, List<String> origins) {
    public DistributionDefinition {
        origins = List.copyOf(origins);
    }
}
