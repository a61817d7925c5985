package imageresizer.local;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.local.Journal.Version;
import imageresizer.local.api.UploadReport;
import imageresizer.local.api.UploadReport.Mail;
import imageresizer.local.api.UploadReport.Stage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalTest {

    private static final Version CAT = new Version("input", "cat.jpg", "1");
    private static final Version DOG = new Version("input", "dog.jpg", "1");
    private static final Mail MAIL = new Mail("Resized", "...", "...");

    private final Journal journal = new Journal();

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
        journal.published(CAT, "message-1", "{}", 1);
        journal.retrying("event", "died after it had published");
        journal.published(CAT, "message-2", "{}", 1);
        journal.succeeded("event");
        journal.mailed("message-2", MAIL);
        assertThat(report(CAT).stage()).isEqualTo(Stage.RUNNING);

        journal.mailed("message-1", MAIL);

        assertThat(report(CAT).stage()).isEqualTo(Stage.DONE);
        assertThat(report(CAT).mails()).hasSize(2);
    }

    @Test
    void aMailThatCanNotBeSentIsNotWaitedFor() throws InterruptedException {
        journal.queued(CAT, "event");
        journal.published(CAT, "message", "{}", 1);
        journal.succeeded("event");
        journal.notMailed("message");

        assertThat(report(CAT).stage()).isEqualTo(Stage.DONE);
    }

    @Test
    void anEventMayBeAboutSeveralUploads() throws InterruptedException {
        journal.queued(CAT, "event");
        journal.queued(DOG, "event");
        journal.succeeded("event");

        assertThat(report(CAT).stage()).isEqualTo(Stage.DONE);
        assertThat(report(DOG).stage()).isEqualTo(Stage.DONE);
    }

    private UploadReport report(Version version) throws InterruptedException {
        return journal.await(version, Duration.ZERO).orElseThrow();
    }
}
