package imageresizer.local.repository;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rules of {@code template.yaml} that neither CloudFormation nor its linter enforce. */
class TemplateTest {
    private final Template template = Template.read();

    TemplateTest() throws IOException {}

    @Test
    void everyPermissionNamesItsActions() {
        var offenders = new TreeMap<String, String>();
        eachAllow((place, statement) -> {
            for (var action : actions(statement)) {
                if (action.contains("*")) {
                    offenders.put(place, action);
                }
            }
            for (var complement : List.of("NotAction", "NotResource", "NotPrincipal")) {
                if (statement.containsKey(complement)) {
                    offenders.put(place, complement);
                }
            }
        });
        template.section("Resources").forEach((name, resource) -> {
            for (var policy : Template.texts(Template.at(resource, "Properties", "ManagedPolicyArns"))) {
                offenders.put(name, policy);
            }
        });
        assertThat(offenders)
                .as("Permissions that do not list the actions that they allow")
                .isEmpty();
    }

    @Test
    void everyPermissionNamesItsResources() {
        var offenders = new TreeMap<String, String>();
        eachAllow((place, statement) -> {
            boolean onlyTraces = actions(statement).stream().allMatch(action -> action.startsWith("xray:Put"));
            for (var resource : Template.texts(patterns(statement.get("Resource")))) {
                // All objects of a bucket that is named are fine, and so are those in a folder.
                if (resource.replaceFirst("(?<=.)/(?:\\$\\{Folder})?\\*$", "").contains("*") && !onlyTraces) {
                    offenders.put(place, resource);
                }
            }
        });
        assertThat(offenders)
                .as("Permissions for any resource; only X-Ray's write actions accept nothing narrower")
                .isEmpty();
    }

    @Test
    void nothingIsAllowedToEverybody() {
        var offenders = new TreeSet<String>();
        eachAllow((place, statement) -> {
            if (Template.texts(statement.get("Principal")).contains("*") && !statement.containsKey("Condition")) {
                offenders.add(place);
            }
        });
        assertThat(offenders)
                .as("Statements that allow something to everybody, without a condition")
                .isEmpty();
    }

    @Test
    void theBuildCompilesForTheRuntimeOfTheFunction() throws IOException {
        var release = Pattern.compile("<maven.compiler.release>(\\d+)</maven.compiler.release>")
                .matcher(Repository.text("ImageResizerFunction/pom.xml"));
        assertThat(release.find())
                .as("ImageResizerFunction/pom.xml has a maven.compiler.release")
                .isTrue();
        assertThat(function().get("Runtime"))
                .as(
                        "template.yaml must run the function on the Java that ImageResizerFunction/pom.xml compiles"
                                + " for, which is %s; change the Runtime or the maven.compiler.release, so that they"
                                + " agree",
                        release.group(1))
                .isEqualTo("java" + release.group(1));
    }

    @Test
    void theVersionIsThatOfTheChangelogAndOfMaven() throws IOException {
        var version = String.valueOf(template.get("Metadata", "AWS::ServerlessRepo::Application", "SemanticVersion"));
        var newest = Pattern.compile("(?m)^(?:## \\[|What will be )(\\d+\\.\\d+\\.\\d+)")
                .matcher(Repository.text("CHANGELOG.md"));
        assertThat(newest.find()).as("CHANGELOG.md names a version").isTrue();
        assertThat(version)
                .as("SemanticVersion in template.yaml, and the newest version in CHANGELOG.md")
                .isEqualTo(newest.group(1));
        for (var module : List.of("pom.xml", "ImageResizerFunction/pom.xml", "LocalEmulator/pom.xml")) {
            var own = Pattern.compile("<artifactId>[\\w-]+</artifactId>\\s*<version>(\\d+)</version>")
                    .matcher(Repository.text(module));
            assertThat(own.find()).as("%s has a version", module).isTrue();
            assertThat(version).as("%s has its major version", module).startsWith(own.group(1) + ".");
        }
    }

    @Test
    void theHandlerIsAMethodOfThisRepository() throws IOException {
        var handler = String.valueOf(function().get("Handler")).split("::", -1);
        assertThat(handler).as("Handler: a class, two colons and a method").hasSize(2);
        var source = "ImageResizerFunction/src/main/java/" + handler[0].replace('.', '/') + ".java";
        assertThat(Repository.ROOT.resolve(source))
                .as("The source of the Handler")
                .exists();
        assertThat(Repository.text(source)).as(source).contains(" " + handler[1] + "(");
    }

