package imageresizer.local;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.local.UploadTracker.ObjectVersion;
import imageresizer.local.api.UploadReport;
import imageresizer.local.api.UploadReport.SentMail;
import imageresizer.local.api.UploadReport.Stage;
import imageresizer.local.api.UploadState;
import imageresizer.local.api.UploadView;
import imageresizer.local.lambda.EventState;
import imageresizer.local.lambda.InvocationResult.Report;
import imageresizer.local.lambda.InvocationResult.Returned;
import imageresizer.local.lambda.QueuedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class UploadTrackerTest {

    private static final ObjectVersion CAT = new ObjectVersion("input", "cat.jpg", "1");
    private static final ObjectVersion DOG = new ObjectVersion("input", "dog.jpg", "1");
    private static final SentMail MAIL = new SentMail("Resized", "...", "...");

    private final UploadTracker tracker = new UploadTracker(_ -> {});

    @Test
    void anUploadIsThroughWhenEachOfItsEventsIs() throws InterruptedException {
        tracker.queued(CAT, "first");
        tracker.queued(CAT, "duplicate");
        tracker.running("first");
        tracker.succeeded("first", List.of());
        assertThat(report(CAT).stage()).isEqualTo(Stage.WAITING);

        tracker.running("duplicate");
        tracker.deadLettered("duplicate", "broken");

        assertThat(report(CAT).stage()).isEqualTo(Stage.DONE);
        assertThat(report(CAT).failure()).isNull();
    }

    /** They have no id that tells them apart. */
    @Test
    void theNextUploadOfAKeyWithoutVersionsIsAnotherUpload() throws InterruptedException {
        ObjectVersion plain = new ObjectVersion("b", "plain.jpg", "");
        tracker.uploaded(plain, Instant.EPOCH, 1, true);
        tracker.queued(plain, "first");
        tracker.succeeded("first", List.of());
        assertThat(report(plain).stage()).isEqualTo(Stage.DONE);

        tracker.uploaded(plain, Instant.EPOCH, 1, true);

        assertThat(report(plain).stage()).isEqualTo(Stage.WAITING);
    }

    @Test
    void aDeadLetterThatIsSentAgainCanStillBecomeASuccess() throws InterruptedException {
        tracker.queued(CAT, "lost");
        tracker.retrying("lost", "broken");
        assertThat(report(CAT).stage()).isEqualTo(Stage.RETRYING);
        tracker.deadLettered("lost", "broken");
        assertThat(report(CAT)).isEqualTo(new UploadReport(Stage.FAILED, null, "broken", null, List.of()));

        tracker.queued(CAT, "redriven");
        assertThat(report(CAT).stage()).isEqualTo(Stage.WAITING);
        tracker.succeeded("redriven", List.of());

        assertThat(report(CAT).stage()).isEqualTo(Stage.DONE);
    }

    @Test
    void anUploadThatTheFunctionIgnoresSaysWhy() throws InterruptedException {
        QueuedEvent event = new QueuedEvent("event", "{}", Instant.now());
        tracker.queued(CAT, "event");

        new UploadEventMapper(tracker, () -> 1, _ -> true)
                .on(new EventState.Succeeded(
                        event,
                        1,
                        new Returned(
                                "event",
                                "[\"SKIPPED s3://input/dog.jpg: a dog\", \"SKIPPED s3://input/cat.jpg: a cat: no\"]",
                                new Report(Duration.ZERO, 0, null),
                                List.of())));

        assertThat(report(CAT)).isEqualTo(new UploadReport(Stage.DONE, null, null, "a cat: no", List.of()));
    }

    @Test
    void everyMailThatIsDueIsWaitedFor() throws InterruptedException {
        tracker.queued(CAT, "event");
        tracker.published(CAT, "{}", true);
        tracker.retrying("event", "died after it had published");
        tracker.published(CAT, "{}", true);
        tracker.succeeded("event", List.of());
        assertThat(report(CAT).stage()).as("nothing was mailed").isEqualTo(Stage.RUNNING);
        tracker.mailPublished(List.of(CAT), "message-1", 1);
        tracker.leftMailQueue(List.of(CAT));
        tracker.mailed("message-1", MAIL);
        assertThat(report(CAT).stage())
                .as("the second outcome waits for its mail")
                .isEqualTo(Stage.RUNNING);

        tracker.mailPublished(List.of(CAT), "message-2", 1);
        tracker.leftMailQueue(List.of(CAT));
        assertThat(report(CAT).stage()).as("its mail is on the way").isEqualTo(Stage.RUNNING);
        tracker.mailed("message-2", MAIL);

        assertThat(report(CAT).stage()).isEqualTo(Stage.DONE);
        assertThat(report(CAT).mails()).hasSize(2);
    }

    @Test
    void oneMailMayBeAboutSeveralUploads() throws InterruptedException {
        for (ObjectVersion version : List.of(CAT, DOG)) {
            tracker.queued(version, version.key());
            tracker.published(version, "{}", true);
            tracker.succeeded(version.key(), List.of());
        }
        tracker.mailPublished(List.of(CAT, DOG), "message", 1);
        tracker.leftMailQueue(List.of(CAT, DOG));
        tracker.mailed("message", MAIL);

        assertThat(report(CAT)).isEqualTo(report(DOG));
        assertThat(report(CAT).stage()).isEqualTo(Stage.DONE);
        assertThat(report(CAT).mails()).containsExactly(MAIL);
    }

    @Test
    void anOutcomeThatIsNotWorthAMailIsNotWaitedFor() throws InterruptedException {
        tracker.queued(CAT, "event");
        tracker.published(CAT, "{}", true);
        tracker.succeeded("event", List.of());
        tracker.leftMailQueue(List.of(CAT));

        assertThat(report(CAT).stage()).isEqualTo(Stage.DONE);
    }

    @Test
    void aMailThatCanNotBeSentIsNotWaitedFor() throws InterruptedException {
        tracker.queued(CAT, "event");
        tracker.published(CAT, "{}", true);
        tracker.succeeded("event", List.of());
        tracker.mailPublished(List.of(CAT), "message", 1);
        tracker.leftMailQueue(List.of(CAT));
        tracker.notMailed("message");

        assertThat(report(CAT).stage()).isEqualTo(Stage.DONE);
    }

    @Test
    void noMailIsWaitedForThatWentWithItsQueue() throws InterruptedException {
        tracker.queued(CAT, "event");
        tracker.published(CAT, "{}", true);
        tracker.succeeded("event", List.of());
        assertThat(tracker.awaitMailQueue(Duration.ZERO)).isFalse();

        tracker.mailQueueIsGone();

        assertThat(report(CAT).stage()).isEqualTo(Stage.DONE);
        assertThat(tracker.awaitMailQueue(Duration.ZERO)).isTrue();
    }

    @Test
    void anEventMayBeAboutSeveralUploads() throws InterruptedException {
        tracker.queued(CAT, "event");
        tracker.queued(DOG, "event");
        tracker.succeeded("event", List.of());

        assertThat(report(CAT).stage()).isEqualTo(Stage.DONE);
        assertThat(report(DOG).stage()).isEqualTo(Stage.DONE);
    }

    @Test
    void anObjectThatTheFunctionIsNotCalledForIsLeftAlone() throws InterruptedException {
        tracker.uploaded(CAT, Instant.EPOCH, 7, false);
        assertThat(report(CAT).stage()).isEqualTo(Stage.IGNORED);

        tracker.uploaded(DOG, Instant.EPOCH, 7, true);
        assertThat(report(DOG).stage()).isEqualTo(Stage.WAITING);
    }

    @Test
    void everyStepIsToldWithItsTime() {
        List<UploadView> told = new ArrayList<>();
        UploadTracker telling = new UploadTracker(told::add);
        telling.uploaded(CAT, Instant.ofEpochMilli(5), 7, true);
        telling.queued(CAT, "event");
        telling.running("event");
        telling.published(CAT, "{\"outcome\":\"RESIZED\"}", true);
        telling.succeeded("event", List.of());
        telling.mailPublished(List.of(CAT), "message", 1);
        telling.leftMailQueue(List.of(CAT));
        telling.mailed("message", MAIL);

        assertThat(told)
                .extracting(UploadView::stage)
                .containsExactly(
                        Stage.WAITING,
                        Stage.WAITING,
                        Stage.RUNNING,
                        Stage.RUNNING,
                        Stage.RUNNING,
                        Stage.RUNNING,
                        Stage.RUNNING,
                        Stage.DONE);
        assertThat(told.getFirst().times()).isEqualTo(new UploadView.Times(5L, null, null, null, null));
        assertThat(told.getLast().times()).hasNoNullFieldsOrProperties();
        assertThat(told.getLast().mailsDue()).isEqualTo(1);
    }

    @Test
    void anUploadIsReplacedByTheNextOneOfItsKeyAndComesBackWhenThatIsRemoved() {
        Map<Long, UploadView> told = new HashMap<>();
        UploadTracker telling = new UploadTracker(view -> told.put(view.number(), view));
        ObjectVersion second = new ObjectVersion("input", "cat.jpg", "2");
        done(telling, CAT, "1");
        assertThat(UploadState.of(view(told, 1))).isEqualTo(UploadState.RESIZED);

        done(telling, second, "2");
        assertThat(UploadState.of(view(told, 1))).isEqualTo(UploadState.REPLACED);
        assertThat(view(told, 1).lostRenditions()).containsExactly("cat.jpg/small.jpg");
        assertThat(UploadState.of(view(told, 2))).isEqualTo(UploadState.RESIZED);

        telling.removed(second, false);
        assertThat(UploadState.of(view(told, 2))).isEqualTo(UploadState.REMOVED);
        assertThat(UploadState.of(view(told, 1))).isEqualTo(UploadState.RESIZED);
        assertThat(UploadState.ofOutcome(view(told, 2))).isEqualTo(UploadState.RESIZED);
    }

    @Test
    void anUploadIsRemovedByADeleteMarkerAndComesBackWithoutIt() {
        Map<Long, UploadView> told = new HashMap<>();
        UploadTracker telling = new UploadTracker(view -> told.put(view.number(), view));
        ObjectVersion marker = new ObjectVersion("input", "cat.jpg", "marker");
        done(telling, CAT, "1");

        telling.removed(marker, true);
        assertThat(UploadState.of(view(told, 1))).isEqualTo(UploadState.REMOVED);

        telling.removed(marker, false);
        assertThat(UploadState.of(view(told, 1))).isEqualTo(UploadState.RESIZED);
        telling.removed(new ObjectVersion("input", "dog.jpg", ""), false);
        assertThat(UploadState.of(view(told, 1))).isEqualTo(UploadState.RESIZED);
    }

    /** With {@code DeleteOriginal=after-success}, the renditions are what is wanted. */
    @Test
    void anOriginalThatTheFunctionDeletesIsNotMissed() {
        Map<Long, UploadView> told = new HashMap<>();
        UploadTracker telling = new UploadTracker(view -> told.put(view.number(), view));
        telling.uploaded(CAT, Instant.EPOCH, 7, true);
        telling.queued(CAT, "event");
        telling.published(CAT, "{\"outcome\":\"RESIZED\",\"losesOriginal\":true}", false);
        telling.succeeded("event", List.of());

        telling.removed(CAT, false);

        assertThat(UploadState.of(view(told, 1))).isEqualTo(UploadState.RESIZED);
    }

    @Test
    void aRenditionIsLostWhenItIsRemovedOrReplacedUntilItIsThereAgain() {
        Map<Long, UploadView> told = new HashMap<>();
        UploadTracker telling = new UploadTracker(view -> told.put(view.number(), view));
        done(telling, CAT, "1");
        telling.outputChanged("output", "cat.jpg/small.jpg", "e1");
        assertThat(view(told, 1).lostRenditions()).isEmpty();

        telling.outputChanged("output", "cat.jpg/small.jpg", null);
        assertThat(view(told, 1).lostRenditions()).containsExactly("cat.jpg/small.jpg");
        telling.outputChanged("output", "cat.jpg/small.jpg", "e1");
        assertThat(view(told, 1).lostRenditions()).isEmpty();
        telling.outputChanged("output", "cat.jpg/small.jpg", "of somebody else");
        assertThat(view(told, 1).lostRenditions()).isNotEmpty();
        telling.outputChanged("output", "other.jpg", null);
        assertThat(view(told, 1).lostRenditions()).hasSize(1);
    }

    @Test
    void anUploadThatIsResizedAgainHasTheTimesOfTheLastTimeAndOneThatIsNotSaysWhy() {
        Map<Long, UploadView> told = new HashMap<>();
        UploadTracker telling = new UploadTracker(view -> told.put(view.number(), view));
        done(telling, CAT, "1");
        UploadView.Times first = view(told, 1).times();

        telling.queued(CAT, "again");
        telling.running("again");
        telling.succeeded("again", List.of("SKIPPED s3://input/cat.jpg: it is done"));
        assertThat(view(told, 1).again()).isEqualTo("it is done");
        assertThat(view(told, 1).times()).isEqualTo(first);

        telling.queued(CAT, "once more");
        assertThat(view(told, 1).again()).isNull();
        telling.running("once more");
        telling.published(CAT, "{\"outcome\":\"RESIZED\"}", false);
        assertThat(view(told, 1).times().published()).isGreaterThanOrEqualTo(first.published());
        assertThat(view(told, 1).times().started()).isGreaterThanOrEqualTo(first.published());
    }

    /** Uploads and resizes, as if there were one rendition. */
    private static void done(UploadTracker tracker, ObjectVersion version, String eTag) {
        tracker.uploaded(version, Instant.EPOCH, 7, true);
        tracker.queued(version, "event " + eTag);
        tracker.running("event " + eTag);
        tracker.published(version, """
            {"outcome":"RESIZED","renditions":[
             {"bucket":"output","key":"cat.jpg/small.jpg","eTag":"\\"e%s\\""}]}\
            """.formatted(eTag), false);
        tracker.succeeded("event " + eTag, List.of());
    }

    private static UploadView view(Map<Long, UploadView> told, long number) {
        return Objects.requireNonNull(told.get(number));
    }

    private UploadReport report(ObjectVersion version) throws InterruptedException {
        return tracker.await(version, Duration.ZERO).orElseThrow();
    }
}
