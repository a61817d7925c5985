package imageresizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.picture.Pictures;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uploads to a bucket that keeps no versions, of which EventBridge tells: content stands in for the version. */
class UnversionedBucketTest {

    private static final String BUCKET = "photographs";
    private static final String KEY = "trip/my cat+1 100%.jpg";
    private static final byte[] CAT = Pictures.encoded(Pictures.quarters(400, 300), "jpg");
    private static final byte[] DOG = Pictures.encoded(Pictures.quarters(300, 400), "jpg");

    private static FakeAws cloud;
    private static ImageResizerHandler handler;

    private BusEvents events;

    @BeforeAll
    static void start() throws Exception {
        cloud = new FakeAws();
        cloud.s3().createBucket(request -> request.bucket(BUCKET));
        handler = cloud.handler(Map.of("INPUT_BUCKET_NAME", BUCKET));
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @BeforeEach
    void emptyBuckets() {
        cloud.reset();
        remove();
        events = new BusEvents(cloud.s3());
    }

    @Test
    void anEventThatComesTwiceIsAnnouncedOnce() {
        String event = upload(CAT);

        assertThat(deliver(event)).startsWith("RESIZED");
        assertThat(deliver(event)).startsWith("SKIPPED").contains("done already");
        assertThat(cloud.published()).hasSize(1);
    }

    @Test
    void whatWasOverwrittenIsLeftToTheEventOfWhatIsThereNow() {
        String overwritten = upload(CAT);
        String current = upload(DOG);

        assertThat(deliver(overwritten)).startsWith("SKIPPED").contains("newer");
        assertThat(cloud.stored()).isEmpty();
        assertThat(deliver(current)).startsWith("RESIZED");
        assertThat(deliver(overwritten)).startsWith("SKIPPED");
        assertThat(cloud.published()).hasSize(1);
    }

    @Test
    void theSameContentUploadedAgainIsANewUpload() {
        String first = upload(CAT);
        String second = upload(CAT);

        assertThat(deliver(first)).startsWith("RESIZED");
        assertThat(deliver(second)).startsWith("RESIZED");
        assertThat(deliver(first)).startsWith("SKIPPED");
        assertThat(cloud.published()).hasSize(2);
    }

    @Test
    void anEventMadeByHandIsProcessedEachTime() {
        upload(CAT);
        String byHand =
                "{\"detail\":{\"bucket\":{\"name\":\"%s\"},\"object\":{\"key\":\"%s\"}},\"detail-type\":\"Object Created\"}"
                        .formatted(BUCKET, KEY);

        assertThat(deliver(byHand)).startsWith("RESIZED");
        assertThat(deliver(byHand)).startsWith("RESIZED");
    }

    @Test
    void renditionsGoWithTheirOriginal() {
        deliver(upload(CAT));
        remove();

        assertThat(deliver(events.removed(BUCKET, KEY))).startsWith("REMOVED");
        assertThat(cloud.stored()).isEmpty();
    }

    @Test
    void aRemovalThatIsHeardOfLateDoesNothingAgain() {
        deliver(upload(CAT));
        remove();
        String removal = events.removed(BUCKET, KEY);
        String again = upload(DOG);

        assertThat(deliver(again)).startsWith("RESIZED");
        assertThat(deliver(removal)).startsWith("SKIPPED").contains("what the key holds now");
        assertThat(cloud.renditions()).hasSize(2);
        assertThat(cloud.published()).hasSize(2);
    }

    @Test
    void aRemovalThatIsHeardOfBeforeTheNextUploadBringsItsRenditions() {
        deliver(upload(CAT));
        remove();
        String removal = events.removed(BUCKET, KEY);
        String again = upload(DOG);

        assertThat(deliver(removal)).startsWith("RESIZED");
        assertThat(deliver(again)).startsWith("SKIPPED").contains("done already");
        assertThat(cloud.renditions()).hasSize(2);
        assertThat(cloud.published()).hasSize(2);
        assertThat(cloud.manifest(KEY)).contains("\"width\":300");
    }

    @Test
    void anOriginalIsNeverDeletedAndTheLogSaysSoOnce() {
        ImageResizerHandler deleting =
                cloud.handler(Map.of("INPUT_BUCKET_NAME", BUCKET, "DELETE_ORIGINAL", "after-success"));
        PrintStream before = System.out;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setOut(new PrintStream(log, /* autoFlush= */ true, UTF_8));
        try {
            deliver(deleting, upload(CAT));
            deliver(deleting, upload(DOG));
        } finally {
            System.setOut(before);
        }

        assertThat(cloud.s3()
                        .headObject(request -> request.bucket(BUCKET).key(KEY))
                        .contentLength())
                .isEqualTo(DOG.length);
        assertThat(log.toString(UTF_8))
                .containsOnlyOnce("DeleteOriginal has no effect, because the bucket photographs");
        assertThat(cloud.published()).hasSize(2);
    }

    private String upload(byte[] content) {
        cloud.put(BUCKET, KEY, content);
        return events.created(BUCKET, KEY);
    }

    private static void remove() {
        cloud.s3().deleteObject(request -> request.bucket(BUCKET).key(KEY));
    }

    private static String deliver(String event) {
        return deliver(handler, event);
    }

    private static String deliver(ImageResizerHandler handler, String event) {
        return FakeAws.invoke(handler, event, new RecordingContext()).getFirst();
    }
}
