package imageresizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.lease.LeaseLostException;
import imageresizer.model.InvocationAttempt;
import imageresizer.model.RetryLaterException;
import imageresizer.picture.Pictures;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/** Events come at least once, in any order, and attempts die: nothing is lost, doubled, or stale after all. */
class DeliveryTest {

    private static final String KEY = "trip/cat.jpg";
    private static final byte[] PICTURE = Pictures.encoded(Pictures.quarters(400, 300), "jpg");

    private static FakeAws cloud;
    private static ImageResizerHandler handler;

    private int sequence = 10;

    @BeforeAll
    static void start() throws Exception {
        cloud = new FakeAws();
        handler = cloud.handler();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @BeforeEach
    void emptyBuckets() {
        cloud.reset();
    }

    @Test
    void anEventThatComesTwiceIsAnnouncedOnce() {
        String event = upload(PICTURE);

        assertThat(deliver(event)).startsWith("RESIZED");
        assertThat(deliver(event)).startsWith("SKIPPED").contains("done already");

        assertThat(cloud.published()).hasSize(1);
        assertThat(cloud.written().stream().filter(key -> key.startsWith(KEY + "/")))
                .hasSize(2);
    }

    @Test
    void anEventMadeByHandIsAlwaysDoneButNewerUploadsStillWin() throws Exception {
        String older = upload(Pictures.encoded(Pictures.quarters(300, 200), "jpg"));
        String newer = upload(PICTURE);
        // Without a version, though the bucket keeps them.
        String byHand = event("ObjectCreated:Put", null);

        assertThat(deliver(byHand)).startsWith("RESIZED");
        assertThat(deliver(byHand)).startsWith("RESIZED");
        assertThat(deliver(newer)).startsWith("SKIPPED").contains("done already");
        assertThat(deliver(byHand)).startsWith("RESIZED");
        assertThat(deliver(older)).startsWith("SKIPPED").contains("newer");
        assertThat(deliver(upload(PICTURE))).startsWith("RESIZED");
    }

    @Test
    void aRejectionThatComesTwiceIsAnnouncedOnce() {
        String event = upload("Dear diary".getBytes(UTF_8));

        assertThat(deliver(event)).startsWith("REJECTED");
        assertThat(deliver(event)).startsWith("SKIPPED");

        assertThat(cloud.published()).hasSize(1);
        assertThat(cloud.manifest(KEY)).contains("REJECTED");
    }

    @Test
    void anOlderUploadThatComesLateChangesNothing() throws Exception {
        String older = upload(Pictures.encoded(Pictures.quarters(300, 200), "jpg"));
        String newer = upload(Pictures.encoded(Pictures.quarters(100, 400), "jpg"));

        assertThat(deliver(newer)).startsWith("RESIZED");
        String manifest = cloud.manifest(KEY);
        assertThat(deliver(older)).startsWith("SKIPPED").contains("newer");

        assertThat(cloud.manifest(KEY)).isEqualTo(manifest);
        assertThat(cloud.published()).hasSize(1);
    }

    @Test
    void anOlderUploadIsLeftToTheNewerOneAlsoIfItComesFirst() throws Exception {
        String older = upload(Pictures.encoded(Pictures.quarters(300, 200), "jpg"));
        String newer = upload(Pictures.encoded(Pictures.quarters(100, 400), "jpg"));

        assertThat(deliver(older)).startsWith("SKIPPED").contains("newer");
        assertThat(cloud.stored()).isEmpty();

        assertThat(deliver(newer)).startsWith("RESIZED");
        assertThat(cloud.manifest(KEY)).contains("\"width\":100,\"height\":400");
    }

    @Test
    void whenTheNewestVersionIsRemovedForGoodTheOneBelowIsResizedAgain() throws Exception {
        deliver(upload(Pictures.encoded(Pictures.quarters(300, 200), "jpg")));
        String version = cloud.put(KEY, Pictures.encoded(Pictures.quarters(100, 400), "jpg"));
        deliver(event("ObjectCreated:Put", version));
        cloud.s3()
                .deleteObject(request -> request.bucket(FakeAws.INPUT).key(KEY).versionId(version));

        assertThat(deliver(event("ObjectRemoved:Delete", version))).startsWith("RESIZED");

        assertThat(cloud.manifest(KEY)).contains("\"width\":300,\"height\":200");
        assertThat(cloud.renditions()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "no picture"})
    void aNewerUploadLeavesNothingOfTheOlder(String content) throws Exception {
        deliver(upload(Pictures.encoded(Pictures.quarters(300, 200), "jpg")));
        assertThat(cloud.renditions()).hasSize(2).allMatch(key -> key.endsWith(".jpg"));

        deliver(upload(
                content.equals("png")
                        ? Pictures.encoded(Pictures.quarters(300, 200), "png")
                        : content.getBytes(UTF_8)));

        assertThat(cloud.renditions()).noneMatch(key -> key.endsWith(".jpg"));
        assertThat(cloud.renditions()).hasSize(content.equals("png") ? 2 : 0);
    }

    @Test
    void aChangedSettingMakesOtherRenditionsAndLeavesNoneOfTheOld() {
        String event = upload(PICTURE);
        deliver(event);

        assertThat(deliver(cloud.handler(Map.of("SIZES", "200x200,60x60")), event))
                .startsWith("RESIZED");

        assertThat(cloud.renditions()).containsExactly(KEY + "/200x200.jpg", KEY + "/60x60.jpg");
    }

    @Test
    void whatOnlyCouldNotBeAnnouncedIsNotMadeAgain() {
        String event = upload(PICTURE);
        cloud.sns().breakDown();
        assertThatExceptionOfType(SdkException.class).isThrownBy(() -> deliver(event));
        assertThat(cloud.renditions()).hasSize(2);
        List<String> written = cloud.written();
        cloud.sns().reset();

        assertThat(deliver(event)).startsWith("RESIZED");

        assertThat(cloud.written()).isEqualTo(written);
        assertThat(cloud.published()).hasSize(1);
        assertThat(deliver(event)).startsWith("SKIPPED");
    }

    @Test
    void whoComesWhileAnotherInvocationIsAtWorkHasToComeAgain() throws Exception {
        String event = upload(PICTURE);
        CountDownLatch atWork = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        cloud.sns().pause(atWork, mayGoOn);
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<String> first = thread.submit(() -> deliver(handler, event, new RecordingContext("first", 60_000)));
            try {
                assertThat(atWork.await(30, TimeUnit.SECONDS)).isTrue();

                assertThatExceptionOfType(RetryLaterException.class)
                        .isThrownBy(() -> deliver(cloud.handler(), event, new RecordingContext("second", 6_000)))
                        .withMessageContaining("Another invocation is working on");
            } finally {
                mayGoOn.countDown(); // Without it, a failure here would hold up every test that follows.
            }
            assertThat(first.get()).startsWith("RESIZED");
        }
        assertThat(deliver(handler, event, new RecordingContext("second", 60_000)))
                .startsWith("SKIPPED");
        assertThat(cloud.published()).hasSize(1);
    }