    @Test
    void everySuffixOfAPictureHasItsOwnNotifications() {
        var suffixes = new TreeMap<String, List<String>>();
        for (var item : Template.list(template.get(
                "Resources", "InputBucket", "Properties", "NotificationConfiguration", "LambdaConfigurations"))) {
            var notification = Template.map(item);
            assertThat(notification).containsEntry("Function", Map.of("!Ref", "ImageResizerFunction.Alias"));
            var rules = Template.list(Template.at(notification, "Filter", "S3Key", "Rules"));
            assertThat(rules)
                    .as("%s: S3 takes one suffix per notification", notification)
                    .hasSize(1);
            assertThat(Template.map(rules.getFirst())).containsEntry("Name", "suffix");
            suffixes.computeIfAbsent(
                            String.valueOf(Template.map(rules.getFirst()).get("Value")), _ -> new ArrayList<>())
                    .add(String.valueOf(notification.get("Event")));
        }
        assertThat(suffixes.values())
                .allSatisfy(events -> assertThat(events)
                        .containsExactly("s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleExpiration:*"));
        assertThat(suffixes.keySet())
                .allMatch(suffix -> suffix.matches("\\.[A-Za-z0-9]+"), "start with a dot, so that none ends another")
                .contains(".jpg", ".JPG", ".jpeg", ".JPEG", ".png", ".PNG", ".webp", ".WEBP", ".heic", ".HEIC");
    }

    @Test
    void theBackfillTakesTheSameSuffixes() throws IOException {
        var pattern = Pattern.compile("tolower\\(\\$2\\) !~ /(\\S+)/").matcher(Repository.text(Path.of("backfill")));
        assertThat(pattern.find()).isTrue();
        var suffix = Pattern.compile(pattern.group(1));

        for (var item : Template.list(template.get(
                "Resources", "InputBucketRule", "Properties", "EventPattern", "detail", "object", "key"))) {
            var name = "a" + Template.at(Template.map(item), "suffix", "equals-ignore-case");
            assertThat(suffix.matcher(name).find()).as(name).isTrue();
        }
        assertThat(suffix.matcher("a.txt").find() || suffix.matcher("ajpg").find())
                .isFalse();
    }

    /** SAM's own events of S3 would let every bucket of the account call the function. */
    @Test
    void whoeverMayCallTheFunctionIsOneNamedSource() {
        assertThat(Template.maps(function().get("Events")).values())
                .extracting(event -> event.get("Type"))
                .containsExactly("Schedule");
        assertThat(template.resources("AWS::Lambda::Permission").values())
                .hasSize(2)
                .allSatisfy(permission -> {
                    assertThat(Template.at(permission, "Properties", "SourceArn"))
                            .isNotNull();
                    assertThat(Template.at(permission, "Properties", "FunctionName"))
                            .isEqualTo(Map.of("!Ref", "ImageResizerFunction.Alias"));
                });
        assertThat(template.get("Resources", "InputBucket", "DependsOn"))
                .as("S3 refuses a notification to a function that it may not call")
                .isEqualTo("InputBucketPermission");
    }

    @Test
    void everyParameterCanBeAnsweredFromWhatTheConsoleShows() {
        var labels = Template.map(template.get("Metadata", "AWS::CloudFormation::Interface", "ParameterLabels"));
        template.section("Parameters").forEach((name, parameter) -> {
            assertThat(parameter).as("Parameter %s", name).containsKeys("Description", "Default");
            assertThat(labels).as("Labels of parameters").containsKey(name);
            assertThat(parameter.keySet())
                    .as("Parameter %s has a constraint", name)
                    .containsAnyOf("AllowedPattern", "AllowedValues", "MinValue");
            if (parameter.containsKey("AllowedPattern")) {
                assertThat(parameter)
                        .as("Parameter %s: CloudFormation shows the bare pattern without it", name)
                        .containsKey("ConstraintDescription");
            }
        });
        assertThat(labels.keySet()).as("Labels of parameters").isSubsetOf(parameters());
    }

