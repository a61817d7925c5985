package imageresizer.local.template;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A type of resource that the template may contain, and what {@code Ref} and {@code Fn::GetAtt} of it give: as in the
 * section "Return values" of its page in the CloudFormation template reference guide. {@value #NAME} in them is the
 * resource's name.
 *
 * @param nameProperty gives the name; null if the logical id is the name
 * @param reference null where the emulator does not know it
 */
record ResourceType(
        String name,
        @Nullable String nameProperty,
        @Nullable String reference,
        Map<String, String> attributes) {
    static final String NAME = "{name}";

    static final ResourceType BUCKET =
            new ResourceType("AWS::S3::Bucket", "BucketName", NAME, Map.of("Arn", "arn:aws:s3:::" + NAME));
    static final ResourceType QUEUE = new ResourceType(
            "AWS::SQS::Queue",
            "QueueName",
            "https://sqs.%s.amazonaws.com/%s/".formatted(PseudoParameters.REGION, PseudoParameters.ACCOUNT_ID) + NAME,
            Map.of("Arn", arn("sqs", NAME), "QueueName", NAME));
    static final ResourceType TOPIC =
            new ResourceType("AWS::SNS::Topic", "TopicName", arn("sns", NAME), Map.of("TopicName", NAME));
    static final ResourceType SUBSCRIPTION = new ResourceType("AWS::SNS::Subscription", null, null, Map.of());
    static final ResourceType FUNCTION = new ResourceType(
            "AWS::Serverless::Function", "FunctionName", NAME, Map.of("Arn", arn("lambda", "function:" + NAME)));
    static final ResourceType RULE =
            new ResourceType("AWS::Events::Rule", "Name", NAME, Map.of("Arn", arn("events", "rule/" + NAME)));
    static final ResourceType LAYER =
            new ResourceType("AWS::Serverless::LayerVersion", null, arn("lambda", "layer:" + NAME + ":1"), Map.of());
    static final ResourceType DISTRIBUTION = new ResourceType(
            "AWS::CloudFront::Distribution", null, NAME, Map.of("DomainName", NAME + ".cloudfront.net"));
    static final ResourceType HEADERS_POLICY =
            new ResourceType("AWS::CloudFront::ResponseHeadersPolicy", null, NAME, Map.of());

    private static final Map<String, ResourceType> KNOWN = Stream.of(
                    BUCKET,
                    QUEUE,
                    TOPIC,
                    SUBSCRIPTION,
                    FUNCTION,
                    LAYER,
                    RULE,
                    DISTRIBUTION,
                    HEADERS_POLICY,

                    // What follows needs no emulation.
                    new ResourceType(
                            "AWS::IAM::Role",
                            "RoleName",
                            NAME,
                            Map.of("Arn", "arn:aws:iam::%s:role/".formatted(PseudoParameters.ACCOUNT_ID) + NAME)),
                    new ResourceType(
                            "AWS::Logs::LogGroup",
                            "LogGroupName",
                            NAME,
                            Map.of("Arn", arn("logs", "log-group:" + NAME + ":*"))),
                    new ResourceType("AWS::Lambda::Permission", null, null, Map.of()),
                    new ResourceType("AWS::S3::BucketPolicy", null, null, Map.of()),
                    new ResourceType("AWS::SQS::QueuePolicy", null, null, Map.of()),
                    new ResourceType("AWS::CloudWatch::Alarm", "AlarmName", NAME, Map.of()),
                    new ResourceType("AWS::CloudWatch::Dashboard", "DashboardName", NAME, Map.of()),
                    new ResourceType("AWS::CloudFront::CachePolicy", null, NAME, Map.of()),
                    new ResourceType("AWS::CloudFront::OriginAccessControl", null, NAME, Map.of("Id", NAME)),
                    new ResourceType("AWS::AppConfig::Application", null, NAME, Map.of()),
                    new ResourceType("AWS::AppConfig::ConfigurationProfile", null, NAME, Map.of()),
                    new ResourceType("AWS::AppConfig::HostedConfigurationVersion", null, "1", Map.of()))
            .collect(Collectors.toUnmodifiableMap(ResourceType::name, Function.identity()));

    /** Null if the emulator does not know it. */
    static @Nullable ResourceType of(String name) {
        return KNOWN.get(name);
    }

    private static String arn(String service, String resource) {
        return "arn:aws:%s:%s:%s:".formatted(service, PseudoParameters.REGION, PseudoParameters.ACCOUNT_ID) + resource;
    }
}
