package imageresizer.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.local.api.DeadLetterReport;
import imageresizer.local.api.StackReport;
import imageresizer.local.api.UploadReport;
import imageresizer.local.api.UploadReport.Stage;
import imageresizer.local.api.UploadView;
import imageresizer.local.gateway.TestClients;
import imageresizer.local.lambda.InitializationException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket that was there before the stack: its pictures come by way of EventBridge, and nothing else is different. */
class GivenBucketTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** An attempt has 10 seconds, enough on a busy machine, and an outcome waits 2 seconds for others. */
    private static final int SPEED = 6;

    private static final List<UploadView> SHOWN = new CopyOnWriteArrayList<>();

    private static Stack stack;
    private static StackReport report;
    private static S3Client s3;
    private static byte[] sample;

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.start(HOME, 0, Map.of("InputBucketName", "my-photos"), (_, _) -> {}, SPEED);
        stack.listen(SHOWN::add);
        report = stack.report();
        s3 = TestClients.at(report.endpoint(), S3Client.builder());
        sample = Files.readAllBytes(HOME.resolve("events/sample.jpg"));
        URI link = stack.confirmationLinks().get("you@example.com");
        HttpClient.newHttpClient().send(HttpRequest.newBuilder(link).build(), BodyHandlers.discarding());
    }

    @AfterAll
    static void stop() {
        s3.close();
        stack.close();
    }

    @Test
    void theStackMakesThatBucketAndNoOtherInputBucket() {
        assertThat(report.inputBucket()).isEqualTo("my-photos");
        assertThat(s3.listBuckets().buckets())
                .extracting(bucket -> bucket.name())
                .containsExactlyInAnyOrder("my-photos", "image-resizer-output-local");
        assertThat(s3.getBucketVersioning(get -> get.bucket("my-photos")).status())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"put.jpg", "a b+c%2Bd 100%.JpEg", "旅行/my photo+ü (1).jpg"})
    void anUploadBecomesRenditionsAndOneMail(String key) throws Exception {
        put(key);

        UploadReport upload = awaited(key);

        assertThat(upload.stage()).isEqualTo(Stage.DONE);
        assertThat(upload.mails()).hasSize(1);
        assertThat(stored()).contains(".image-resizer/" + key + ".json", key + "/200x200.jpg", key + "/800x800.jpg");
        assertThat(SHOWN)
                .filteredOn(shown -> shown.key().equals(key))
                .last()
                .satisfies(shown -> assertThat(shown.stage()).isEqualTo(Stage.DONE));
    }

    @Test
    void theNextUploadOfAKeyIsWaitedForToo() throws Exception {
        put("twice.jpg");
        UploadReport first = awaited("twice.jpg");
        put("twice.jpg");
        UploadReport second = awaited("twice.jpg");

        assertThat(first.mails()).hasSize(1);
        assertThat(second.mails()).hasSize(1).isNotEqualTo(first.mails());
        assertThat(SHOWN)
                .filteredOn(shown -> shown.key().equals("twice.jpg"))
                .extracting(UploadView::number)
                .hasSizeGreaterThan(2)
                .satisfies(numbers -> assertThat(numbers.stream().distinct()).hasSize(2));
    }

    @Test
    void anotherKindOfFileIsIgnored() throws Exception {
        put("notes.txt");

        assertThat(awaited("notes.txt").stage()).isEqualTo(Stage.IGNORED);
    }

    @Test
    void whatWasMadeOfAnUploadGoesWithIt() throws Exception {
        put("gone.jpg");
        awaited("gone.jpg");

        s3.deleteObject(delete -> delete.bucket("my-photos").key("gone.jpg"));

        assertThat(stack.awaitIdle(PATIENCE)).isTrue();
        assertThat(stored()).noneMatch(key -> key.contains("gone.jpg"));
    }

    @Test
    void anEventThatCannotBeFinishedNamesItsObject() throws Exception {
        s3.deleteBucket(delete -> delete.bucket(emptied(report.outputBucket())));
        put("lost picture+.jpg");

        assertThat(stack.awaitIdle(PATIENCE)).isTrue();
        assertThat(stack.deadLetters())
                .singleElement()
                .extracting(DeadLetterReport::objects)
                .isEqualTo(List.of("s3://my-photos/lost picture+.jpg"));
        assertThat(awaited("lost picture+.jpg").stage()).isEqualTo(Stage.FAILED);

        s3.createBucket(create -> create.bucket(report.outputBucket()));
        assertThat(stack.redrive()).isEqualTo(1);
        assertThat(stack.awaitIdle(PATIENCE)).isTrue();
        assertThat(stored()).contains("lost picture+.jpg/200x200.jpg");
    }

    /** Runs on a stack of its own, because versions cannot be switched off again. */
    @Test
    void aGivenBucketMayKeepVersions() throws Exception {
        try (Stack versioned = Stack.start(HOME, 0, Map.of("InputBucketName", "with-versions"), (_, _) -> {}, SPEED);
                S3Client client = TestClients.at(versioned.report().endpoint(), S3Client.builder())) {
            client.putBucketVersioning(put -> put.bucket("with-versions")
                    .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
            String version = client.putObject(
                            put -> put.bucket("with-versions").key("a.jpg"), RequestBody.fromBytes(sample))
                    .versionId();

            UploadReport upload =
                    versioned.awaitOutcome("a.jpg", version, PATIENCE).orElseThrow();

            assertThat(version).isNotNull();
            assertThat(upload.manifest()).contains("\"versionId\":\"" + version + "\"");
        }
    }

    /** Also what the function stores calls it, once for each rendition, and is skipped at once. */
    @Test
    void oneBucketMayHoldUploadsAndRenditions() throws Exception {
        List<UploadView> shown = new CopyOnWriteArrayList<>();
        List<String> log = new CopyOnWriteArrayList<>();
        Map<String, String> parameters = Map.of(
                "InputBucketName", "shared", "OutputBucketName", "shared", "OutputKey", "resized/{key}/{name}.{ext}");
        try (Stack one = Stack.start(HOME, 0, parameters, (_, line) -> log.add(line), SPEED);
                S3Client client = TestClients.at(one.report().endpoint(), S3Client.builder())) {
            one.listen(shown::add);
            client.putObject(put -> put.bucket("shared").key("trip/a.jpg"), RequestBody.fromBytes(sample));

            assertThat(one.awaitOutcome("trip/a.jpg", "", PATIENCE)
                            .orElseThrow()
                            .stage())
                    .isIn(Stage.DONE, Stage.RUNNING);
            assertThat(one.awaitIdle(PATIENCE)).isTrue();

            assertThat(client.listObjectsV2(list -> list.bucket("shared")).contents())
                    .extracting(S3Object::key)
                    .containsExactly(
                            ".image-resizer/trip/a.jpg.json",
                            "resized/trip/a.jpg/200x200.jpg",
                            "resized/trip/a.jpg/800x800.jpg",
                            "trip/a.jpg");
            assertThat(shown).extracting(UploadView::key).containsOnly("trip/a.jpg");
            assertThat(log).filteredOn(line -> line.contains("SKIPPED")).hasSize(2);
        }
    }

    @Test
    void oneBucketNeedsAFolderForTheRenditions() {
        assertThatExceptionOfType(InitializationException.class)
                .isThrownBy(() -> Stack.start(
                                HOME,
                                0,
                                Map.of("InputBucketName", "shared", "OutputBucketName", "shared"),
                                (_, _) -> {},
                                SPEED)
                        .close())
                .withMessageContaining("OUTPUT_KEY")
                .withMessageContaining("resized/{key}/{name}.{ext}");
    }

    private static String emptied(String bucket) {
        s3.listObjectsV2(list -> list.bucket(bucket))
                .contents()
                .forEach(object ->
                        s3.deleteObject(delete -> delete.bucket(bucket).key(object.key())));
        return bucket;
    }

    private static void put(String key) {
        String version = s3.putObject(put -> put.bucket("my-photos").key(key), RequestBody.fromBytes(sample))
                .versionId();
        assertThat(version).isNull();
    }

    private static UploadReport awaited(String key) throws InterruptedException {
        return stack.await(key, "", PATIENCE).orElseThrow();
    }

    private static List<String> stored() {
        return s3.listObjectsV2(list -> list.bucket(report.outputBucket())).contents().stream()
                .map(S3Object::key)
                .toList();
    }
}