    @Test
    void everyParameterIsInOneGroup() {
        var grouped = new ArrayList<String>();
        for (var group : Template.list(template.get("Metadata", "AWS::CloudFormation::Interface", "ParameterGroups"))) {
            grouped.addAll(Template.texts(Template.map(group).get("Parameters")));
        }
        assertThat(grouped).as("Parameters in groups").containsExactlyInAnyOrderElementsOf(parameters());
    }

    @Test
    void everyDefaultMeetsItsOwnConstraint() {
        template.section("Parameters").forEach((name, parameter) -> {
            var value = String.valueOf(parameter.get("Default"));
            if (parameter.get("AllowedPattern") instanceof String pattern) {
                assertThat(value).as("Default of %s", name).matches(pattern);
            }
            if (parameter.get("AllowedValues") instanceof List<?> allowed) {
                assertThat(allowed.stream().map(String::valueOf))
                        .as("Default of %s", name)
                        .contains(value);
            }
            if (parameter.get("MinValue") instanceof Integer least) {
                assertThat(Integer.valueOf(value)).as("Default of %s", name).isGreaterThanOrEqualTo(least);
            }
            if (parameter.get("MaxValue") instanceof Integer most) {
                assertThat(Integer.valueOf(value)).as("Default of %s", name).isLessThanOrEqualTo(most);
            }
        });
    }

    @Test
    void everyParameterIsUsed() {
        var used = new HashSet<String>();
        var reference = Pattern.compile("\\$\\{(\\w+)}");
        for (var section : List.of("Conditions", "Rules", "Globals", "Resources", "Outputs")) {
            Template.eachMap(section, template.section(section), (_, map) -> {
                used.addAll(Template.texts(map.get("!Ref")));
                for (var text : Template.texts(map.get("!Sub"))) {
                    reference.matcher(text).results().forEach(match -> used.add(match.group(1)));
                }
            });
        }
        assertThat(used).as("What is referred to").containsAll(parameters());
    }

    @Test
    void everyBucketIsPrivateEncryptedAndOutlivesTheStack() {
        var buckets = template.resources("AWS::S3::Bucket");
        assertThat(buckets).as("Buckets").isNotEmpty();
        buckets.forEach((name, bucket) -> {
            assertThat(bucket)
                    .as(name)
                    .contains(entry("DeletionPolicy", "Retain"), entry("UpdateReplacePolicy", "Retain"));
            assertThat(Template.map(Template.at(bucket, "Properties", "PublicAccessBlockConfiguration")))
                    .as(name)
                    .containsOnly(
                            entry("BlockPublicAcls", true),
                            entry("BlockPublicPolicy", true),
                            entry("IgnorePublicAcls", true),
                            entry("RestrictPublicBuckets", true));
            assertThat(Template.texts(Template.at(bucket, "Properties", "BucketEncryption")))
                    .as("Encryption of %s", name)
                    .containsAnyOf("AES256", "aws:kms");
            assertThat(Template.texts(Template.at(bucket, "Properties", "OwnershipControls")))
                    .as("Ownership of the objects of %s", name)
                    .containsExactly("BucketOwnerEnforced");
        });
    }

    @Test
    void everyBucketRefusesWhatIsNotEncryptedOnTheWay() {
        for (var bucket : template.resources("AWS::S3::Bucket").keySet()) {
            var denials = template.resources("AWS::S3::BucketPolicy").values().stream()
                    .filter(policy -> Map.of("!Ref", bucket).equals(Template.at(policy, "Properties", "Bucket")))
                    .flatMap(policy ->
                            Template.list(Template.at(policy, "Properties", "PolicyDocument", "Statement")).stream())
                    .map(Template::map)
                    .filter(statement -> "Deny".equals(statement.get("Effect")))
                    .filter(statement ->
                            "false".equals(Template.at(statement, "Condition", "Bool", "aws:SecureTransport")));
            assertThat(denials)
                    .as("Statements that deny %s and its objects without TLS", bucket)
                    .singleElement()
                    .satisfies(statement -> {
                        assertThat(statement).contains(entry("Principal", "*"), entry("Action", "s3:*"));
                        assertThat(Template.texts(statement.get("Resource")))
                                .containsExactlyInAnyOrder(bucket + ".Arn", "${" + bucket + ".Arn}/*");
                    });
        }
    }

