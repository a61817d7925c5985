package imageresizer.local;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.template.DistributionDefinition;
import imageresizer.local.template.StackDefinition;
import imageresizer.local.template.TemplateException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the distribution of template.yaml may read, and how it serves that. */
class ServedObjectsTest {

    private static final String DISTRIBUTION = "arn:aws:cloudfront::000000000000:distribution/Distribution";
    private static final String BUCKET = "arn:aws:s3:::image-resizer-output-local";
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<List<Map<String, Object>>> STATEMENTS = new TypeReference<>() {};

    private static StackDefinition load(String... more) throws TemplateException {
        Map<String, String> parameters = new HashMap<>(Map.of("ServeRenditions", "cloudfront"));
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        return StackDefinition.load(Path.of("..", "template.yaml"), parameters);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {key}/{name}.{ext}                | trip/cat.jpg/200x200.jpg              | true
        {key}/{name}.{ext}                | .image-resizer/trip/cat.jpg.json      | false
        {name}/{key}.{ext}                | 200x200/trip/cat.jpg.jpg              | true
        resized/{key}/{name}.{ext}        | resized/trip/cat.jpg/200x200.jpg      | true
        resized/{key}/{name}.{ext}        | trip/cat.jpg                          | false
        resized/{key}/{name}.{ext}        | resized-by-hand/trip/cat.jpg          | false
        resized/{key}/{name}.{ext}        | .image-resizer/trip/cat.jpg.json      | false
        a/b-{name}/{key}.{ext}            | a/b-200x200/trip/cat.jpg.jpg          | true
        a/b-{name}/{key}.{ext}            | a/cat.jpg                             | false
        a*/!(')/{key}/{name}.{ext}        | a*/!(')/trip/cat.jpg/200x200.jpg      | true
        a*/!(')/{key}/{name}.{ext}        | album/!(')/trip/cat.jpg               | false
        */{key}/{name}.{ext}              | */trip/cat.jpg/200x200.jpg            | true
        */{key}/{name}.{ext}              | trip/cat.jpg                          | false
        """)
    void onlyWhatBeginsLikeARenditionIsServedAndNoManifest(String outputKey, String key, boolean served)
            throws Exception {
        StackDefinition own = load("OutputKey", outputKey);
        StackDefinition given = load("OutputKey", outputKey, "OutputBucketName", "mine");

        assertThat(mayRead(statements(own), DISTRIBUTION, BUCKET + "/" + key)).isEqualTo(served);
        assertThat(mayRead(statementsToAdd(given), DISTRIBUTION, "arn:aws:s3:::mine/" + key))
                .isEqualTo(served);
        assertThat(Buckets.isServed(key, own)).isEqualTo(served);
    }

    @Test
    void noOtherDistributionMayReadAnything() throws Exception {
        String other = DISTRIBUTION + "2";
        StackDefinition given = load("OutputBucketName", "mine");

        assertThat(mayRead(statements(load()), other, BUCKET + "/cat.jpg/200x200.jpg"))
                .isFalse();
        assertThat(mayRead(statementsToAdd(given), other, "arn:aws:s3:::mine/cat.jpg/200x200.jpg"))
                .isFalse();
    }

    /** Somebody may have let every distribution of the account read the whole bucket. */
    @Test
    void otherStatementsOfAGivenBucketDoNotServeMore() throws Exception {
        List<Map<String, Object>> statements =
                statementsToAdd(load("OutputBucketName", "mine", "OutputKey", "resized/{key}/{name}.{ext}"));
        statements.add(JSON.readValue("""
            {"Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"}, "Action": "s3:GetObject",
             "Resource": "arn:aws:s3:::mine/*"}
            """, new TypeReference<>() {}));

        assertThat(mayRead(statements, DISTRIBUTION, "arn:aws:s3:::mine/trip/cat.jpg"))
                .isFalse();
        assertThat(mayRead(statements, DISTRIBUTION, "arn:aws:s3:::mine/resized/trip/cat.jpg/a.jpg"))
                .isTrue();
    }

    @Test
    void onlyByHttpsOnlyToReadAndWithTheVersionOfTheContentInTheCacheKey() throws Exception {
        StackDefinition stack = load();

        Map<String, Object> config = part(stack.resources(), "Distribution", "DistributionConfig");
        assertThat(part(config, "DefaultCacheBehavior"))
                .contains(
                        entry("ViewerProtocolPolicy", "redirect-to-https"),
                        entry("AllowedMethods", List.of("GET", "HEAD")),
                        entry("CachePolicyId", "DistributionCache"),
                        entry("ResponseHeadersPolicyId", "DistributionHeaders"));
        assertThat(config).doesNotContainKeys("CacheBehaviors", "DefaultRootObject");
        assertThat((List<?>) requireNonNull(config.get("Origins")))
                .singleElement()
                .asString()
                .contains("image-resizer-output-local.s3.us-east-1.amazonaws.com", "DistributionAccess");
        assertThat(part(stack.resources(), "DistributionAccess", "OriginAccessControlConfig"))
                .contains(entry("SigningBehavior", "always"), entry("OriginAccessControlOriginType", "s3"));
        assertThat(String.valueOf(part(stack.resources(), "DistributionCache", "CachePolicyConfig")))
                .contains("MinTTL=0", "QueryStringBehavior=whitelist, QueryStrings=[v]", "HeaderBehavior=none");
        assertThat(stack.distributions())
                .containsExactly(new DistributionDefinition(
                        "Distribution.cloudfront.net", "image-resizer-output-local", List.of()));
        assertThat(stack.outputs()).containsEntry("RenditionsUrl", "https://Distribution.cloudfront.net/");
    }

    @Test
    void scriptsOfTheAllowedOriginsMayReadAndNoOthers() throws Exception {
        assertThat(load("AllowedOrigins", "https://www.example.com,https://example.com")
                        .distributions())
                .extracting(DistributionDefinition::origins)
                .containsExactly(List.of("https://www.example.com", "https://example.com"));
        assertThat(part(load().resources(), "DistributionHeaders", "ResponseHeadersPolicyConfig"))
                .doesNotContainKey("CorsConfig");
    }

    @Test
    void aGivenBucketIsServedAndSoIsWhatAKeyEncrypts() throws Exception {
        StackDefinition stack =
                load("OutputBucketName", "mine", "KmsKeyArn", "arn:aws:kms:us-east-1:000000000000:key/1");

        assertThat(stack.distributions().getFirst().bucketName()).isEqualTo("mine");
        assertThat(stack.resources()).doesNotContainKey("OutputBucketPolicy");
        assertThat(JSON.readTree(stack.outputs().get("RenditionsKeyPolicy")))
                .isEqualTo(JSON.readTree("""
                    {"Sid": "ServeRenditions", "Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"},
                     "Action": "kms:Decrypt", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceArn": "%s"}}}
                    """.formatted(DISTRIBUTION)));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "no, '', ''",
                "cloudfront, '', https://Distribution.cloudfront.net",
                "no, https://img.example.com, https://img.example.com",
                "cloudfront, https://img.example.com, https://img.example.com"
            })
    void aPublicBaseUrlComesBeforeTheDistribution(String serve, String base, String expected) throws Exception {
        StackDefinition stack = load("ServeRenditions", serve, "PublicBaseUrl", base);

        assertThat(stack.functions().getFirst().environment()).containsEntry("PUBLIC_BASE_URL", expected);
    }

    @Test
    void nothingIsServedUnlessItIsAskedFor() throws Exception {
        StackDefinition stack = load("ServeRenditions", "no");

        assertThat(stack.distributions()).isEmpty();
        assertThat(stack.resources().keySet()).noneMatch(name -> name.startsWith("Distribution"));
        assertThat(stack.outputs().keySet()).noneMatch(name -> name.matches("Renditions(Url|.*Policy)"));
        assertThat(statements(stack))
                .extracting(statement -> statement.get("Sid"))
                .containsExactly("TlsOnly");
    }

    private static List<Map<String, Object>> statements(StackDefinition stack) {
        Map<String, Object> policy = part(stack.resources(), "OutputBucketPolicy", "PolicyDocument");
        return JSON.convertValue(policy.get("Statement"), STATEMENTS);
    }

    private static List<Map<String, Object>> statementsToAdd(StackDefinition stack) throws Exception {
        return JSON.readValue(stack.outputs().get("RenditionsBucketPolicy"), STATEMENTS);
    }

    /** As IAM decides: a denial counts more than a permission. */
    private static boolean mayRead(List<Map<String, Object>> statements, String distribution, String object) {
        List<Object> effects = statements.stream()
                .filter(statement ->
                        Map.of("Service", "cloudfront.amazonaws.com").equals(statement.get("Principal")))
                .filter(statement -> List.of("s3:GetObject", "s3:*").contains(statement.get("Action")))
                .filter(statement -> !statement.containsKey("Condition")
                        || statement
                                .get("Condition")
                                .equals(Map.of("StringEquals", Map.of("aws:SourceArn", distribution))))
                .filter(statement -> statement.containsKey("Resource")
                        ? matches(statement.get("Resource"), object)
                        : !matches(statement.get("NotResource"), object))
                .map(statement -> requireNonNull(statement.get("Effect")))
                .toList();
        return effects.contains("Allow") && !effects.contains("Deny");
    }

    /** A star stands for anything, and <code>${*}</code> for itself. */
    private static boolean matches(@Nullable Object pattern, String object) {
        String expression = Arrays.stream(String.valueOf(pattern).split(Pattern.quote("${*}"), -1))
                .map(part ->
                        Arrays.stream(part.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")))
                .collect(Collectors.joining("\\*"));
        return object.matches(expression);
    }

    private static Map<String, Object> part(Map<String, ?> map, String... path) {
        Object value = map;
        for (String name : path) {
            value = ((Map<?, ?>) requireNonNull(value)).get(name);
        }
        return JSON.convertValue(value, new TypeReference<>() {});
    }
}
