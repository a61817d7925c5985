package imageresizer;

import imageresizer.event.Removal;
import imageresizer.input.CurrentObject;
import imageresizer.lease.Manifest.Finished;
import imageresizer.model.Outcome;
import imageresizer.model.RetryLaterException;
import imageresizer.model.Upload;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the holder of a key's lease does. An event only says that something has happened to the key; what is to be done
 * follows from what the key holds now and from what its manifest says.
 */
sealed interface NextStep {

    /** @param why for the log */
    record Nothing(String why) implements NextStep {}

    /** Makes the renditions of what the key holds now. */
    record Resize(Upload upload, @Nullable Instant lastModified) implements NextStep {}

    /** Removes all that was made, since the key holds nothing any more. */
    record RemoveEverything() implements NextStep {}

    /** Removes the original, which an earlier attempt resized and announced. */
    record RemoveOriginal() implements NextStep {}

    /**
     * The state of a key.
     *
     * @param current what it holds now
     * @param finished the last upload that was finished
     * @param hasDebris whether an attempt died or failed, so that renditions of {@code finished} may have been replaced
     */
    record KeyState(Optional<CurrentObject> current, Optional<Finished> finished, boolean hasDebris) {

        /** The key is empty, or holds an older version, because the function itself deleted the original. */
        private boolean isWithoutOriginal() {
            return finished.isPresent() && finished.get().losesOriginal() && !hasDebris;
        }

        private boolean isMadeOf(Upload upload) {
            return finished.isPresent()
                    && !hasDebris
                    && (finished.get().upload().isSameAs(upload) || isFoundBefore(upload, finished.get()));
        }

        /**
         * In a bucket without versions, the event of something else may have led to what the key holds now. It did not name
         * the sequencer of that, but its time is known.
         */
        private boolean isFoundBefore(Upload upload, Finished found) {
            return upload.versionId() == null
                    && found.upload().versionId() == null
                    && found.upload().sequencer() == null
                    && found.upload().eTag() != null
                    && found.upload().eTag().equals(upload.eTag())
                    && found.lastModified() != null
                    && current.map(CurrentObject::lastModified)
                            .filter(found.lastModified()::equals)
                            .isPresent();
        }

        private boolean isMadeOfCurrent() {
            return isFinishedOfCurrent() && !hasDebris;
        }

        /** In a bucket without versions by content: what comes anew with the same has an event of its own. */
        private boolean isFinishedOfCurrent() {
            return finished.isPresent()
                    && current.isPresent()
                    && current.get().is(finished.get().upload());
        }

        /** Whether the key holds what it held before the function deleted the original, or something older. */
        private boolean isOlderThanFinished() {
            @Nullable Instant now = current.map(CurrentObject::lastModified).orElse(null);
            @Nullable Instant then = finished.map(Finished::lastModified).orElse(null);
            return now != null && then != null && !now.isAfter(then);
        }
    }

    /**
     * After an upload.
     *
     * @param upload with its version, also if the event named none
     * @param isThere whether that version can be fetched
     * @param isHandmade whether the event named neither a version nor a sequencer, as S3 does
     * @param isMadeWithSettings whether {@code finished} was made with the settings of now
     */
    static NextStep afterUpload(
            Upload upload,
            boolean isThere,
            boolean isHandmade,
            boolean isMadeWithSettings,
            KeyState key,
            boolean renditionsFollow) {
        if (isMadeWithSettings && key.isMadeOf(upload) && !isHandmade) {
            return key.isWithoutOriginal() ? new RemoveOriginal() : new Nothing(Outcome.Skipped.DONE);
        }
        if (key.isWithoutOriginal() && (key.isMadeOf(upload) ? !isThere : isHandmade && key.isOlderThanFinished())) {
            return new Nothing("this function has deleted the original");
        }
        @Nullable CurrentObject current = key.current().orElse(null);
        if (current == null) {
            if (upload.versionId() == null) {
                boolean isOnlyDebris = key.finished().isEmpty() && key.hasDebris();
                return isOnlyDebris ? new RemoveEverything() : new Nothing("the key holds nothing");
            }
            if (!renditionsFollow) {
                return isThere ? new Resize(upload, null) : new Nothing("the upload was removed");
            }
            boolean isNothingLeft = key.finished().isEmpty() && !key.hasDebris();
            return key.isWithoutOriginal() || isNothingLeft
                    ? new Nothing("the upload was removed")
                    : new RemoveEverything();
        }
        if (current.is(upload)) {
            if (!isThere) {
                throw new RetryLaterException("S3 says at once that " + upload.uri() + " is there and that it is not.");
            }
            return new Resize(upload, current.lastModified());
        }
        if (key.hasDebris()) {
            // The attempt that left it may have replaced renditions, and the event of what the key holds may be over.
            return new Resize(current.upload(), current.lastModified());
        }
        return new Nothing(Outcome.Skipped.OVERTAKEN);
    }

    /**
     * In a backfill, whatever has happened to the key before.
     *
     * @param before what was uploaded later has an event of its own, which leads to a mail
     * @param isEnough whether {@code finished} may stay as it is, if it is of what the key holds
     */
    static NextStep inBackfill(Instant before, boolean isEnough, KeyState key, boolean renditionsFollow) {
        @Nullable CurrentObject current = key.current().orElse(null);
        if (key.isWithoutOriginal() && (current == null || key.isOlderThanFinished())) {
            return new Nothing("this function has deleted the original");
        }
        if (current == null) {
            boolean mayRemove = renditionsFollow || key.finished().isEmpty();
            return key.hasDebris() && mayRemove ? new RemoveEverything() : new Nothing("the key holds nothing");
        }
        boolean isNewer =
                current.lastModified() != null && !current.lastModified().isBefore(before);
        if (isNewer && !key.isFinishedOfCurrent()) {
            return new Nothing("it was uploaded after the backfill began, and has an event of its own");
        }
        return isEnough && key.isMadeOfCurrent()
                ? new Nothing(Outcome.Skipped.DONE)
                : new Resize(current.upload(), current.lastModified());
    }

    /** After the removal of an upload, of one version of it, or of a delete marker. */
    static NextStep afterRemoval(Removal removal, KeyState key) {
        boolean isEmpty = key.current().isEmpty();
        if (key.isWithoutOriginal()) {
            boolean isMeant = isEmpty
                    && !removal.isOfOneVersion()
                    && !removal.gone().isOlderThan(key.finished().orElseThrow().upload());
            return isMeant ? new RemoveEverything() : new Nothing("this function has deleted the original");
        }
        if (isEmpty) {
            return key.finished().isPresent() || key.hasDebris()
                    ? new RemoveEverything()
                    : new Nothing("nothing was made of it");
        }
        CurrentObject current = key.current().get();
        return key.isMadeOfCurrent()
                ? new Nothing("the renditions are those of what the key holds now")
                : new Resize(current.upload(), current.lastModified());
    }
}
