package imageresizer.local;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.local.Journal.Version;
import imageresizer.local.api.UploadReport;
import imageresizer.local.api.UploadReport.Mail;
import imageresizer.local.api.UploadReport.Stage;
import imageresizer.local.page.UploadView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalTest {

    private static final Version CAT = new Version("input", "cat.jpg", "1");
    private static final Version DOG = new Version("input", "dog.jpg", "1");
    private static final Mail MAIL = new Mail("Resized", "...", "...");

    private final Journal journal = new Journal(_ -> {});

    @Test
    void anUploadIsThroughWhenEachOfItsEventsIs() throws InterruptedException {
        journal.queued(CAT, "first");
        journal.queued(CAT, "duplicate");
        journal.running("first");
        journal.succeeded("first");
        assertThat(report(CAT).stage()).isEqualTo(Stage.WAITING);

        journal.running("duplicate");
        journal.deadLettered("duplicate", "broken");

        assertThat(report(CAT).stage()).isEqualTo(Stage.DONE);
        assertThat(report(CAT).failure()).isNull();
    }

    @Test
    void aDeadLetterThatIsSentAgainCanStillBecomeASuccess() throws InterruptedException {
        journal.queued(CAT, "lost");
        journal.retrying("lost", "broken");
        assertThat(report(CAT).stage()).isEqualTo(Stage.RETRYING);
        journal.deadLettered("lost", "broken");
        assertThat(report(CAT)).isEqualTo(new UploadReport(Stage.FAILED, null, "broken", List.of()));

        journal.queued(CAT, "redriven");
        assertThat(report(CAT).stage()).isEqualTo(Stage.WAITING);
        journal.succeeded("redriven");

        assertThat(report(CAT).stage()).isEqualTo(Stage.DONE);
    }

    @Test
    void everyMailThatIsDueIsWaitedFor() throws InterruptedException {
        journal.queued(CAT, "event");
        journal.published(CAT, "{}", true);
        journal.retrying("event", "died after it had published");
        journal.published(CAT, "{}", true);
        journal.succeeded("event");
        assertThat(report(CAT).stage()).as("nothing was mailed").isEqualTo(Stage.RUNNING);
        journal.mailPublished(List.of(CAT), "message-1", 1);
        journal.leftMailQueue(List.of(CAT));
        journal.mailed("message-1", MAIL);
        assertThat(report(CAT).stage())
                .as("the second outcome waits for its mail")
                .isEqualTo(Stage.RUNNING);

        journal.mailPublished(List.of(CAT), "message-2", 1);
        journal.leftMailQueue(List.of(CAT));
        assertThat(report(CAT).stage()).as("its mail is on the way").isEqualTo(Stage.RUNNING);
        journal.mailed("message-2", MAIL);

        assertThat(report(CAT).stage()).isEqualTo(Stage.DONE);
        assertThat(report(CAT).mails()).hasSize(2);
    }

    @Test
    void oneMailMayBeAboutSeveralUploads() throws InterruptedException {
        for (Version version : List.of(CAT, DOG)) {
            journal.queued(version, version.key());
            journal.published(version, "{}", true);
            journal.succeeded(version.key());
        }
        journal.mailPublished(List.of(CAT, DOG), "message", 1);
        journal.leftMailQueue(List.of(CAT, DOG));
        journal.mailed("message", MAIL);

        assertThat(report(CAT)).isEqualTo(report(DOG));
        assertThat(report(CAT).stage()).isEqualTo(Stage.DONE);
        assertThat(report(CAT).mails()).containsExactly(MAIL);
    }

    @Test
    void anOutcomeThatIsNotWorthAMailIsNotWaitedFor() throws InterruptedException {
        journal.queued(CAT, "event");
        journal.published(CAT, "{}", true);
        journal.succeeded("event");
        journal.leftMailQueue(List.of(CAT));

        assertThat(report(CAT).stage()).isEqualTo(Stage.DONE);
    }

    @Test
    void aMailThatCanNotBeSentIsNotWaitedFor() throws InterruptedException {
        journal.queued(CAT, "event");
        journal.published(CAT, "{}", true);
        journal.succeeded("event");
        journal.mailPublished(List.of(CAT), "message", 1);
        journal.leftMailQueue(List.of(CAT));
        journal.notMailed("message");

        assertThat(report(CAT).stage()).isEqualTo(Stage.DONE);
    }

    @Test
    void noMailIsWaitedForThatWentWithItsQueue() throws InterruptedException {
        journal.queued(CAT, "event");
        journal.published(CAT, "{}", true);
        journal.succeeded("event");
        assertThat(journal.awaitMailQueue(Duration.ZERO)).isFalse();

        journal.mailQueueIsGone();

        assertThat(report(CAT).stage()).isEqualTo(Stage.DONE);
        assertThat(journal.awaitMailQueue(Duration.ZERO)).isTrue();
    }

    @Test
    void anEventMayBeAboutSeveralUploads() throws InterruptedException {
        journal.queued(CAT, "event");
        journal.queued(DOG, "event");
        journal.succeeded("event");

        assertThat(report(CAT).stage()).isEqualTo(Stage.DONE);
        assertThat(report(DOG).stage()).isEqualTo(Stage.DONE);
    }

    @Test
    void anObjectThatTheFunctionIsNotCalledForIsLeftAlone() throws InterruptedException {
        journal.uploaded(CAT, Instant.EPOCH, 7, false);
        assertThat(report(CAT).stage()).isEqualTo(Stage.IGNORED);

        journal.uploaded(DOG, Instant.EPOCH, 7, true);
        assertThat(report(DOG).stage()).isEqualTo(Stage.WAITING);
    }

    @Test
    void everyStepIsToldWithItsTime() {
        List<UploadView> told = new ArrayList<>();
        Journal telling = new Journal(told::add);
        telling.uploaded(CAT, Instant.ofEpochMilli(5), 7, true);
        telling.queued(CAT, "event");
        telling.running("event");
        telling.published(CAT, "{\"outcome\":\"RESIZED\"}", true);
        telling.succeeded("event");
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

    private UploadReport report(Version version) throws InterruptedException {
        return journal.await(version, Duration.ZERO).orElseThrow();
    }
}
