package imageresizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.NextStep.KeyState;
import imageresizer.NextStep.Nothing;
import imageresizer.NextStep.RemoveEverything;
import imageresizer.NextStep.RemoveOriginal;
import imageresizer.NextStep.Resize;
import imageresizer.event.Removal;
import imageresizer.input.CurrentObject;
import imageresizer.lease.Manifest.Finished;
import imageresizer.model.MadeWith;
import imageresizer.model.Origin;
import imageresizer.model.Outcome;
import imageresizer.model.Outcome.Rejected;
import imageresizer.model.RetryLaterException;
import imageresizer.model.Upload;
import imageresizer.reason.Reason;
import imageresizer.reason.ReasonCode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each decision by itself; {@link InterleavingTest} shows where they lead together. */
class NextStepTest {

    private static final Instant EARLY = Instant.parse("2026-01-01T06:00:00Z");
    private static final Instant LATE = EARLY.plusSeconds(1);
    private static final Upload FIRST = upload("v1", "01");
    private static final Upload SECOND = upload("v2", "02");

    private static final boolean THERE = true;
    private static final boolean GONE = false;

    @Test
    void anUploadThatTheKeyHoldsIsResized() {
        assertThat(after(FIRST, THERE, new KeyState(holds(FIRST), nothing(), false)))
                .isEqualTo(new Resize(FIRST, EARLY));
    }

    @Test
    void whatIsDoneIsNotDoneAgainUnlessTheEventIsMadeByHand() {
        KeyState done = new KeyState(holds(FIRST), finished(FIRST), false);

        assertThat(afterDone(FIRST, THERE, done)).isInstanceOf(Nothing.class);
        assertThat(NextStep.afterUpload(
                        FIRST, THERE, /* isHandmade= */ true, /* isMadeWithSettings= */ true, done, true))
                .isEqualTo(new Resize(FIRST, EARLY));
    }

    @Test
    void whereNoVersionsAreKeptAnotherEventMayHaveLedToTheUploadBefore() {
        Upload upload = upload(null, "02");
        Optional<Finished> found = finished(upload.withoutSequencer());

        assertThat(afterDone(upload, THERE, new KeyState(holds(upload, EARLY), found, false)))
                .isInstanceOf(Nothing.class);
        assertThat(afterDone(upload, THERE, new KeyState(holds(upload, LATE), found, false)))
                .as("the same content, uploaded later")
                .isEqualTo(new Resize(upload, LATE));
        assertThat(afterDone(upload, THERE, new KeyState(holds(upload, EARLY), finished(upload(null, "01")), false)))
                .as("the same content, of which the event is known")
                .isEqualTo(new Resize(upload, EARLY));
    }

    @Test
    void whatIsDoneIsDoneAgainOverDebris() {
        assertThat(afterDone(FIRST, THERE, new KeyState(holds(FIRST), finished(FIRST), true)))
                .isEqualTo(new Resize(FIRST, EARLY));
    }

    @Test
    void anOriginalThatAnEarlierAttemptAnnouncedIsRemoved() {
        assertThat(afterDone(FIRST, THERE, new KeyState(holds(FIRST), consumed(FIRST), false)))
                .isEqualTo(new RemoveOriginal());
    }

    @Test
    void anOriginalThatTheFunctionDeletedIsNotMissed() {
        KeyState withOlderBelow = new KeyState(holds(FIRST), consumed(SECOND), false);

        assertThat(after(SECOND, GONE, withOlderBelow)).isInstanceOf(Nothing.class);
        assertThat(after(SECOND, THERE, new KeyState(holds(SECOND), consumed(SECOND), false)))
                .as("other settings, and the original is still there")
                .isEqualTo(new Resize(SECOND, EARLY));
    }

    @Test
    void anEventMadeByHandDoesNotTakeTheVersionBelowADeletedOriginal() {
        assertThat(byHand(FIRST, new KeyState(holds(FIRST), consumed(SECOND), false)))
                .isInstanceOf(Nothing.class);
        assertThat(byHand(FIRST, new KeyState(holds(FIRST, LATE), consumed(SECOND), false)))
                .as("what came after the original")
                .isEqualTo(new Resize(FIRST, LATE));
        assertThat(after(FIRST, THERE, new KeyState(holds(FIRST), consumed(SECOND), false)))
                .as("an event of S3's")
                .isEqualTo(new Resize(FIRST, EARLY));
    }