    @Test
    void whoeverComesNextTakesOverWhatAnInvocationHasGivenUp() {
        String event = upload(PICTURE);
        cloud.sns().breakDown();
        assertThatExceptionOfType(SdkException.class)
                .isThrownBy(() -> deliver(handler, event, new RecordingContext("first", 60_000)));
        cloud.sns().reset();

        assertThat(deliver(handler, event, new RecordingContext("second", 60_000)))
                .startsWith("RESIZED");
    }

    @Test
    void aDeadInvocationsWorkIsTakenOverWhenItsTimeIsOver() throws Exception {
        String event = upload(PICTURE);
        cloud.put(FakeAws.OUTPUT, KEY + "/old.jpg", "old");
        lease(Instant.now().plusSeconds(60));
        assertThatExceptionOfType(RetryLaterException.class)
                .isThrownBy(() -> deliver(handler, event, new RecordingContext("second", 5_000)));

        lease(Instant.now());

        assertThat(deliver(event)).startsWith("RESIZED");
        assertThat(cloud.renditions()).hasSize(2).doesNotContain(KEY + "/old.jpg");
    }

    /** Of an invocation that has died. */
    private static void lease(Instant until) {
        cloud.put(FakeAws.OUTPUT, ".image-resizer/" + KEY + ".json", """
            {"outcome":"IN_PROGRESS","lease":{"requestId":"dead","attempt":"dead","until":"%s",\
            "source":{"bucket":"%s","key":"%s","bytes":5},"settings":"5e77","abilities":"ab1e","keys":["%s/old.jpg"]}}\
            """.formatted(until, FakeAws.INPUT, KEY, KEY));
    }

