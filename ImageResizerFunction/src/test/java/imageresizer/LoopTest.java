package imageresizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import imageresizer.FakeAws.ObjectChange;
import imageresizer.picture.Pictures;
import imageresizer.settings.OutputKeyPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** What the function writes into a bucket that calls it leads to no end of renditions: each write comes back as an event. */
class LoopTest {

    private static final String ONE = FakeAws.OUTPUT;
    private static final String OTHER = FakeAws.INPUT;
    private static final byte[] PICTURE = Pictures.encoded(Pictures.quarters(400, 300), "jpg");

    /** An upload with two sizes takes some ten writes, and each of them is answered by as many stacks as there are. */
    private static final int MOST_INVOCATIONS = 150;

    private static FakeAws cloud;

    private BusEvents events;

    @BeforeAll
    static void start() throws Exception {
        cloud = new FakeAws();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @BeforeEach
    void emptyBuckets() {
        cloud.reset();
        events = new BusEvents(cloud.s3());
    }

    /** Every pattern that begins with a folder of its own, of the parts that patterns are made of. */
    static Stream<String> patternsForOneBucket() {
        return Stream.of("r/", "a/b/", "r/{name}/", "r/{ext}/{name}/", "r/x.{ext}/")
                .flatMap(before -> Stream.of("{key}", "{dir}/{stem}", "{dir}/{name}/{stem}")
                        .map(upload -> before + upload))
                .flatMap(start -> Stream.of(
                                "",
                                "/{name}.{ext}",
                                "/{ext}/{name}",
                                ".{name}.{ext}",
                                "_{name}.{ext}",
                                "/a/{name}-{ext}/b",
                                "/{name}",
                                "/{ext}")
                        .map(behind -> start + behind))
                .filter(pattern -> OutputKeyPattern.of(pattern).isPresent());
    }

    @ParameterizedTest
    @MethodSource("patternsForOneBucket")
    void oneBucketForUploadsAndRenditions(String pattern) {
        LoopStack stack = new LoopStack(ONE, cloud.handler(inOneBucket(pattern)));
        upload(ONE, "photos/cat.jpg");

        deliverAll(List.of(stack));

        assertThat(cloud.renditions()).hasSize(3).contains("photos/cat.jpg");
        assertThat(cloud.published()).hasSize(1);

        cloud.s3().deleteObject(request -> request.bucket(ONE).key("photos/cat.jpg"));
        deliverAll(List.of(stack));

        assertThat(cloud.stored()).isEmpty();
        assertThat(cloud.published()).hasSize(1);
    }

    @Test
    void aRenditionThatSomebodyCopiesIsNoUpload() {
        LoopStack stack = new LoopStack(ONE, cloud.handler(inOneBucket("resized/{key}/{name}.{ext}")));
        upload(ONE, "cat.jpg");
        deliverAll(List.of(stack));

        cloud.s3()
                .copyObject(request -> request.sourceBucket(ONE)
                        .sourceKey("resized/cat.jpg/200x200.jpg")
                        .destinationBucket(ONE)
                        .destinationKey("copy.jpg"));

        assertThat(FakeAws.invoke(stack.handler, events.created(ONE, "copy.jpg"), new RecordingContext()))
                .singleElement()
                .asString()
                .startsWith("SKIPPED")
                .contains("it is a rendition itself");
        assertThat(cloud.published()).hasSize(1);
    }

    /** Also what carries no mark. */
    @ParameterizedTest
    @ValueSource(strings = {"resized/{key}/{name}.{ext}", "resized/{dir}/{stem}_{name}.{ext}"})
    void whatIsInTheFolderOfTheRenditionsIsSkippedWithoutARequest(String pattern) {
        ImageResizerHandler handler = cloud.handler(inOneBucket(pattern));
        upload(ONE, "resized/cat.jpg");
        cloud.nextChange();

        for (String event : List.of(events.created(ONE, "resized/cat.jpg"), events.removed(ONE, "resized/cat.jpg"))) {
            assertThat(FakeAws.invoke(handler, event, new RecordingContext()))
                    .singleElement()
                    .asString()
                    .startsWith("SKIPPED")
                    .contains("its key is in the folder of the renditions");
        }
        assertThat(cloud.nextChange()).as("a change").isNull();
        assertThat(cloud.stored()).containsExactly("resized/cat.jpg");
    }

    @Test
    void twoStacksOnOneBucket() {
        upload(ONE, "cat.jpg");

        deliverAll(List.of(
                new LoopStack(ONE, cloud.handler(inOneBucket("a/{key}/{name}.{ext}"))),
                new LoopStack(ONE, cloud.handler(inOneBucket("b/{key}/{name}.{ext}")))));

        assertThat(cloud.published()).hasSize(2);
    }

    @Test
    void twoStacksThatMakeRenditionsOfEachOthersBuckets() {
        upload(ONE, "cat.jpg");
        upload(OTHER, "dog.jpg");

        deliverAll(List.of(
                new LoopStack(ONE, cloud.handler(Map.of("INPUT_BUCKET_NAME", ONE, "OUTPUT_BUCKET", OTHER))),
                new LoopStack(OTHER, cloud.handler(Map.of("INPUT_BUCKET_NAME", OTHER, "OUTPUT_BUCKET", ONE)))));

        assertThat(cloud.renditions())
                .containsExactlyInAnyOrder("cat.jpg", "dog.jpg/200x200.jpg", "dog.jpg/800x600.jpg");
        assertThat(cloud.published()).hasSize(2);
    }

    /** Two buckets that lead into each other, by keys that look like uploads. */
    @Test
    void twoStacksThatMakeRenditionsBesideEachOthersPictures() {
        upload(ONE, "cat.jpg");
        upload(OTHER, "dog.jpg");
        String pattern = "{dir}/{stem}_{name}.{ext}";

        deliverAll(List.of(
                new LoopStack(
                        ONE,
                        cloud.handler(Map.of("INPUT_BUCKET_NAME", ONE, "OUTPUT_BUCKET", OTHER, "OUTPUT_KEY", pattern))),
                new LoopStack(
                        OTHER,
                        cloud.handler(
                                Map.of("INPUT_BUCKET_NAME", OTHER, "OUTPUT_BUCKET", ONE, "OUTPUT_KEY", pattern)))));

        assertThat(cloud.renditions())
                .containsExactlyInAnyOrder("cat.jpg", "dog_jpg_200x200.jpg", "dog_jpg_800x600.jpg");
        assertThat(cloud.published()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "{key}/{name}.{ext}, cat.jpg/200x200.jpg, cat.jpg/800x600.jpg",
        "{dir}/{stem}_{name}.{ext}, cat_jpg_200x200.jpg, cat_jpg_800x600.jpg"
    })
    void anotherOutputKeyThanBefore(String pattern, String small, String large) {
        LoopStack before = new LoopStack(ONE, cloud.handler(inOneBucket("old/{key}/{name}.{ext}")));
        LoopStack after = new LoopStack(ONE, cloud.handler(inOneBucket("new/" + pattern)));
        upload(ONE, "cat.jpg");
        deliverAll(List.of(before));

        for (String key : cloud.stored()) {
            deliver(after, eventOf(new ObjectChange(ONE, key, /* isRemoval= */ false)));
        }
        deliverAll(List.of(after));

        assertThat(cloud.renditions()).containsExactly("cat.jpg", "new/" + small, "new/" + large);
        assertThat(cloud.published()).hasSize(2);
    }

    /** A stack, and the bucket that calls it. */
    private record LoopStack(String bucket, ImageResizerHandler handler) {}

    private static Map<String, String> inOneBucket(String pattern) {
        return Map.of("INPUT_BUCKET_NAME", ONE, "OUTPUT_BUCKET", ONE, "OUTPUT_KEY", pattern);
    }

    private static void upload(String bucket, String key) {
        cloud.put(bucket, key, PICTURE);
    }

    /** Sends an event of each change to each stack that the bucket calls, until nothing changes any more. */
    private void deliverAll(List<LoopStack> stacks) {
        List<String> sent = new ArrayList<>();
        for (ObjectChange change = cloud.nextChange(); change != null; change = cloud.nextChange()) {
            for (LoopStack stack : stacks) {
                if (stack.bucket.equals(change.bucket())) {
                    sent.add(change.toString());
                    deliver(stack, eventOf(change));
                }
            }
            if (sent.size() > MOST_INVOCATIONS) {
                fail("The function goes on for ever, at last with " + sent.subList(sent.size() - 5, sent.size()));
            }
        }
    }

    private String eventOf(ObjectChange change) {
        try {
            return change.isRemoval()
                    ? events.removed(change.bucket(), change.key())
                    : events.created(change.bucket(), change.key());
        } catch (NoSuchKeyException e) {
            return events.removed(change.bucket(), change.key());
        }
    }

    private static void deliver(LoopStack stack, String event) {
        FakeAws.invoke(stack.handler, event, new RecordingContext());
    }
}
