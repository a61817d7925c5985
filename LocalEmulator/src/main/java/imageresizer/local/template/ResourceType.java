package imageresizer.local.template;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A type of resource that the template may contain, and what {@code Ref} and {@code Fn::GetAtt} of it give: as in the
 * section "Return values" of its page in the CloudFormation template reference guide. The values are written as for
 * {@code Fn::Sub}; their names are {@code LogicalId}, pseudo parameters and the resource's own properties.
 *
 * @param defaults properties that need not be given. CloudFormation ends a name that it makes up in random characters;
 *     here it has none, so that it can be foreseen.
 * @param ref null where the emulator does not know it
 */
record ResourceType(
        String name, Map<String, String> defaults, @Nullable String ref, Map<String, String> attributes) {
    static final String BUCKET = "AWS::S3::Bucket";
    static final String QUEUE = "AWS::SQS::Queue";
    static final String TOPIC = "AWS::SNS::Topic";
    static final String SUBSCRIPTION = "AWS::SNS::Subscription";
    static final String FUNCTION = "AWS::Serverless::Function";
    static final String LAYER = "AWS::Serverless::LayerVersion";
    static final String ROLE = "AWS::IAM::Role";

    private static final String GIVEN_NAME = "${AWS::StackName}-${LogicalId}";

    static final Map<String, ResourceType> KNOWN = known();

    private static Map<String, ResourceType> known() {
        Map<String, ResourceType> types = new LinkedHashMap<>();
        for (ResourceType type : new ResourceType[] {
            named(
                    BUCKET,
                    "BucketName",
                    "${BucketName}",
                    Map.of(
                            "Arn", "arn:${AWS::Partition}:s3:::${BucketName}",
                            "DomainName", "${BucketName}.s3.${AWS::URLSuffix}",
                            "RegionalDomainName", "${BucketName}.s3.${AWS::Region}.${AWS::URLSuffix}",
                            "DualStackDomainName", "${BucketName}.s3.dualstack.${AWS::Region}.${AWS::URLSuffix}")),
            named(
                    QUEUE,
                    "QueueName",
                    "https://sqs.${AWS::Region}.${AWS::URLSuffix}/${AWS::AccountId}/${QueueName}",
                    Map.of(
                            "Arn", arn("sqs", "${QueueName}"),
                            "QueueName", "${QueueName}",
                            "QueueUrl", "https://sqs.${AWS::Region}.${AWS::URLSuffix}/${AWS::AccountId}/${QueueName}")),
            named(
                    TOPIC,
                    "TopicName",
                    arn("sns", "${TopicName}"),
                    Map.of("TopicArn", arn("sns", "${TopicName}"), "TopicName", "${TopicName}")),
            new ResourceType(
                    SUBSCRIPTION, Map.of(), "${TopicArn}:${LogicalId}", Map.of("Arn", "${TopicArn}:${LogicalId}")),
            named(
                    FUNCTION,
                    "FunctionName",
                    "${FunctionName}",
                    Map.of("Arn", arn("lambda", "function:${FunctionName}"))),
            new ResourceType(
                    LAYER,
                    Map.of("LayerName", "${LogicalId}"),
                    arn("lambda", "layer:${LayerName}:1"),
                    Map.of("LayerVersionArn", arn("lambda", "layer:${LayerName}:1"))),

            // What follows needs no emulation.
            new ResourceType(
                    ROLE,
                    Map.of("RoleName", GIVEN_NAME, "Path", "/"),
                    "${RoleName}",
                    Map.of("Arn", "arn:${AWS::Partition}:iam::${AWS::AccountId}:role${Path}${RoleName}")),
            unnamed("AWS::IAM::Policy"),
            new ResourceType(
                    "AWS::IAM::ManagedPolicy",
                    Map.of("ManagedPolicyName", GIVEN_NAME, "Path", "/"),
                    "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy${Path}${ManagedPolicyName}",
                    Map.of(
                            "PolicyArn",
                            "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy${Path}${ManagedPolicyName}")),
            named(
                    "AWS::Logs::LogGroup",
                    "LogGroupName",
                    "${LogGroupName}",
                    Map.of("Arn", arn("logs", "log-group:${LogGroupName}:*"))),
            unnamed("AWS::Logs::MetricFilter"),
            unnamed("AWS::S3::BucketPolicy"),
            unnamed("AWS::SNS::TopicPolicy"),
            unnamed("AWS::SQS::QueuePolicy"),
            named(
                    "AWS::CloudWatch::Alarm",
                    "AlarmName",
                    "${AlarmName}",
                    Map.of("Arn", arn("cloudwatch", "alarm:${AlarmName}"))),
            named(
                    "AWS::CloudWatch::CompositeAlarm",
                    "AlarmName",
                    "${AlarmName}",
                    Map.of("Arn", arn("cloudwatch", "alarm:${AlarmName}"))),
            named("AWS::CloudWatch::Dashboard", "DashboardName", "${DashboardName}", Map.of()),
            unnamed("AWS::Lambda::Permission"),
            new ResourceType("AWS::AppConfig::Application", Map.of(), "${LogicalId}", Map.of()),
            new ResourceType("AWS::AppConfig::ConfigurationProfile", Map.of(), "${LogicalId}", Map.of()),
            new ResourceType("AWS::AppConfig::HostedConfigurationVersion", Map.of(), "1", Map.of()),
            unnamed("AWS::Lambda::LayerVersionPermission"),
        }) {
            types.put(type.name(), type);
        }
        return Map.copyOf(types);
    }

    private static String arn(String service, String resource) {
        return "arn:${AWS::Partition}:" + service + ":${AWS::Region}:${AWS::AccountId}:" + resource;
    }

    private static ResourceType named(String name, String property, String ref, Map<String, String> attributes) {
        return new ResourceType(name, Map.of(property, GIVEN_NAME), ref, attributes);
    }

    private static ResourceType unnamed(String name) {
        return new ResourceType(name, Map.of(), null, Map.of());
    }
}