    @RepeatedTest(20)
    void ofTwoUploadsAMomentApartTheNewerWinsWhateverTheOrder(RepetitionInfo repetition) throws Exception {
        String older = upload(Pictures.encoded(Pictures.quarters(300, 200), "jpg"));
        String newer = upload(Pictures.encoded(Pictures.quarters(100, 400), "jpg"));
        List<String> inOrder =
                repetition.getCurrentRepetition() % 2 == 0 ? List.of(older, newer) : List.of(newer, older);
        List<ImageResizerHandler> handlers = List.of(handler, cloud.handler());
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                int which = i;
                answers.add(threads.submit(() -> deliver(
                        handlers.get(which), inOrder.get(which), new RecordingContext("request " + which, 60_000))));
                Thread.sleep(repetition.getCurrentRepetition());
            }
            for (Future<String> answer : answers) {
                assertThat(answer.get()).containsAnyOf("RESIZED", "SKIPPED");
            }
        }

        assertThat(cloud.manifest(KEY)).contains("\"width\":100,\"height\":400").doesNotContain("lease");
        for (String key : cloud.renditions()) {
            BufferedImage rendition = Pictures.decoded(cloud.get(key));
            assertThat(rendition.getHeight()).isGreaterThan(rendition.getWidth());
        }
        assertThat(cloud.renditions()).hasSize(2);
    }

    @Test
    void whatSomebodyElsePutInTheManifestsPlaceIsReplaced() {
        cloud.put(FakeAws.OUTPUT, ".image-resizer/" + KEY + ".json", "hello");

        assertThat(deliver(upload(PICTURE))).startsWith("RESIZED");

        assertThat(cloud.manifest(KEY)).contains("RESIZED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ObjectRemoved:DeleteMarkerCreated",
                "ObjectRemoved:Delete",
                "LifecycleExpiration:DeleteMarkerCreated",
                "LifecycleExpiration:Delete"
            })
    void whatWasMadeOfAnUploadGoesWithIt(String eventName) {
        String version = cloud.put(KEY, PICTURE);
        String created = event("ObjectCreated:Put", version);
        deliver(created);
        cloud.put("trip/dog.jpg", PICTURE);
        boolean marks = eventName.endsWith("DeleteMarkerCreated");
        String gone = cloud.s3()
                .deleteObject(request -> request.bucket(FakeAws.INPUT).key(KEY).versionId(marks ? null : version))
                .versionId();

        assertThat(deliver(event(eventName, gone))).startsWith("REMOVED");

        assertThat(cloud.stored()).isEmpty();
        assertThat(cloud.published()).hasSize(1);
        // What S3 delivers once more after that brings nothing back.
        assertThat(deliver(created)).startsWith("SKIPPED").contains("removed");
        assertThat(cloud.stored()).isEmpty();
    }

    @Test
    void aRemovalOfAnOlderVersionChangesNothing() {
        String older = cloud.put(KEY, PICTURE);
        deliver(event("ObjectCreated:Put", older));
        deliver(upload(PICTURE));

        assertThat(deliver(event("ObjectRemoved:Delete", older))).startsWith("SKIPPED");

        assertThat(cloud.renditions()).hasSize(2);
    }

    @Test
    void aRemovalThatComesAfterTheNextUploadChangesNothing() {
        deliver(upload(PICTURE));
        String removal = event("ObjectRemoved:DeleteMarkerCreated", "marker");
        deliver(upload(PICTURE));

        assertThat(deliver(removal)).startsWith("SKIPPED");

        assertThat(cloud.renditions()).hasSize(2);
    }

    @Test
    void renditionsStayWhereTheSettingSaysSo() {
        ImageResizerHandler keeping = cloud.handler(Map.of("ON_REMOVAL", "keep"));
        deliver(keeping, upload(PICTURE));
        cloud.s3().deleteObject(request -> request.bucket(FakeAws.INPUT).key(KEY));

        assertThat(deliver(keeping, event("ObjectRemoved:DeleteMarkerCreated", "marker")))
                .startsWith("SKIPPED");

        assertThat(cloud.renditions()).hasSize(2);
    }

    @Test
    void anOriginalIsDeletedOnlyAfterSuccessAndOnlyTheVersionThatWasResized() {
        ImageResizerHandler deleting = cloud.handler(Map.of("DELETE_ORIGINAL", "after-success"));
        String broken = cloud.put(KEY, "Dear diary".getBytes(UTF_8));
        deliver(deleting, event("ObjectCreated:Put", broken));
        String version = cloud.put(KEY, PICTURE);
        String event = event("ObjectCreated:Put", version);

        assertThat(deliver(deleting, event)).startsWith("RESIZED");

        assertThat(originals()).containsExactly(broken);
        // The deletion is the function's own, and so it removes no rendition; nor does the same event once more.
        assertThat(deliver(deleting, event("ObjectRemoved:Delete", version))).startsWith("SKIPPED");
        assertThat(deliver(deleting, event)).startsWith("SKIPPED");
        assertThat(cloud.renditions()).hasSize(2);
        // Somebody who deletes the key means it.
        cloud.s3().deleteObject(request -> request.bucket(FakeAws.INPUT).key(KEY));
        assertThat(deliver(deleting, event("ObjectRemoved:DeleteMarkerCreated", "marker")))
                .startsWith("REMOVED");
        assertThat(cloud.stored()).isEmpty();
    }

    @Test
    void anOriginalStaysIfSomebodyDeletesTheManifestMeanwhile() {
        ImageResizerHandler deleting = cloud.handler(Map.of("DELETE_ORIGINAL", "after-success"));
        String version = cloud.put(KEY, PICTURE);
        String event = event("ObjectCreated:Put", version);
        cloud.sns()
                .beforeAnswer(() -> cloud.s3()
                        .deleteObject(
                                request -> request.bucket(FakeAws.OUTPUT).key(".image-resizer/" + KEY + ".json")));

        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> deliver(deleting, event));
        assertThat(originals()).containsExactly(version);

        cloud.sns().beforeAnswer(() -> {});
        assertThat(deliver(deleting, event)).startsWith("RESIZED");
        assertThat(originals()).isEmpty();
        assertThat(cloud.renditions()).hasSize(2);
    }

    private static List<String> originals() {
        return cloud.s3().listObjectVersions(request -> request.bucket(FakeAws.INPUT)).versions().stream()
                .map(ObjectVersion::versionId)
                .toList();
    }

    @Test
    void aPictureTooLongForOneFormatIsPartlyResized() throws Exception {
        ImageResizerHandler both = cloud.handler(Map.of("SIZES", "200x", "FORMATS", "webp,jpeg"));
        String event = upload(Pictures.encoded(Pictures.quarters(20, 20_000), "png"));

        assertThat(deliver(both, event)).startsWith("PARTIAL");

        assertThat(cloud.renditions()).containsExactly(KEY + "/200x.jpg");
        assertThat(cloud.published())
                .singleElement()
                .satisfies(message -> assertThat(message.get("Message")).contains("WebP", "at most 16,383"));
    }

    @Test
    void anUploadIsGivenUpBeforeLambdaWouldKillTheFunction() throws Exception {
        String event = upload(PICTURE);

        assertThatExceptionOfType(GivenUpException.class)
                .isThrownBy(() -> deliver(handler, event, new RecordingContext("late", 1_000)))
                .withMessageContaining("s3://" + FakeAws.INPUT + "/" + KEY);

        assertThat(deliver(event)).startsWith("RESIZED");
    }

    @Test
    void aRecordThatNamesNoObjectCostsTheOthersNothing() {
        String event = upload(PICTURE);
        String both = event.replace(
                "\"Records\":[",
                "\"Records\":[{\"eventTime\":\"2026-01-01T06:00:10.123Z\",\"s3\":{\"object\":{\"key\":\"100%.jpg\"}}},");

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> deliver(both))
                .withMessageContaining("s3.bucket.name");
        assertThat(cloud.renditions()).hasSize(2);
    }

    @Test
    void twoRecordsOfOneKeyInOneEventAreTwoAttempts() {
        String record = upload(PICTURE).replaceFirst("\\{\"Records\":\\[(.*)]}", "$1");

        List<String> results =
                FakeAws.invoke(handler, "{\"Records\":[" + record + "," + record + "]}", new RecordingContext());

        assertThat(results).hasSize(2);
        assertThat(results.getFirst()).startsWith("RESIZED");
        assertThat(results.getLast()).startsWith("SKIPPED").contains("done already");
        assertThat(cloud.published()).hasSize(1);
        InvocationAttempt first = new InvocationAttempt("r", "one", Instant.EPOCH, Duration.ofSeconds(60));
        assertThat(first.next().id()).isNotEqualTo(first.id());
    }

    @Test
    void anEventAboutSomethingElseIsSkipped() {
        String version = cloud.put(KEY, PICTURE);

        assertThat(deliver(event("ObjectTagging:Put", version))).startsWith("SKIPPED");

        assertThat(cloud.stored()).isEmpty();
    }

    private String upload(byte[] content) {
        return event("ObjectCreated:Put", cloud.put(KEY, content));
    }

    /** An event of S3, later than those before. */
    private String event(String name, @Nullable String version) {
        sequence++;
        return """
            {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1",\
            "eventTime":"2026-01-01T06:00:10.123Z","eventName":"%s","s3":{"s3SchemaVersion":"1.0",\
            "bucket":{"name":"%s","arn":"arn:aws:s3:::%s"},"object":{"key":"trip/cat.jpg","size":5,\
            "versionId":"%s","sequencer":"0069560B%02d"}}}]}\
            """.formatted(name, FakeAws.INPUT, FakeAws.INPUT, version == null ? "" : version, sequence);
    }

    private static String deliver(String event) {
        return deliver(handler, event);
    }

    private static String deliver(ImageResizerHandler handler, String event) {
        return deliver(handler, event, new RecordingContext());
    }

    private static String deliver(ImageResizerHandler handler, String event, RecordingContext context) {
        return FakeAws.invoke(handler, event, context).getFirst();
    }
}