    @Test
    void anEventMadeByHandRemovesNothingThatWasFinished() {
        Upload unknown = upload(null, "03");

        assertThat(byHand(unknown, new KeyState(Optional.empty(), finished(FIRST), true)))
                .isInstanceOf(Nothing.class);
        assertThat(byHand(unknown, new KeyState(Optional.empty(), nothing(), false)))
                .isInstanceOf(Nothing.class);
        assertThat(byHand(unknown, new KeyState(Optional.empty(), nothing(), true)))
                .as("debris alone")
                .isEqualTo(new RemoveEverything());
    }

    @Test
    void whatWasMadeGoesWhenTheKeyIsEmpty() {
        assertThat(after(FIRST, GONE, new KeyState(Optional.empty(), finished(FIRST), false)))
                .isEqualTo(new RemoveEverything());
        assertThat(after(FIRST, GONE, new KeyState(Optional.empty(), nothing(), true)))
                .isEqualTo(new RemoveEverything());
        assertThat(after(FIRST, GONE, new KeyState(Optional.empty(), nothing(), false)))
                .isInstanceOf(Nothing.class);
        assertThat(after(FIRST, GONE, new KeyState(Optional.empty(), consumed(SECOND), false)))
                .as("the key is empty because the function deleted a later original")
                .isInstanceOf(Nothing.class);
    }

    @Test
    void renditionsThatDoNotFollowStay() {
        KeyState empty = new KeyState(Optional.empty(), finished(FIRST), false);

        assertThat(NextStep.afterUpload(SECOND, GONE, false, false, empty, /* renditionsFollow= */ false))
                .isInstanceOf(Nothing.class);
        assertThat(NextStep.afterUpload(SECOND, THERE, false, false, empty, /* renditionsFollow= */ false))
                .isEqualTo(new Resize(SECOND, null));
    }

    @Test
    void anUploadThatIsNotTheCurrentOneIsLeftToThatOnesEvent() {
        assertThat(after(FIRST, THERE, new KeyState(holds(SECOND), nothing(), false)))
                .isEqualTo(new Nothing(Outcome.Skipped.OVERTAKEN));
    }

    @Test
    void overDebrisTheCurrentUploadIsResizedWhichMayHaveNoEventLeft() {
        assertThat(after(FIRST, THERE, new KeyState(holds(SECOND), nothing(), true)))
                .isEqualTo(new Resize(SECOND, EARLY));
    }

    @Test
    void whereS3ContradictsItselfTheEventComesAgain() {
        KeyState state = new KeyState(holds(FIRST), nothing(), false);

        assertThatExceptionOfType(RetryLaterException.class).isThrownBy(() -> after(FIRST, GONE, state));
    }

    @Test
    void aRemovalThatTheFunctionCausedRemovesNothing() {
        Removal own = new Removal(SECOND, /* isOfOneVersion= */ true);
        KeyState consumed = new KeyState(Optional.empty(), consumed(SECOND), false);

        assertThat(NextStep.afterRemoval(own, consumed)).isInstanceOf(Nothing.class);
        assertThat(NextStep.afterRemoval(marker("03"), consumed))
                .as("somebody deletes the key")
                .isEqualTo(new RemoveEverything());
        assertThat(NextStep.afterRemoval(marker("01"), consumed))
                .as("an old marker")
                .isInstanceOf(Nothing.class);
        assertThat(NextStep.afterRemoval(marker("03"), new KeyState(holds(FIRST), consumed(SECOND), false)))
                .as("an older version is below")
                .isInstanceOf(Nothing.class);
    }

    @Test
    void aRemovalLeadsToWhatTheKeyHoldsNow() {
        assertThat(NextStep.afterRemoval(marker("03"), new KeyState(Optional.empty(), finished(FIRST), false)))
                .isEqualTo(new RemoveEverything());
        assertThat(NextStep.afterRemoval(marker("03"), new KeyState(Optional.empty(), nothing(), true)))
                .isEqualTo(new RemoveEverything());
        assertThat(NextStep.afterRemoval(marker("03"), new KeyState(Optional.empty(), nothing(), false)))
                .isInstanceOf(Nothing.class);
        assertThat(NextStep.afterRemoval(marker("03"), new KeyState(holds(FIRST), finished(SECOND), false)))
                .isEqualTo(new Resize(FIRST, EARLY));
        assertThat(NextStep.afterRemoval(marker("03"), new KeyState(holds(FIRST), finished(FIRST), false)))
                .isInstanceOf(Nothing.class);
        assertThat(NextStep.afterRemoval(marker("03"), new KeyState(holds(FIRST), finished(FIRST), true)))
                .as("over debris")
                .isEqualTo(new Resize(FIRST, EARLY));
    }

