package imageresizer.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.template.BucketDefinition.CorsRule;
import imageresizer.local.template.FunctionDefinition.AsynchronousInvocation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RootTemplateTest {
    private static final Path TEMPLATE = Path.of("..", "template.yaml");

    private static final String UPLOADS = "arn:aws:sns:us-east-1:000000000000:image-resizer-NotificationTopic";
    private static final String MAILS = "arn:aws:sns:us-east-1:000000000000:image-resizer-MailTopic";
    private static final String ALIAS =
            "arn:aws:lambda:us-east-1:000000000000:function:image-resizer-ImageResizerFunction:live";
    private static final String MAIL_QUEUE = "arn:aws:sqs:us-east-1:000000000000:image-resizer-MailQueue";

    private static StackDefinition load(Map<String, String> overrides) throws TemplateException {
        return StackDefinition.load(TEMPLATE, overrides);
    }

    @Test
    void bucketsAreNamedAfterTheEndOfTheStackId() throws TemplateException {
        assertThat(load(Map.of()).buckets())
                .containsExactly(
                        new BucketDefinition("InputBucket", "image-resizer-input-local", true, List.of()),
                        new BucketDefinition("OutputBucket", "image-resizer-output-local", false, List.of()));
    }

    @Test
    void aBackfillHasTheSettingsOfUploads() throws TemplateException {
        List<FunctionDefinition> functions = load(Map.of("MaxConcurrency", "7")).functions();
        FunctionDefinition resizer = functions.getFirst();
        FunctionDefinition backfill = functions.get(1);

        assertThat(backfill.handler()).isEqualTo("imageresizer.BackfillHandler::handleRequest");
        assertThat(backfill.environment()).isEqualTo(resizer.environment());
        assertThat(backfill.layers()).isEqualTo(resizer.layers());
        assertThat(backfill.memoryMb()).isEqualTo(resizer.memoryMb());
        assertThat(backfill.timeout()).isEqualTo(resizer.timeout());
        assertThat(backfill.reservedConcurrency()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"'', image-resizer-output-local", "my-renditions, my-renditions"})
    void aBackfillJobMayReadItsListWriteItsReportAndInvokeOneFunction(String given, String bucket)
            throws TemplateException {
        StackDefinition stack = load(Map.of("OutputBucketName", given));
        JsonNode role = new JsonMapper().valueToTree(stack.resources().get("BackfillJobRole"));

        assertThat(role.at("/AssumeRolePolicyDocument/Statement/0/Principal/Service")
                        .asText())
                .isEqualTo("batchoperations.s3.amazonaws.com");
        assertThat(role.at("/AssumeRolePolicyDocument/Statement/0/Condition/StringEquals/aws:SourceAccount")
                        .asText())
                .isEqualTo("000000000000");
        assertThat(role.at("/Policies")).hasSize(1);
        JsonNode statements = role.at("/Policies/0/PolicyDocument/Statement");
        assertThat(statements).hasSize(2);
        assertThat(statements.at("/0/Resource").asText())
                .isEqualTo("arn:aws:s3:::" + bucket + "/.image-resizer/backfill/*");
        assertThat(statements.at("/1/Action").asText()).isEqualTo("lambda:InvokeFunction");
        assertThat(statements.at("/1/Resource").asText())
                .isEqualTo(stack.outputs().get("BackfillFunction"));
    }

    @Test
    void webPagesOfTheAllowedOriginsMayUploadToTheInputBucketOnly() throws TemplateException {
        assertThat(load(Map.of("AllowedOrigins", "https://www.example.com,http://localhost:3000"))
                        .buckets())
                .extracting(BucketDefinition::cors)
                .containsExactly(
                        List.of(new CorsRule(
                                List.of("https://www.example.com", "http://localhost:3000"),
                                List.of("PUT", "POST", "GET", "HEAD"),
                                List.of("ETag"))),
                        List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "https://*.example.com", "http://example.com", "https://a.example/", "https://a, https://b"
            })
    void anOriginIsNamedWhole(String origins) {
        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> load(Map.of("AllowedOrigins", origins)))
                .withMessageContaining("must be a list of origins such as https://www.example.com");
    }

    @Test
    void picturesOfEverySuffixTriggerTheFunction() throws TemplateException {
        List<BucketTrigger> triggers = load(Map.of()).triggers();

        assertThat(triggers)
                .extracting(BucketTrigger::suffix)
                .hasSize(60)
                .containsOnly(
                        ".jpg", ".JPG", ".jpeg", ".JPEG", ".png", ".PNG", ".webp", ".WEBP", ".heic", ".HEIC", ".heif",
                        ".HEIF", ".avif", ".AVIF", ".gif", ".GIF", ".tif", ".TIF", ".tiff", ".TIFF");
        assertThat(triggers).allSatisfy(trigger -> {
            assertThat(trigger.functionLogicalId()).isEqualTo("ImageResizerFunction");
            assertThat(trigger.bucketName()).isEqualTo("image-resizer-input-local");
            assertThat(trigger.prefix()).isEmpty();
        });
        assertThat(calls(triggers, "s3:ObjectCreated:Put", "holiday/beach.jpg")).isEqualTo(1);
        assertThat(calls(triggers, "s3:ObjectRemoved:Delete", "beach.jpg")).isEqualTo(1);
        assertThat(calls(triggers, "s3:LifecycleExpiration:Delete", "beach.TIFF"))
                .isEqualTo(1);
        assertThat(calls(triggers, "s3:ObjectCreated:Put", "beach.txt")).isZero();
        assertThat(calls(triggers, "s3:ObjectTagging:Put", "beach.jpg")).isZero();
    }

    /** S3 refuses two notifications that could be about the same change. */
    private static long calls(List<BucketTrigger> triggers, String event, String key) {
        return triggers.stream().filter(trigger -> trigger.matches(event, key)).count();
    }

    @Test
    void onlyTheStacksOwnBucketMayCallTheFunctionByItself() throws TemplateException {
        StackDefinition stack = load(Map.of());

        assertThat(stack.resources().get("InputBucketPermission"))
                .containsOnly(
                        entry("Action", "lambda:InvokeFunction"),
                        entry("FunctionName", ALIAS),
                        entry("Principal", "s3.amazonaws.com"),
                        entry("SourceAccount", "000000000000"),
                        entry("SourceArn", "arn:aws:s3:::image-resizer-input-local"));
        assertThat(stack.rules()).isEmpty();
        assertThat(stack.resources()).doesNotContainKeys("InputBucketRule", "InputBucketRulePermission");
        assertThat(stack.outputs()).doesNotContainKey("EventBridgeSwitch");
    }

    @Test
    void aGivenBucketCallsTheFunctionByARuleAndTheStackMakesNone() throws TemplateException {
        StackDefinition stack = load(Map.of("InputBucketName", "my-photos"));

        assertThat(stack.buckets()).extracting(BucketDefinition::logicalId).containsExactly("OutputBucket");
        assertThat(stack.triggers()).isEmpty();
        assertThat(stack.resources()).doesNotContainKeys("InputBucketPermission", "InputBucketPolicy");
        assertThat(stack.rules()).singleElement().satisfies(rule -> {
            assertThat(rule.functionLogicalId()).isEqualTo("ImageResizerFunction");
            assertThat(rule.bucketName()).isEqualTo("my-photos");
            assertThat(rule.suffixes())
                    .containsExactlyElementsOf(load(Map.of()).triggers().stream()
                            .map(trigger -> trigger.suffix().toLowerCase(Locale.ROOT))
                            .distinct()
                            .toList());
        });
        assertThat(stack.resources().get("InputBucketRulePermission"))
                .containsOnly(
                        entry("Action", "lambda:InvokeFunction"),
                        entry("FunctionName", ALIAS),
                        entry("Principal", "events.amazonaws.com"),
                        entry("SourceArn", "arn:aws:events:us-east-1:000000000000:rule/image-resizer-InputBucketRule"));
        assertThat(stack.functions().getFirst().environment()).containsEntry("INPUT_BUCKET_NAME", "my-photos");
        assertThat(stack.outputs())
                .containsEntry("UploadTo", "s3://my-photos/")
                .containsEntry(
                        "UploadInConsole", "https://console.aws.amazon.com/s3/buckets/my-photos?region=us-east-1")
                .containsEntry(
                        "EventBridgeSwitch",
                        "https://console.aws.amazon.com/s3/buckets/my-photos?region=us-east-1&tab=properties");
    }

    @ParameterizedTest
    @CsvSource({
        "Object Created, my-photos, a.jpg, true",
        "Object Created, my-photos, a b+c%/旅行.JpEg, true",
        "Object Deleted, my-photos, a.TIFF, true",
        "Object Created, my-photos, a.txt, false",
        "Object Created, my-photos, jpg, false",
        "Object Created, my-photos-2, a.jpg, false",
        "Object Tags Added, my-photos, a.jpg, false",
    })
    void theRuleMatchesNewAndRemovedPicturesOfItsBucket(String type, String bucket, String key, boolean matches)
            throws Exception {
        JsonNode event = new JsonMapper()
                .createObjectNode()
                .put("source", "aws.s3")
                .put("detail-type", type)
                .set(
                        "detail",
                        new JsonMapper()
                                .valueToTree(Map.of("bucket", Map.of("name", bucket), "object", Map.of("key", key))));

        EventRule rule = load(Map.of("InputBucketName", "my-photos")).rules().getFirst();

        assertThat(rule.pattern().matches(event)).isEqualTo(matches);
    }

    /** Each statement about a bucket, with the bucket in use and no other. */
    @ParameterizedTest
    @CsvSource({"'', image-resizer-input-local", "my-photos, my-photos"})
    void theRoleReadsTheInputBucketInUse(String given, String bucket) throws TemplateException {
        String policies = policies(Map.of("InputBucketName", given, "DeleteOriginal", "after-success"));

        assertThat(policies)
                .contains("Action=[s3:GetObject, s3:GetObjectVersion], Resource=arn:aws:s3:::" + bucket + "/*}")
                .contains("Action=s3:ListBucket, Resource=arn:aws:s3:::" + bucket + "}")
                .contains("Action=s3:DeleteObjectVersion, Resource=arn:aws:s3:::" + bucket + "/*}");
        assertThat(Pattern.compile("arn:aws:s3:::([a-z-]+)").matcher(policies).results())
                .extracting(match -> match.group(1))
                .containsOnly(bucket, "image-resizer-output-local");
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', image-resizer-input-local image-resizer-output-local",
        "my-photos, my-thumbnails, my-photos my-thumbnails",
        "my-photos, my-photos, my-photos",
    })
    void theRoleWritesToTheOutputBucketInUse(String input, String output, String buckets) throws TemplateException {
        Map<String, String> parameters = Map.of("InputBucketName", input, "OutputBucketName", output);
        String policies = policies(parameters);
        String bucket = buckets.substring(buckets.lastIndexOf(' ') + 1);

        assertThat(policies)
                .contains(
                        "Action=[s3:PutObject, s3:GetObject, s3:DeleteObject], Resource=arn:aws:s3:::" + bucket + "/*}")
                .contains("Action=s3:ListBucket, Resource=arn:aws:s3:::" + bucket + "}");
        assertThat(Pattern.compile("arn:aws:s3:::([a-z-]+)").matcher(policies).results())
                .extracting(match -> match.group(1))
                .containsOnly(buckets.split(" "));
        assertThat(load(parameters).functions().getFirst().environment()).containsEntry("OUTPUT_BUCKET", bucket);
        assertThat(load(parameters).outputs()).containsEntry("RenditionsIn", "s3://" + bucket + "/");
    }

    @Test
    void aGivenOutputBucketIsUsedByEveryFunctionAndNotMade() throws TemplateException {
        StackDefinition stack =
                load(Map.of("OutputBucketName", "my-thumbnails", "NotificationEmail", "me@example.com"));

        assertThat(stack.buckets()).extracting(BucketDefinition::logicalId).containsExactly("InputBucket");
        assertThat(stack.resources()).doesNotContainKey("OutputBucketPolicy");
        assertThat(stack.functions())
                .hasSize(3)
                .allSatisfy(
                        function -> assertThat(function.environment()).containsEntry("OUTPUT_BUCKET", "my-thumbnails"));
    }

    @Test
    void aKeyEncryptsTheStacksBucketsAndTheFunctionMayUseItAndNoOther() throws TemplateException {
        String key = "arn:aws:kms:us-east-1:000000000000:key/0123abcd-12ab-34cd-56ef-0123456789ab";
        StackDefinition stack = load(Map.of("KmsKeyArn", key));

        for (String bucket : List.of("InputBucket", "OutputBucket")) {
            assertThat(encryption(stack, bucket))
                    .isEqualTo(
                            "{ServerSideEncryptionConfiguration=[{ServerSideEncryptionByDefault={SSEAlgorithm=aws:kms,"
                                    + " KMSMasterKeyID=" + key + "}, BucketKeyEnabled=true}]}");
            assertThat(encryption(load(Map.of()), bucket))
                    .isEqualTo("{ServerSideEncryptionConfiguration=[{ServerSideEncryptionByDefault={"
                            + "SSEAlgorithm=AES256}}]}");
        }
        assertThat(policies(Map.of("KmsKeyArn", key)))
                .containsOnlyOnce("kms:Decrypt")
                .contains("Action=[kms:Decrypt, kms:GenerateDataKey], Resource=" + key + "}");
        assertThat(policies(Map.of())).doesNotContain("kms:");
    }

    private static String encryption(StackDefinition stack, String bucket) {
        return String.valueOf(
                Objects.requireNonNull(stack.resources().get(bucket)).get("BucketEncryption"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alias/mine", "arn:aws:kms:us-east-1:000000000000:alias/mine", "0123abcd"})
    void aKeyIsNamedByItsArn(String key) {
        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> load(Map.of("KmsKeyArn", key)))
                .withMessageContaining("must be empty or the ARN of a key (not of an alias)");
    }

    private static String policies(Map<String, String> parameters) throws TemplateException {
        return String.valueOf(
                Objects.requireNonNull(load(parameters).resources().get("ImageResizerRole"))
                        .get("Policies"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"My-Photos", "ab", "-photos", "s3://my-photos", "my_photos"})
    void whatIsNoNameOfABucketIsRefused(String name) {
        for (String parameter : List.of("InputBucketName", "OutputBucketName")) {
            assertThatExceptionOfType(TemplateException.class)
                    .isThrownBy(() -> load(Map.of(parameter, name)))
                    .withMessageContaining("must be empty or the name of a bucket, such as my-photos");
        }
    }

    @Test
    void functionHasItsCodeMemoryTimeoutAndLog() throws TemplateException {
        FunctionDefinition function = load(Map.of()).functions().getFirst();

        assertThat(function.name()).isEqualTo("image-resizer-ImageResizerFunction");
        assertThat(function.handler()).isEqualTo("imageresizer.ImageResizerHandler::handleRequest");
        assertThat(function.codeUri()).isEqualTo(Path.of("").toAbsolutePath().resolveSibling("ImageResizerFunction"));
        assertThat(function.memoryMb()).isEqualTo(1024);
        assertThat(function.timeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(function.logFormat()).isEqualTo("JSON");
        assertThat(load(Map.of()).resources().get("ImageResizerFunction"))
                .containsEntry("Runtime", "java25")
                .containsEntry("Architectures", List.of("x86_64"))
                .containsEntry(
                        "LoggingConfig", Map.of("LogFormat", "JSON", "LogGroup", "image-resizer-ImageResizerLogGroup"))
                .containsEntry("AutoPublishAlias", "live")
                .containsEntry("SnapStart", Map.of("ApplyOn", "PublishedVersions"))
                .containsEntry("Role", "arn:aws:iam::000000000000:role/image-resizer-ImageResizerRole");
    }

    @Test
    void functionGetsItsEnvironmentFromResourcesAndParameters() throws TemplateException {
        assertThat(load(Map.of("Quality", "71", "Sizes", "10x10"))
                        .functions()
                        .getFirst()
                        .environment())
                .containsEntry("OUTPUT_BUCKET", "image-resizer-output-local")
                .containsEntry("TOPIC_ARN", "arn:aws:sns:us-east-1:000000000000:image-resizer-NotificationTopic")
                .containsEntry("SIZES", "10x10")
                .containsEntry("QUALITY", "71")
                .containsEntry("CACHE_CONTROL", "public, max-age=86400");
    }

    /** What is left of limits on the settings together: CloudFormation notices every change, at any length. */
    @Test
    void settingsMayTakeAsMuchAsLambdaAllows() throws TemplateException {
        assertThat(load(Map.of("CacheControl", "x".repeat(3000)))
                        .functions()
                        .getFirst()
                        .environment()
                        .get("CACHE_CONTROL"))
                .hasSize(3000);

        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> load(Map.of("CacheControl", "x".repeat(4000))))
                .withMessageMatching("template.yaml line \\d+: Variables of Environment of AWS::Serverless::Function"
                        + " ImageResizerFunction take \\d+ bytes together, but Lambda allows 4096:"
                        + " use shorter values for the parameters in them\\.");
    }

    @Test
    void anyOtherVersionOfTheSettingsIsAnotherVersionOfTheFunction() throws TemplateException {
        Object content = Objects.requireNonNull(load(Map.of("Sizes", "10x10", "MemorySize", "2048"))
                        .resources()
                        .get("FunctionSettings"))
                .get("Content");

        assertThat(String.valueOf(content).lines()).contains("10x10", "2048", "inside", "{key}/{name}.{ext}", "x86_64");
    }

    @Test
    void eventsAreTriedThreeTimesAndThenGoToTheDeadLetterQueue() throws TemplateException {
        StackDefinition stack = load(Map.of());
        String arn = "arn:aws:sqs:us-east-1:000000000000:image-resizer-DeadLetterQueue";

        assertThat(stack.functions().getFirst().asynchronousInvocation())
                .isEqualTo(new AsynchronousInvocation(2, Duration.ofHours(6), arn));
        assertThat(stack.queues())
                .containsExactly(new QueueDefinition(
                        "DeadLetterQueue", "image-resizer-DeadLetterQueue", arn, Duration.ofSeconds(30), null));
    }

    @Test
    void withoutAnAddressThereAreTwoTopicsAndNothingThatMails() throws TemplateException {
        StackDefinition stack = load(Map.of());

        assertThat(stack.topics())
                .containsExactly(
                        new TopicDefinition(
                                "NotificationTopic", "image-resizer-NotificationTopic", UPLOADS, "Image Resizer"),
                        new TopicDefinition("MailTopic", "image-resizer-MailTopic", MAILS, "Image Resizer"));
        assertThat(stack.subscriptions()).isEmpty();
        assertThat(stack.queueTriggers()).isEmpty();
        assertThat(stack.functions())
                .extracting(FunctionDefinition::logicalId)
                .containsExactly("ImageResizerFunction", "BackfillFunction");
        assertThat(stack.resources().keySet())
                .filteredOn(id -> id.startsWith("Mail"))
                .containsExactly("MailTopic");
    }

    /** One link to confirm, for every kind of mail. */
    @ParameterizedTest
    @ValueSource(strings = {"all", "failures", "digest", "none"})
    void anAddressIsSubscribedOnceToMailsAndAlarms(String notifyOn) throws TemplateException {
        StackDefinition stack = load(Map.of("NotificationEmail", "me@example.com", "NotifyOn", notifyOn));

        assertThat(stack.subscriptions())
                .filteredOn(subscription -> subscription.protocol().equals("email"))
                .singleElement()
                .satisfies(subscription -> {
                    assertThat(subscription.topicArn()).isEqualTo(MAILS);
                    assertThat(subscription.endpoint()).isEqualTo("me@example.com");
                    assertThat(subscription.filterPolicy()).isNull();
                });
        assertThat(stack.resources().get("ErrorsAlarm")).containsEntry("AlarmActions", List.of(MAILS));
    }

    @Test
    void theTopicFeedsTheMailQueueWithUploadsOnly() throws TemplateException {
        assertThat(load(Map.of("NotificationEmail", "me@example.com")).subscriptions())
                .filteredOn(subscription -> subscription.protocol().equals("sqs"))
                .singleElement()
                .satisfies(subscription -> {
                    assertThat(subscription.topicArn()).isEqualTo(UPLOADS);
                    assertThat(subscription.endpoint()).isEqualTo(MAIL_QUEUE);
                    assertThat(subscription.raw()).isTrue();
                    assertThat(subscription.filterPolicy()).isEqualTo("{\"origin\":[\"upload\"]}");
                });
        assertThat(load(Map.of("NotificationEmail", "me@example.com", "NotifyOn", "none"))
                        .queueTriggers())
                .isEmpty();
    }

    /** So one picture is announced within 20 seconds, and a digest takes Lambda's longest window. */
    @ParameterizedTest
    @CsvSource({"all, 10, 190", "failures, 10, 190", "digest, 300, 480"})
    void outcomesAreGatheredForTheMailFunction(String notifyOn, int window, int hidden) throws TemplateException {
        StackDefinition stack = load(Map.of("NotificationEmail", "me@example.com", "NotifyOn", notifyOn));

        assertThat(stack.queueTriggers())
                .containsExactly(new QueueTrigger(
                        "Outcomes", "MailFunction", MAIL_QUEUE, 1000, Duration.ofSeconds(window), 2, true));
        QueueDefinition queue = stack.queues().stream()
                .filter(candidate -> candidate.arn().equals(MAIL_QUEUE))
                .findFirst()
                .orElseThrow();
        FunctionDefinition function = stack.functions().getLast();
        assertThat(function.handler()).isEqualTo("imageresizer.MailHandler::handleRequest");
        assertThat(stack.resources().get("MailFunction"))
                .containsEntry("Role", "arn:aws:iam::000000000000:role/image-resizer-MailRole");
        assertThat(queue.visibilityTimeout())
                .isEqualTo(Duration.ofSeconds(hidden))
                .isGreaterThanOrEqualTo(function.timeout().multipliedBy(6).plusSeconds(window));
        assertThat(queue.redrive())
                .isEqualTo(new QueueDefinition.Redrive(
                        "arn:aws:sqs:us-east-1:000000000000:image-resizer-MailDeadLetters", 5));
    }

    @Test
    void theMailFunctionGetsWhatMailsAreMadeOf() throws TemplateException {
        FunctionDefinition function = load(Map.of(
                        "NotificationEmail",
                        "me@example.com",
                        "NotifyOn",
                        "failures",
                        "MailLanguage",
                        "ja",
                        "PublicBaseUrl",
                        "https://img.example.com"))
                .functions()
                .getLast();

        assertThat(function.environment())
                .containsOnly(
                        entry("MAIL_TOPIC_ARN", MAILS),
                        entry("NOTIFY_ON", "failures"),
                        entry("MAIL_LANGUAGE", "ja"),
                        entry("PUBLIC_BASE_URL", "https://img.example.com"),
                        entry("OUTPUT_BUCKET", "image-resizer-output-local"),
                        entry(
                                "DASHBOARD_URL",
                                "https://console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/"
                                        + "image-resizer-us-east-1"));
    }

    @Test
    void linksInMailsLeadToTheWeb() throws TemplateException {
        assertThat(load(Map.of("PublicBaseUrl", "http://localhost:8080/a/b")).parameters())
                .anyMatch(parameter -> parameter.value().equals("http://localhost:8080/a/b"));
        for (String wrong : List.of("img.example.com", "ftp://example.com", "https://a b", "https://a.example/?x")) {
            assertThatExceptionOfType(TemplateException.class)
                    .isThrownBy(() -> load(Map.of("PublicBaseUrl", wrong)))
                    .withMessageContaining("must be empty or a web address");
        }
    }

    @Test
    void theNumberOfPicturesAtATimeIsLimitedOnlyOnDemand() throws TemplateException {
        assertThat(load(Map.of()).functions().getFirst().reservedConcurrency()).isNull();
        assertThat(load(Map.of("MaxConcurrency", "5")).functions().getFirst().reservedConcurrency())
                .isEqualTo(5);
    }

    @Test
    void theDashboardShowsEveryMetricOfThisStacksFunction() throws Exception {
        Map<String, Object> dashboard =
                Objects.requireNonNull(load(Map.of()).resources().get("Dashboard"));

        assertThat(dashboard).containsEntry("DashboardName", "image-resizer-us-east-1");
        JsonNode body = new JsonMapper().readTree(String.valueOf(dashboard.get("DashboardBody")));
        assertThat(body.findValuesAsText("title")).hasSize(5).doesNotHaveDuplicates();
        assertThat(body.findValues("metrics").toString())
                .contains("image-resizer-ImageResizerFunction", "image-resizer-DeadLetterQueue")
                .contains(
                        "Uploads",
                        "Resized",
                        "Partial",
                        "Rejected",
                        "Removed",
                        "Skipped",
                        "DurationMs",
                        "BytesIn",
                        "BytesOut",
                        "LibvipsRenditions",
                        "PortableRenditions",
                        "Waited",
                        "RetriedLater",
                        "DestinationDeliveryFailures");
    }

    @Test
    void parametersTellTheirMeaningAndWhatIsAllowed() throws TemplateException {
        assertThat(load(Map.of("Architecture", "arm64")).parameters())
                .filteredOn(parameter -> parameter.name().equals("Architecture"))
                .singleElement()
                .satisfies(parameter -> {
                    assertThat(parameter.description()).startsWith("Processor architecture");
                    assertThat(parameter.defaultValue()).isEqualTo("x86_64");
                    assertThat(parameter.value()).isEqualTo("arm64");
                    assertThat(parameter.allowedValues()).containsExactly("x86_64", "arm64");
                });
    }

    @Test
    void valuesThatTheTemplateForbidsAreRefusedInItsOwnWords() {
        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> load(Map.of("Sizes", "big\u001b[31m")))
                .withMessage("The parameter Sizes is \"big\\u001b[31m\", but must be a list such as"
                        + " 200x200,banner=1200x:cover, each number from 1 to 9999.");
        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> load(Map.of("Quality", "101")))
                .withMessage("The parameter Quality is \"101\", but must be a whole number from 1 to 100, or such as"
                        + " 80,avif=60.");
    }

    @Test
    void outputsSayWhereThingsAre() throws TemplateException {
        assertThat(load(Map.of()).outputs())
                .containsEntry("UploadTo", "s3://image-resizer-input-local/")
                .containsEntry(
                        "UploadInConsole",
                        "https://console.aws.amazon.com/s3/buckets/image-resizer-input-local?region=us-east-1");
    }

    @Test
    void policiesOfTheRoleNameTheRealResources() throws TemplateException {
        assertThat(load(Map.of()).resources().get("ImageResizerRole"))
                .extractingByKey("Policies")
                .asString()
                .contains(
                        "arn:aws:s3:::image-resizer-input-local/*",
                        "arn:aws:s3:::image-resizer-output-local/*",
                        "arn:aws:sns:us-east-1:000000000000:image-resizer-NotificationTopic",
                        "arn:aws:logs:us-east-1:000000000000:log-group:image-resizer-ImageResizerLogGroup:*");
    }
}
