package imageresizer.local.template;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.local.template.FunctionDefinition.AsynchronousInvocation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourcesTest {
    private final Path folder;

    ResourcesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private StackDefinition load(String template) throws TemplateException {
        return TemplateFile.withTransform(folder, template).load(Map.of());
    }

    @Test
    void functionHasLambdasDefaults() throws TemplateException {
        FunctionDefinition function = load("""
            Resources:
              F:
                Type: AWS::Serverless::Function
                Properties: { CodeUri: ., Handler: h, Runtime: java25 }
            """).functions().getFirst();

        assertThat(function)
                .isEqualTo(new FunctionDefinition(
                        "F",
                        "image-resizer-F",
                        "h",
                        folder.toAbsolutePath(),
                        128,
                        Duration.ofSeconds(3),
                        Map.of(),
                        List.of(),
                        "Text",
                        new AsynchronousInvocation(2, Duration.ofHours(6), null),
                        null));
    }

    @Test
    void functionTakesLayersEventsAndLimits() throws TemplateException {
        StackDefinition stack = load("""
            Conditions:
              Native: !Equals [a, a]
            Resources:
              Input:
                Type: AWS::S3::Bucket
                Properties:
                  NotificationConfiguration:
                    LambdaConfigurations:
                      - Event: s3:ObjectRemoved:*
                        Function: !Ref F.Alias
                        Filter: { S3Key: { Rules: [{ Name: prefix, Value: a/ }, { Name: suffix, Value: .png }] } }
              Natives:
                Type: AWS::Serverless::LayerVersion
                Metadata: { BuildMethod: nodejs22.x }
                Properties: { ContentUri: . }
              F:
                Type: AWS::Serverless::Function
                Properties:
                  CodeUri: .
                  Handler: h
                  Runtime: java25
                  Architectures: [arm64]
                  Layers: [!If [Native, !Ref Natives, !Ref AWS::NoValue]]
                  ReservedConcurrentExecutions: 5
                  LoggingConfig: { LogFormat: JSON }
                  Environment: { Variables: { FLAG: true, COUNT: 7, GONE: !Ref AWS::NoValue } }
                  AutoPublishAlias: live
            """);
        FunctionDefinition function = stack.functions().getFirst();

        assertThat(stack.layers())
                .containsExactly(new LayerDefinition(
                        "arn:aws:lambda:us-east-1:000000000000:layer:Natives:1",
                        folder.toAbsolutePath(),
                        "nodejs22.x"));
        assertThat(function.layers()).containsExactly("arn:aws:lambda:us-east-1:000000000000:layer:Natives:1");
        assertThat(function.reservedConcurrency()).isEqualTo(5);
        assertThat(function.logFormat()).isEqualTo("JSON");
        assertThat(function.environment()).containsExactly(Map.entry("FLAG", "true"), Map.entry("COUNT", "7"));
        assertThat(stack.triggers()).singleElement().satisfies(trigger -> {
            assertThat(trigger.matches("s3:ObjectRemoved:DeleteMarkerCreated", "a/b.png"))
                    .isTrue();
            assertThat(trigger.matches("s3:ObjectCreated:Put", "a/b.png")).isFalse();
            assertThat(trigger.matches("s3:ObjectRemoved:Delete", "b.png")).isFalse();
        });
    }

    @Test
    void filterPolicyKeepsTheTypesOfItsValues() throws TemplateException {
        assertThat(load("""
            Resources:
              T: { Type: AWS::SNS::Topic }
              S:
                Type: AWS::SNS::Subscription
                Properties:
                  TopicArn: !Ref T
                  Protocol: email
                  Endpoint: me@example.com
                  FilterPolicy: { outcome: [REJECTED, !Ref AWS::Region], n: [{ numeric: [">", 0.5] }, { exists: false }], s: ["1"] }
            """).subscriptions()).singleElement().satisfies(subscription -> {
            assertThat(subscription.filterPolicy()).isEqualTo("""
                {"outcome":["REJECTED","us-east-1"],"n":[{"numeric":[">",0.5]},{"exists":false}],"s":["1"]}\
                """);
        });
    }

    @Test
    void resourcesWithoutEmulationCanBeReferredTo() throws TemplateException {
        assertThat(load("""
            Resources:
              Role: { Type: AWS::IAM::Role }
              Log: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /a/b } }
              Alarm: { Type: AWS::CloudWatch::Alarm }
              Board: { Type: AWS::CloudWatch::Dashboard, Properties: { DashboardBody: !Ref Alarm } }
            Outputs:
              Role: { Value: !GetAtt Role.Arn }
              Log: { Value: !GetAtt Log.Arn }
              Alarm: { Value: !Ref Alarm }
              Board: { Value: !Ref Board }
            """).outputs())
                .containsExactly(
                        Map.entry("Role", "arn:aws:iam::000000000000:role/image-resizer-Role"),
                        Map.entry("Log", "arn:aws:logs:us-east-1:000000000000:log-group:/a/b:*"),
                        Map.entry("Alarm", "image-resizer-Alarm"),
                        Map.entry("Board", "image-resizer-Board"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Type: AWS::EC2::Instance                                     | the local emulator does not know the resource type AWS::EC2::Instance.
        Properties: {}                                               | resource R needs Type.
        Type: AWS::SNS::Topic, CreationPolicy: {}                    | the local emulator does not understand CreationPolicy in resource R.
        Type: AWS::SNS::Topic, Condition: Nothing                    | there is no condition Nothing.
        Type: AWS::SNS::Topic, Properties: { FifoTopic: true }       | the local emulator does not understand FifoTopic in AWS::SNS::Topic R.
        Type: AWS::SQS::Queue, Properties: { FifoQueue: true }       | the local emulator does not understand FifoQueue in AWS::SQS::Queue R.
        Type: AWS::S3::Bucket, Properties: { BucketName: Upper }     | BucketName of AWS::S3::Bucket R is "Upper", but must be 3 to 63 lower case letters, digits, dots and hyphens.
        Type: AWS::S3::Bucket, Properties: { ReplicationConfiguration: {} } | the local emulator does not understand ReplicationConfiguration in AWS::S3::Bucket R.
        Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: "On" } } | Status of VersioningConfiguration of AWS::S3::Bucket R is "On", but must be one of Enabled, Suspended.
        Type: AWS::SNS::Subscription, Properties: { Protocol: email, TopicArn: "arn:x" } | TopicArn of AWS::SNS::Subscription R must be the ARN of a topic in this template.
        Type: AWS::SNS::Subscription, Properties: { Protocol: email } | AWS::SNS::Subscription R needs TopicArn.
        Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: nowhere } | ContentUri of AWS::Serverless::LayerVersion R is "nowhere", but there is no such folder beside the template.
        """)
    void wrongResourceIsRefusedWithItsLine(String resource, String sentence) {
        TemplateFile.withTransform(folder, "Resources:\n\n  R: { " + resource + " }")
                .assertThatMessage(Map.of())
                .isEqualTo("template.yaml line 3: " + sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Origins: []                                       | Origins of DistributionConfig of AWS::CloudFront::Distribution D must be one bucket.
        Origins: [{ DomainName: example.com }]            | DomainName of Origins of DistributionConfig of AWS::CloudFront::Distribution D must be a bucket's name and .s3.us-east-1.amazonaws.com.
        Origins: [], CacheBehaviors: []                   | the local emulator does not understand CacheBehaviors in DistributionConfig of AWS::CloudFront::Distribution D.
        """)
    void aDistributionThatIsNotUnderstoodIsRefusedWithItsLine(String config, String sentence) {
        TemplateFile.withTransform(folder, """
            Resources:
              D:
                Type: AWS::CloudFront::Distribution
                Properties:
                  DistributionConfig: { %s }
            """.formatted(config))
                .assertThatMessage(Map.of())
                .isEqualTo("template.yaml line 5: " + sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Timeout: 901                                 | Timeout of AWS::Serverless::Function F is "901", but must be a whole number from 1 to 900.
        MemorySize: much                             | MemorySize of AWS::Serverless::Function F is "much", but must be a whole number from 128 to 10240.
        InlineCode: a                                | the local emulator does not understand InlineCode in AWS::Serverless::Function F.
        Environment: { Variables: { A: [b] } }       | A in Variables of Environment of AWS::Serverless::Function F must be a text.
        Layers: ["arn:x"]                            | Layers of AWS::Serverless::Function F must refer to layers in this template.
        EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SNS, Destination: a } } } | Type of OnFailure of DestinationConfig of EventInvokeConfig of AWS::Serverless::Function F is "SNS", but must be one of SQS.
        EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SQS, Destination: a } } } | Destination of OnFailure of DestinationConfig of EventInvokeConfig of AWS::Serverless::Function F must be the ARN of a queue in this template.
        Events: { E: { Type: Api } }                 | Type of event E of AWS::Serverless::Function F is "Api", but must be one of SQS, Schedule.
        Events: { E: { Type: Schedule, Properties: { Schedule: weekly } } } | Schedule of Properties of event E of AWS::Serverless::Function F is "weekly", but must be rate(...) or cron(...).
        """)
    void wrongFunctionIsRefusedWithItsLine(String property, String sentence) {
        TemplateFile.withTransform(folder, """
            Resources:
              B: { Type: AWS::S3::Bucket }
              F:
                Type: AWS::Serverless::Function
                Properties:
                  CodeUri: .
                  Handler: h
                  Runtime: java25
                  %s
            """.formatted(property))
                .assertThatMessage(Map.of())
                .isEqualTo("template.yaml line 9: " + sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Event: "s3:ObjectCreated:Put", Function: !Ref F.Alias | Event of LambdaConfigurations of NotificationConfiguration of AWS::S3::Bucket B is "s3:ObjectCreated:Put", but must be one of s3:LifecycleExpiration:*, s3:ObjectCreated:*, s3:ObjectRemoved:*.
        Event: "s3:ObjectCreated:*", Function: !GetAtt F.Arn  | Function of LambdaConfigurations of NotificationConfiguration of AWS::S3::Bucket B must be the !Ref of a function's Alias in this template.
        Event: "s3:ObjectCreated:*", Function: !Ref F.Alias, Filter: { S3Key: { Rules: [{ Name: infix, Value: a }] } } | Name of Rules of S3Key of Filter of LambdaConfigurations of NotificationConfiguration of AWS::S3::Bucket B is "infix", but must be one of prefix, suffix.
        """)
    void wrongNotificationIsRefusedWithItsLine(String notification, String sentence) {
        TemplateFile.withTransform(folder, """
            Resources:
              F:
                Type: AWS::Serverless::Function
                Properties: { CodeUri: ., Handler: h, Runtime: java25, AutoPublishAlias: live }
              B:
                Type: AWS::S3::Bucket
                Properties:
                  NotificationConfiguration: { LambdaConfigurations: [{ %s }] }
            """.formatted(notification))
                .assertThatMessage(Map.of())
                .isEqualTo("template.yaml line 8: " + sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        bucket: { name: [{ prefix: a }] }             | the local emulator knows only texts and { suffix: { equals-ignore-case: text } } in an event pattern.
        bucket: { name: [a] }, object: { key: [{ suffix: .jpg }] } | the local emulator knows only texts and { suffix: { equals-ignore-case: text } } in an event pattern.
        bucket: { name: [a] }, object: { size: [7] }  | the local emulator knows only texts and { suffix: { equals-ignore-case: text } } in an event pattern.
        bucket: { name: a }                           | an event pattern needs a map or a list here.
        bucket: { name: [a, b] }                      | EventPattern of AWS::Events::Rule R must name one bucket, as detail.bucket.name.
        """)
    void anEventPatternThatIsNotUnderstoodIsRefusedWithItsLine(String detail, String sentence) {
        TemplateFile.withTransform(folder, """
            Resources:
              F:
                Type: AWS::Serverless::Function
                Properties: { CodeUri: ., Handler: h, Runtime: java25, AutoPublishAlias: live }
              R:
                Type: AWS::Events::Rule
                Properties:
                  Targets: [{ Id: f, Arn: !Ref F.Alias }]
                  EventPattern: { detail: { %s } }
            """.formatted(detail))
                .assertThatMessage(Map.of())
                .isEqualTo("template.yaml line 9: " + sentence);
    }

    @Test
    void aFunctionWithoutAliasHasNone() {
        TemplateFile.withTransform(folder, """
            Resources:
              F: { Type: AWS::Serverless::Function, Properties: { CodeUri: ., Handler: h, Runtime: java25 } }
            Outputs:
              Alias: { Value: !Ref F.Alias }
            """)
                .assertThatMessage(Map.of())
                .isEqualTo("template.yaml line 2: AWS::Serverless::Function F publishes no alias;"
                        + " it needs the property AutoPublishAlias.");
    }
}
