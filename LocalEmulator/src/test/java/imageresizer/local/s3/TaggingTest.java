package imageresizer.local.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.local.gateway.LocalServices;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/** Tags of objects, by Amazon's own client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaggingTest {

    private static final String KEY = "旅行/my photo+ü 100% (1).jpg";

    private final LocalServices aws = new LocalServices();
    private final S3Client s3 = aws.s3Client();

    @BeforeAll
    void createBuckets() {
        aws.s3().createBucket("plain", false);
        aws.s3().createBucket("versioned", true);
    }

    @AfterAll
    void close() {
        s3.close();
        aws.close();
    }

    @Test
    void anUploadsTagsAreThoseOfItsVersion() {
        String first = put("versioned", KEY, "trip=to sea&kept=");
        String second = put("versioned", KEY, "trip=home");
        String third = put("versioned", KEY, "");

        assertThat(tags("versioned", KEY, first)).isEqualTo(Map.of("trip", "to sea", "kept", ""));
        assertThat(tags("versioned", KEY, second)).isEqualTo(Map.of("trip", "home"));
        assertThat(tags("versioned", KEY, third)).isEmpty();
        assertThat(tags("versioned", KEY, null)).isEmpty();
        assertThat(count("versioned", KEY, first)).isEqualTo(2);
        assertThat(count("versioned", KEY, third)).isNull();
        s3.deleteObject(request -> request.bucket("versioned").key(KEY));
        assertRefused(404, "NoSuchKey", () -> tags("versioned", KEY, null));
        assertThat(tags("versioned", KEY, second)).isEqualTo(Map.of("trip", "home"));
        s3.deleteObject(request -> request.bucket("versioned").key(KEY).versionId(second));
        assertRefused(404, "NoSuchVersion", () -> tags("versioned", KEY, second));
    }

    @Test
    void aLaterUploadOfAPlainBucketReplacesThem() {
        put("plain", "k", "a=1");
        assertThat(tags("plain", "k", null)).isEqualTo(Map.of("a", "1"));
        put("plain", "k", "");
        assertThat(tags("plain", "k", null)).isEmpty();
        put("plain", "k", "a=1");
        s3.deleteObject(request -> request.bucket("plain").key("k"));
        put("plain", "k", "");
        assertThat(tags("plain", "k", null)).isEmpty();
    }

    @Test
    void theyCanBeSetAndRemovedLater() {
        put("plain", KEY, "old=1");

        s3.putObjectTagging(request ->
                request.bucket("plain").key(KEY).tagging(tagging -> tagging.tagSet(tag("a<b", "c&d"), tag("e", ""))));
        assertThat(tags("plain", KEY, null)).isEqualTo(Map.of("a<b", "c&d", "e", ""));

        s3.deleteObjectTagging(request -> request.bucket("plain").key(KEY));
        assertThat(tags("plain", KEY, null)).isEmpty();
    }

    @Test
    void aCopyHasThemUnlessItBringsItsOwn() {
        String tagged = put("versioned", "source", "a=1");
        put("versioned", "source", "a=2");

        s3.copyObject(copy -> copy.sourceBucket("versioned")
                .sourceKey("source")
                .destinationBucket("plain")
                .destinationKey("copy"));
        assertThat(tags("plain", "copy", null)).isEqualTo(Map.of("a", "2"));
        s3.copyObject(copy -> copy.sourceBucket("versioned")
                .sourceKey("source")
                .sourceVersionId(tagged)
                .destinationBucket("plain")
                .destinationKey("copy"));
        assertThat(tags("plain", "copy", null)).isEqualTo(Map.of("a", "1"));
        s3.copyObject(copy -> copy.sourceBucket("versioned")
                .sourceKey("source")
                .destinationBucket("plain")
                .destinationKey("copy")
                .taggingDirective(TaggingDirective.REPLACE)
                .tagging("own=1"));
        assertThat(tags("plain", "copy", null)).isEqualTo(Map.of("own", "1"));
    }

    @Test
    void anUploadInPartsHasThoseOfItsBeginning() {
        String upload = s3.createMultipartUpload(
                        request -> request.bucket("versioned").key("parts").tagging("a=1"))
                .uploadId();
        String eTag = s3.uploadPart(
                        request -> request.bucket("versioned")
                                .key("parts")
                                .uploadId(upload)
                                .partNumber(1),
                        RequestBody.fromString("all"))
                .eTag();
        s3.completeMultipartUpload(request -> request.bucket("versioned")
                .key("parts")
                .uploadId(upload)
                .multipartUpload(all -> all.parts(
                        CompletedPart.builder().partNumber(1).eTag(eTag).build())));

        assertThat(tags("versioned", "parts", null)).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void whatS3DoesNotTakeIsRefusedAndStoresNothing() throws IOException {
        String eleven = IntStream.rangeClosed(1, 11).mapToObj(n -> n + "=").collect(Collectors.joining("&"));
        assertRefused(400, "BadRequest", () -> put("plain", "refused", eleven));
        assertRefused(400, "InvalidTag", () -> put("plain", "refused", "a=1&a=2"));
        assertRefused(400, "InvalidTag", () -> put("plain", "refused", "k".repeat(129) + "=1"));
        assertRefused(400, "InvalidTag", () -> put("plain", "refused", "k=" + "v".repeat(257)));
        assertRefused(400, "InvalidArgument", () -> put("plain", "refused", "k=%zz"));
        assertThat(s3.listObjectsV2(list -> list.bucket("plain").prefix("refused"))
                        .contents())
                .isEmpty();

        put("plain", "kept", "a=1");
        String xml = "<!DOCTYPE x [<!ENTITY e \"1\">]><Tagging/>";
        assertThat(aws.raw(
                        "PUT /plain/kept?tagging HTTP/1.1",
                        "Host: localhost",
                        "Content-Length: " + xml.length(),
                        "Connection: close",
                        "",
                        xml))
                .startsWith("HTTP/1.1 400 ")
                .contains("<Code>MalformedXML</Code>");
        assertThat(tags("plain", "kept", null)).isEqualTo(Map.of("a", "1"));
    }

    private String put(String bucket, String key, String tagging) {
        return s3.putObject(
                        request -> request.bucket(bucket).key(key).tagging(tagging.isEmpty() ? null : tagging),
                        RequestBody.fromString("content"))
                .versionId();
    }

    private Map<String, String> tags(String bucket, String key, @Nullable String versionId) {
        List<Tag> tags = s3.getObjectTagging(
                        request -> request.bucket(bucket).key(key).versionId(versionId))
                .tagSet();
        return tags.stream().collect(Collectors.toMap(Tag::key, Tag::value));
    }

    private @Nullable Integer count(String bucket, String key, @Nullable String versionId) {
        return s3.getObjectAsBytes(request -> request.bucket(bucket).key(key).versionId(versionId))
                .response()
                .tagCount();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static void assertRefused(int status, String code, Runnable request) {
        assertThatExceptionOfType(S3Exception.class).isThrownBy(request::run).satisfies(refusal -> {
            assertThat(refusal.statusCode()).isEqualTo(status);
            assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
        });
    }
}