    private static NextStep after(Upload upload, boolean isThere, KeyState state) {
        return NextStep.afterUpload(
                upload, isThere, /* isHandmade= */ false, /* isMadeWithSettings= */ false, state, true);
    }

    private static NextStep afterDone(Upload upload, boolean isThere, KeyState state) {
        return NextStep.afterUpload(
                upload, isThere, /* isHandmade= */ false, /* isMadeWithSettings= */ true, state, true);
    }

    private static NextStep byHand(Upload upload, KeyState state) {
        return NextStep.afterUpload(
                upload, THERE, /* isHandmade= */ true, /* isMadeWithSettings= */ false, state, true);
    }

    private static Upload upload(@Nullable String version, String sequencer) {
        return new Upload("input", "cat.jpg", version, "\"e\"", sequencer, 5);
    }

    private static Removal marker(String sequencer) {
        return new Removal(upload("marker", sequencer), /* isOfOneVersion= */ false);
    }

    @Test
    void aBackfillMakesWhatTheKeyHoldsUnlessItIsThere() {
        assertThat(inBackfill(true, new KeyState(holds(FIRST), nothing(), false)))
                .isEqualTo(new Resize(FIRST, EARLY));
        assertThat(inBackfill(true, new KeyState(holds(FIRST), finished(FIRST), false)))
                .isInstanceOf(Nothing.class);
        assertThat(inBackfill(false, new KeyState(holds(FIRST), finished(FIRST), false)))
                .as("with other settings")
                .isEqualTo(new Resize(FIRST, EARLY));
        assertThat(inBackfill(true, new KeyState(holds(SECOND), finished(FIRST), false)))
                .as("something newer")
                .isEqualTo(new Resize(SECOND, EARLY));
        assertThat(inBackfill(true, new KeyState(holds(FIRST), finished(FIRST), true)))
                .as("over debris")
                .isEqualTo(new Resize(FIRST, EARLY));
    }

    @Test
    void aBackfillLeavesWhatCameLaterToItsEvent() {
        assertThat(inBackfill(true, new KeyState(holds(FIRST, LATE), nothing(), false)))
                .isInstanceOf(Nothing.class);
        assertThat(inBackfill(true, new KeyState(holds(SECOND, LATE), finished(FIRST), true)))
                .isInstanceOf(Nothing.class);
        assertThat(inBackfill(true, new KeyState(holds(FIRST, LATE), finished(FIRST), true)))
                .as("over debris, after its event")
                .isEqualTo(new Resize(FIRST, LATE));
    }

    @Test
    void aBackfillOfAnEmptyKeyRemovesOnlyDebris() {
        assertThat(inBackfill(true, new KeyState(Optional.empty(), finished(FIRST), false)))
                .isInstanceOf(Nothing.class);
        assertThat(inBackfill(true, new KeyState(Optional.empty(), nothing(), true)))
                .isEqualTo(new RemoveEverything());
        assertThat(NextStep.inBackfill(
                        LATE,
                        true,
                        new KeyState(Optional.empty(), finished(FIRST), true),
                        /* renditionsFollow= */ false))
                .as("renditions are kept")
                .isInstanceOf(Nothing.class);
    }

    @Test
    void aBackfillDoesNotMissAnOriginalThatTheFunctionDeleted() {
        assertThat(inBackfill(false, new KeyState(Optional.empty(), consumed(SECOND), false)))
                .isInstanceOf(Nothing.class);
        assertThat(inBackfill(false, new KeyState(holds(FIRST), consumed(SECOND), false)))
                .as("the version below")
                .isInstanceOf(Nothing.class);
    }

    private static NextStep inBackfill(boolean isEnough, KeyState key) {
        return NextStep.inBackfill(LATE, isEnough, key, /* renditionsFollow= */ true);
    }

    private static Optional<CurrentObject> holds(Upload upload) {
        return holds(upload, EARLY);
    }

    private static Optional<CurrentObject> holds(Upload upload, Instant lastModified) {
        return Optional.of(new CurrentObject(upload, lastModified));
    }

    private static Optional<Finished> nothing() {
        return Optional.empty();
    }

    private static Optional<Finished> finished(Upload upload) {
        return finished(upload, /* losesOriginal= */ false);
    }

    private static Optional<Finished> consumed(Upload upload) {
        return finished(upload, /* losesOriginal= */ true);
    }

    private static Optional<Finished> finished(Upload upload, boolean losesOriginal) {
        Rejected outcome = new Rejected(upload, Reason.of(ReasonCode.NOT_A_PICTURE));
        return Optional.of(new Finished(
                upload, new MadeWith("settings", "abilities"), outcome, losesOriginal, EARLY, Origin.UPLOAD));
    }
}
