package imageresizer.local.template;

import java.util.List;
import java.util.Set;

/** Reads distributions of CloudFront with what their headers depend on. */
final class DistributionReader {
    private static final String BUCKET_HOST = ".s3." + PseudoParameters.REGION + ".amazonaws.com";

    private final ResourceReader reader;
    private final Resolver resolver;

    DistributionReader(ResourceReader reader, Resolver resolver) {
        this.reader = reader;
        this.resolver = resolver;
    }

    DistributionDefinition distribution(Resource resource) throws TemplateException {
        Properties config = reader.properties(resource, Set.of("DistributionConfig"))
                .part(
                        "DistributionConfig",
                        Set.of(
                                "DefaultCacheBehavior",
                                "Origins",
                                // These have no effect on this machine.
                                "Comment",
                                "Enabled",
                                "HttpVersion",
                                "IPV6Enabled"));
        List<Properties> origins =
                config.parts("Origins", Set.of("DomainName", "Id", "OriginAccessControlId", "S3OriginConfig"));
        if (origins.size() != 1) {
            throw config.error("Origins", "must be one bucket.");
        }
        String host = origins.getFirst().text("DomainName");
        if (!host.endsWith(BUCKET_HOST)) {
            throw origins.getFirst().error("DomainName", "must be a bucket's name and %s.".formatted(BUCKET_HOST));
        }
        Properties behavior = config.part(
                "DefaultCacheBehavior",
                Set.of(
                        "ResponseHeadersPolicyId",
                        // These have no effect on this machine, or it does nothing else.
                        "AllowedMethods",
                        "CachePolicyId",
                        "Compress",
                        "TargetOriginId",
                        "ViewerProtocolPolicy"));
        return new DistributionDefinition(
                resolver.attribute(resource, "DomainName", resource.at()),
                host.substring(0, host.length() - BUCKET_HOST.length()),
                allowedOrigins(behavior));
    }

    private List<String> allowedOrigins(Properties behavior) throws TemplateException {
        for (Resource policy : resolver.resources()) {
            if (policy.type().equals(ResourceType.HEADERS_POLICY)
                    && resolver.reference(policy, policy.at())
                            .equals(behavior.optionalText("ResponseHeadersPolicyId"))) {
                return reader.properties(policy, Set.of("ResponseHeadersPolicyConfig"))
                        .part("ResponseHeadersPolicyConfig", Set.of("Name", "CorsConfig", "SecurityHeadersConfig"))
                        .part(
                                "CorsConfig",
                                Set.of(
                                        "AccessControlAllowOrigins",
                                        // CloudFront sends these in answers to browsers that ask first, and here none
                                        // may.
                                        "AccessControlAllowCredentials",
                                        "AccessControlAllowHeaders",
                                        "AccessControlAllowMethods",
                                        "OriginOverride"))
                        .part("AccessControlAllowOrigins", Set.of("Items"))
                        .texts("Items");
            }
        }
        return List.of();
    }
}
