package imageresizer.local.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.local.gateway.LocalServices;
import imageresizer.local.gateway.LoopbackServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What the stack relies on, asked through Amazon's own client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalS3Test {
    private static final List<String> AWKWARD_KEYS = List.of(
            "with space.jpg",
            "a+b.jpg",
            "100%.jpg",
            "a%20b.jpg",
            "旅行/写真.jpg",
            "😀.jpg",
            "\uE000.jpg", // Sorts before the emoji as UTF-8, after it as UTF-16.
            "photos/cat.jpg",
            "photos/cat.jpg/200x200.jpg",
            "a//b",
            "/leading",
            "trailing/",
            "x/../y",
            "x/./y",
            "../up",
            "q'\"&<>?#",
            "back\\slash",
            "n".repeat(1024),
            "s".repeat(600) + "/" + "t".repeat(400),
            "-");

    private final LocalServices aws = new LocalServices();
    private final S3Client s3 = aws.s3Client();
    private String plain = "";
    private String versioned = "";

    @BeforeEach
    void createBuckets() {
        plain = "plain-" + UUID.randomUUID();
        versioned = "versioned-" + UUID.randomUUID();
        aws.s3().createBucket(plain, false);
        aws.s3().createBucket(versioned, true);
    }

    @AfterAll
    void close() {
        s3.close();
        aws.close();
    }

    @Test
    void aFullStoreSaysSoAndTakesMoreOnceSomethingIsDeleted() {
        LocalS3 small = new LocalS3(_ -> {}, 4 << 20);
        small.createBucket("small", false);
        try (small;
                LoopbackServer server = LoopbackServer.bind("A small S3", 0)
                        .serve("/*", small.servlet())
                        .start();
                S3Client client = S3Client.builder()
                        .endpointOverride(server.uri())
                        .region(Region.US_EAST_1)
                        .forcePathStyle(true)
                        .credentialsProvider(AnonymousCredentialsProvider.create())
                        .build()) {
            RequestBody large = RequestBody.fromBytes(new byte[3 << 20]);
            client.putObject(request -> request.bucket("small").key("one"), large);

            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() ->
                            client.putObject(request -> request.bucket("small").key("two"), large))
                    .satisfies(refusal -> {
                        assertThat(refusal.statusCode()).isEqualTo(507);
                        assertThat(refusal.awsErrorDetails().errorMessage())
                                .startsWith("The local stack is full: its objects may take 4 MB of memory. Delete");
                    });
            assertThat(client.listObjectsV2(request -> request.bucket("small")).contents())
                    .extracting(S3Object::key)
                    .containsExactly("one");
            client.deleteObject(request -> request.bucket("small").key("one"));
            client.putObject(request -> request.bucket("small").key("two"), large);
        }
    }

    private PutObjectResponse put(String bucket, String key, String text) {
        return s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString(text));
    }

    private String get(String bucket, String key) {
        return s3.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asUtf8String();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyKeyIsAnObjectOfItsOwn(boolean withVersions) {
        String bucket = withVersions ? versioned : plain;
        AWKWARD_KEYS.forEach(key -> put(bucket, key, "content of " + key));
        assertThat(AWKWARD_KEYS).allSatisfy(key -> assertThat(get(bucket, key)).isEqualTo("content of " + key));
        assertThat(s3.listObjectsV2(list -> list.bucket(bucket)).contents())
                .extracting(S3Object::key)
                .containsExactlyElementsOf(AWKWARD_KEYS.stream()
                        .sorted(Comparator.comparing(LocalS3Test::utf8))
                        .toList());

        AWKWARD_KEYS.forEach(
                key -> s3.deleteObject(delete -> delete.bucket(bucket).key(key)));
        assertThat(s3.listObjectsV2(list -> list.bucket(bucket)).contents()).isEmpty();
    }

    private static String utf8(String key) {
        return HexFormat.of().formatHex(key.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aKeyOfMoreThan1024BytesIsRefused() {
        assertRefused(400, "KeyTooLongError", () -> put(plain, "n".repeat(1025), ""));
    }

    @Test
    void listingByFoldersGoesOnWhereThePageBeforeEnded() {
        List.of("a", "b/1", "b/2", "b/2/3", "c", "d//e", "d/f/g").forEach(key -> put(plain, key, ""));
        var names = new ArrayList<String>();
        for (var page : s3.listObjectsV2Paginator(
                list -> list.bucket(plain).delimiter("/").maxKeys(1))) {
            page.contents().stream().map(S3Object::key).forEach(names::add);
            page.commonPrefixes().stream().map(CommonPrefix::prefix).forEach(names::add);
        }
        assertThat(names).containsExactly("a", "b/", "c", "d/");

        var inside = s3.listObjectsV2(list -> list.bucket(plain).delimiter("/").prefix("d/"));
        assertThat(inside.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("d//", "d/f/");
        assertThat(s3.listObjectsV2(list -> list.bucket(plain).prefix("b/").startAfter("b/1"))
                        .contents())
                .extracting(S3Object::key)
                .containsExactly("b/2", "b/2/3");
    }

    @Test
    void theFirstWriterWinsWhenNothingMayBeThere() {
        s3.putObject(request -> request.bucket(plain).key("k").ifNoneMatch("*"), RequestBody.fromString("first"));
        assertRefused(
                412,
                "PreconditionFailed",
                () -> s3.putObject(
                        request -> request.bucket(plain).key("k").ifNoneMatch("*"), RequestBody.fromString("second")));
        assertThat(get(plain, "k")).isEqualTo("first");
    }

    @Test
    void aDeletedObjectOfAVersionedBucketCountsAsNothing() {
        put(versioned, "k", "old");
        s3.deleteObject(request -> request.bucket(versioned).key("k"));
        s3.putObject(request -> request.bucket(versioned).key("k").ifNoneMatch("*"), RequestBody.fromString("new"));
        assertThat(get(versioned, "k")).isEqualTo("new");
    }

    @Test
    void aWriterThatKnowsAnOldETagIsRefused() {
        String first = put(plain, "k", "1").eTag();
        s3.putObject(request -> request.bucket(plain).key("k").ifMatch(first), RequestBody.fromString("2"));
        assertRefused(
                412,
                "PreconditionFailed",
                () -> s3.putObject(
                        request -> request.bucket(plain).key("k").ifMatch(first), RequestBody.fromString("3")));
        assertRefused(
                404,
                "NoSuchKey",
                () -> s3.putObject(
                        request -> request.bucket(plain).key("nothing").ifMatch(first), RequestBody.fromString("3")));
        assertThat(get(plain, "k")).isEqualTo("2");
    }

    @Test
    void ofManyWritersThatKnowTheSameETagOneWins() throws InterruptedException, ExecutionException {
        String known = put(plain, "k", "0").eTag();
        var outcomes = new ArrayList<Future<Boolean>>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int i = 1; i <= 32; i++) {
                String text = "writer " + i;
                outcomes.add(threads.submit(() -> {
                    try {
                        s3.putObject(
                                request -> request.bucket(plain).key("k").ifMatch(known), RequestBody.fromString(text));
                        return true;
                    } catch (S3Exception e) {
                        assertThat(e.statusCode()).isEqualTo(412);
                        return false;
                    }
                }));
            }
        }
        int winners = 0;
        for (Future<Boolean> outcome : outcomes) {
            winners += outcome.get() ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
    }

    @Test
    void aReaderNeverSeesHalfOfTwoVersions() throws InterruptedException, ExecutionException {
        put(versioned, "k", "0");
        try (var threads = Executors.newFixedThreadPool(2)) {
            Future<?> writer = threads.submit(() -> {
                for (int i = 0; i < 150; i++) {
                    put(versioned, "k", String.valueOf(i).repeat(i));
                }
            });
            while (!writer.isDone()) {
                ResponseBytes<GetObjectResponse> read =
                        s3.getObjectAsBytes(request -> request.bucket(versioned).key("k"));
                String version = read.response().versionId();
                assertThat(s3.getObjectAsBytes(request ->
                                        request.bucket(versioned).key("k").versionId(version))
                                .asUtf8String())
                        .isEqualTo(read.asUtf8String());
            }
            writer.get();
        }
    }

    @Test
    void everyVersionCanBeReadAndRemoved() {
        String first = put(versioned, "k", "1").versionId();
        String second = put(versioned, "k", "22").versionId();
        String marker =
                s3.deleteObject(request -> request.bucket(versioned).key("k")).versionId();

        assertThatExceptionOfType(NoSuchKeyException.class).isThrownBy(() -> get(versioned, "k"));
        assertThat(s3.getObjectAsBytes(
                                request -> request.bucket(versioned).key("k").versionId(first))
                        .asUtf8String())
                .isEqualTo("1");
        assertThat(s3.headObject(request -> request.bucket(versioned).key("k").versionId(second))
                        .contentLength())
                .isEqualTo(2);

        var history = s3.listObjectVersions(list -> list.bucket(versioned));
        assertThat(history.versions()).extracting(ObjectVersion::versionId).containsExactly(second, first);
        assertThat(history.deleteMarkers())
                .extracting(DeleteMarkerEntry::versionId)
                .containsExactly(marker);

        s3.deleteObject(request -> request.bucket(versioned).key("k").versionId(marker));
        assertThat(get(versioned, "k")).isEqualTo("22");
        s3.deleteObject(request -> request.bucket(versioned).key("k").versionId(second));
        assertThat(get(versioned, "k")).isEqualTo("1");
        assertRefused(
                404,
                "NoSuchVersion",
                () -> s3.getObjectAsBytes(
                        request -> request.bucket(versioned).key("k").versionId(second)));
    }

    @Test
    void versionsAreListedPageByPage() {
        for (String key : List.of("a", "b", "b/1", "b/2")) {
            put(versioned, key, "1");
            put(versioned, key, "2");
            s3.deleteObject(request -> request.bucket(versioned).key(key));
        }
        var seen = new ArrayList<String>();
        for (var page :
                s3.listObjectVersionsPaginator(list -> list.bucket(versioned).maxKeys(2))) {
            page.versions().forEach(version -> seen.add(version.key() + version.versionId()));
            page.deleteMarkers().forEach(marker -> seen.add(marker.key() + marker.versionId()));
        }
        assertThat(seen).hasSize(12).doesNotHaveDuplicates();

        var folders = s3.listObjectVersions(list -> list.bucket(versioned).delimiter("/"));
        assertThat(folders.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("b/");
        assertThat(folders.versions()).hasSize(4);
    }

    @Test
    void metadataIsKeptByUploadsAndCopies() {
        s3.putObject(
                request -> request.bucket(plain)
                        .key("k")
                        .contentType("image/jpeg")
                        .cacheControl("public, max-age=86400")
                        .contentDisposition("inline")
                        .metadata(Map.of("source", "cat")),
                RequestBody.fromString("x"));
        s3.copyObject(copy -> copy.sourceBucket(plain)
                .sourceKey("k")
                .destinationBucket(versioned)
                .destinationKey("旅行/copy +.jpg"));
        HeadObjectResponse copied =
                s3.headObject(request -> request.bucket(versioned).key("旅行/copy +.jpg"));
        assertThat(copied.contentType()).isEqualTo("image/jpeg");
        assertThat(copied.cacheControl()).isEqualTo("public, max-age=86400");
        assertThat(copied.contentDisposition()).isEqualTo("inline");
        assertThat(copied.metadata()).isEqualTo(Map.of("source", "cat"));

        s3.copyObject(copy -> copy.sourceBucket(plain)
                .sourceKey("k")
                .destinationBucket(plain)
                .destinationKey("k")
                .contentType("image/png")
                .metadataDirective(MetadataDirective.REPLACE));
        HeadObjectResponse replaced =
                s3.headObject(request -> request.bucket(plain).key("k"));
        assertThat(replaced.contentType()).isEqualTo("image/png");
        assertThat(replaced.metadata()).isEmpty();
    }

    @Test
    void anUploadInPartsBecomesOneObjectAndOneEvent() {
        byte[] first = bytes(5 << 20, 1);
        byte[] second = bytes(1234, 2);
        String key = "旅行/big.jpg";
        String upload = s3.createMultipartUpload(
                        request -> request.bucket(versioned).key(key).contentType("image/jpeg"))
                .uploadId();
        var parts = new ArrayList<CompletedPart>();
        for (byte[] part : List.of(first, second)) {
            int number = parts.size() + 1;
            String eTag = s3.uploadPart(
                            request -> request.bucket(versioned)
                                    .key(key)
                                    .uploadId(upload)
                                    .partNumber(number),
                            RequestBody.fromBytes(part))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(eTag).build());
        }
        assertThat(s3.listMultipartUploads(list -> list.bucket(versioned)).uploads())
                .singleElement()
                .satisfies(known -> assertThat(known.key()).isEqualTo(key));
        assertThat(s3.listObjectsV2(list -> list.bucket(versioned)).contents()).isEmpty();
        assertThat(events(versioned)).isEmpty();

        var completed = s3.completeMultipartUpload(request ->
                request.bucket(versioned).key(key).uploadId(upload).multipartUpload(all -> all.parts(parts)));

        byte[] whole = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, whole, first.length, second.length);
        ResponseBytes<GetObjectResponse> read =
                s3.getObjectAsBytes(request -> request.bucket(versioned).key(key));
        assertThat(read.asByteArray()).isEqualTo(whole);
        assertThat(read.response().contentType()).isEqualTo("image/jpeg");
        assertThat(events(versioned)).singleElement().satisfies(event -> {
            assertThat(event.name()).isEqualTo(ObjectEventName.COMPLETE_MULTIPART_UPLOAD);
            assertThat(event.key()).isEqualTo(key);
            assertThat(event.size()).isEqualTo(whole.length);
            assertThat(event.eTag())
                    .isEqualTo(completed.eTag().replace("\"", ""))
                    .endsWith("-2");
            assertThat(event.versionId()).isEqualTo(completed.versionId());
        });
    }

    @Test
    void anEventTellsWhatWasStoredByWhichRequest() {
        PutObjectResponse stored = put(versioned, "旅行/my photo+ü (1).jpg", "12345");
        assertThat(events(versioned)).singleElement().satisfies(event -> {
            assertThat(event.name()).isEqualTo(ObjectEventName.PUT);
            assertThat(event.bucket()).isEqualTo(versioned);
            assertThat(event.key()).isEqualTo("旅行/my photo+ü (1).jpg");
            assertThat(event.size()).isEqualTo(5);
            assertThat(event.eTag()).isEqualTo(stored.eTag().replace("\"", ""));
            assertThat(event.versionId()).isEqualTo(stored.versionId());
            assertThat(event.requestId()).isEqualTo(stored.responseMetadata().requestId());
            assertThat(event.sourceIp()).isEqualTo("127.0.0.1");
            assertThat(event.sequencer()).matches("[0-9A-F]{16}");
        });
    }

    @Test
    void aRefusedWriteRaisesNoEvent() {
        put(plain, "k", "1");
        assertRefused(
                412,
                "PreconditionFailed",
                () -> s3.putObject(request -> request.bucket(plain).key("k").ifNoneMatch("*"), RequestBody.empty()));
        assertRefused(
                400,
                "BadDigest",
                () -> s3.putObject(
                        request -> request.bucket(plain).key("k").contentMD5("1B2M2Y8AsgTpgAmY7PhCfg=="),
                        RequestBody.fromString("something else")));
        assertThatExceptionOfType(NoSuchKeyException.class)
                .isThrownBy(() -> s3.copyObject(copy -> copy.sourceBucket(plain)
                        .sourceKey("missing")
                        .destinationBucket(plain)
                        .destinationKey("k")));
        s3.deleteObject(request -> request.bucket(plain).key("missing"));
        assertThat(events(plain)).hasSize(1);
    }

    @Test
    void anUploadThatBreaksOffStoresNothing() throws IOException {
        put(plain, "k", "1");
        aws.raw("PUT /" + plain + "/k HTTP/1.1", "Host: localhost", "Content-Length: 1000000", "", "half of it");
        assertThat(get(plain, "k")).isEqualTo("1");
        assertThat(events(plain)).hasSize(1);
    }

    @Test
    void aSignedHtmlFormUploadsToo() throws IOException, GeneralSecurityException {
        String policy = Base64.getEncoder()
                .encodeToString(("{\"expiration\": \"2999-01-01T00:00:00Z\", \"conditions\": [{\"bucket\": \"" + plain
                                + "\"}, [\"starts-with\", \"$key\", \"forms/\"]]}")
                        .getBytes(StandardCharsets.UTF_8));
        var mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec("test".getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        String signature = Base64.getEncoder().encodeToString(mac.doFinal(policy.getBytes(StandardCharsets.UTF_8)));
        String form = field("key", "forms/${filename}")
                + field("AWSAccessKeyId", "who")
                + field("policy", policy)
                + field("signature", signature)
                + field("file\"; filename=\"cat.jpg", "meow")
                + "--b--\r\n";
        assertThat(aws.raw(
                        "POST /" + plain + " HTTP/1.1",
                        "Host: localhost",
                        "Content-Type: multipart/form-data; boundary=b",
                        "Content-Length: " + form.length(),
                        "Connection: close",
                        "",
                        form))
                .startsWith("HTTP/1.1 204");
        assertThat(get(plain, "forms/cat.jpg")).isEqualTo("meow");
        assertThat(events(plain)).extracting(ObjectEvent::name).containsExactly(ObjectEventName.POST);
    }

    private static String field(String name, String value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    @Test
    void copiesAndRemovalsAreToldApart() {
        put(versioned, "a", "1");
        s3.copyObject(copy -> copy.sourceBucket(versioned)
                .sourceKey("a")
                .destinationBucket(versioned)
                .destinationKey("b"));
        String marker =
                s3.deleteObject(request -> request.bucket(versioned).key("a")).versionId();
        s3.deleteObject(request -> request.bucket(versioned).key("a").versionId(marker));
        assertThat(events(versioned))
                .extracting(ObjectEvent::name)
                .containsExactly(
                        ObjectEventName.PUT,
                        ObjectEventName.COPY,
                        ObjectEventName.DELETE_MARKER_CREATED,
                        ObjectEventName.DELETE);
        assertThat(events(versioned))
                .extracting(ObjectEvent::sequencer)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void removingManyObjectsAtOnceRaisesAnEventForEach() {
        put(plain, "a", "1");
        put(plain, "b", "2");
        var both = List.of(
                ObjectIdentifier.builder().key("a").build(),
                ObjectIdentifier.builder().key("b").build());
        var removed = s3.deleteObjects(request -> request.bucket(plain).delete(delete -> delete.objects(both)));
        assertThat(removed.errors()).isEmpty();
        List<ObjectEvent> removals = events(plain).stream()
                .filter(event -> event.name() == ObjectEventName.DELETE)
                .toList();
        assertThat(removals).extracting(ObjectEvent::key).containsExactlyInAnyOrder("a", "b");
        assertThat(removals)
                .extracting(ObjectEvent::requestId)
                .containsOnly(removed.responseMetadata().requestId());
    }

    private List<ObjectEvent> events(String bucket) {
        return aws.eventsSoFar().stream()
                .filter(event -> event.bucket().equals(bucket))
                .toList();
    }

    private static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void assertRefused(int status, String code, Runnable request) {
        assertThatExceptionOfType(S3Exception.class).isThrownBy(request::run).satisfies(refusal -> {
            assertThat(refusal.statusCode()).isEqualTo(status);
            assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
        });
    }
}