    @Test
    void everyAlarmTellsSomebodyWhatItMeansAndIsQuietWhileNothingHappens() {
        var alarms = template.resources("AWS::CloudWatch::Alarm");
        assertThat(alarms).as("Alarms").isNotEmpty();
        alarms.forEach((name, alarm) -> {
            var properties = Template.map(alarm.get("Properties"));
            assertThat(properties)
                    .as(name)
                    .containsKey("AlarmDescription")
                    .containsEntry("TreatMissingData", "notBreaching");
            assertThat(properties.get("AlarmActions"))
                    .as("%s: a topic that exists always and is not filtered; a filter drops alarms", name)
                    .isEqualTo(List.of(Map.of("!Ref", "MailTopic")));
        });
        assertThat(Template.map(template.get("Resources", "MailTopic"))).doesNotContainKey("Condition");
        assertThat(template.resources("AWS::SNS::Subscription").values())
                .filteredOn(subscription ->
                        Map.of("!Ref", "MailTopic").equals(Template.at(subscription, "Properties", "TopicArn")))
                .noneMatch(subscription -> Template.at(subscription, "Properties", "FilterPolicy") != null);
    }

    /** Lambda counts an upload that is tried again later, because another one of its key is at work, as an error. */
    @Test
    void waitingForAnotherUploadOfTheKeyIsNoReasonForAnAlarm() {
        assertThat(Template.list(template.get("Resources", "ErrorsAlarm", "Properties", "Metrics")))
                .extracting(metric -> Template.map(metric).get("Expression"))
                .contains("errors - FILL(later, 0)");
        assertThat(Template.map(template.get("Resources", "DurationAlarm", "Properties")))
                .contains(entry("Namespace", "ImageResizer"), entry("MetricName", "WorkMs"));
    }

    @Test
    void theVersionIsInvokedMoreOftenThanSnapStartForgetsIt() {
        assertThat(template.get(
                        "Resources",
                        "ImageResizerFunction",
                        "Properties",
                        "Events",
                        "KeepActive",
                        "Properties",
                        "Schedule"))
                .isEqualTo("rate(7 days)"); // Lambda forgets after 14.
    }

    @Test
    void theAlarmOfSlowPicturesComesBeforeTheTimeout() {
        assertThat(template.get("Resources", "DurationAlarm", "Properties", "Threshold"))
                .as("80 % of the function's Timeout, in milliseconds")
                .isEqualTo(Integer.parseInt(String.valueOf(function().get("Timeout"))) * 800);
    }

    @Test
    void everyOutputSaysWhatItIs() {
        template.section("Outputs")
                .forEach((name, output) ->
                        assertThat(output).as("Output %s", name).containsKey("Description"));
        assertThat(template.section("Outputs")).isNotEmpty();
    }

    @Test
    void everyFolderThatSamBuildsExists() {
        var folders = Stream.of("AWS::Serverless::Function", "AWS::Serverless::LayerVersion")
                .flatMap(type -> template.resources(type).values().stream())
                .map(resource -> Template.map(resource.get("Properties")))
                .flatMap(properties -> Stream.of("CodeUri", "ContentUri").map(properties::get))
                .flatMap(uri -> Template.texts(uri).stream())
                .toList();
        assertThat(folders)
                .isNotEmpty()
                .allMatch(folder -> Files.isDirectory(Repository.ROOT.resolve(folder)), "is a folder");
    }

    private List<String> parameters() {
        return List.copyOf(template.section("Parameters").keySet());
    }

    private Map<String, Object> function() {
        return Template.map(template.get("Resources", "ImageResizerFunction", "Properties"));
    }

    private void eachAllow(BiConsumer<String, Map<String, Object>> visitor) {
        Template.eachMap("Resources", template.section("Resources"), (place, map) -> {
            if ("Allow".equals(map.get("Effect"))) {
                visitor.accept(place + " " + map.getOrDefault("Sid", actions(map)), map);
            }
        });
    }

    /** Of a {@code !Sub} with a pattern and values for it, the pattern. */
    private static Object patterns(@Nullable Object resource) {
        return resource instanceof Map<?, ?> function && function.get("!Sub") instanceof List<?> sub
                ? String.valueOf(sub.getFirst())
                : Objects.requireNonNullElse(resource, "");
    }

    private static List<String> actions(Map<String, Object> statement) {
        return Template.texts(statement.get("Action"));
    }
}
