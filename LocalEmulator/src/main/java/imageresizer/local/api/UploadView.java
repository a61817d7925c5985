package imageresizer.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import imageresizer.local.api.UploadReport.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An upload as its card shows it.
 *
 * @param number counts the stack's uploads
 * @param versionId empty in a bucket that keeps no versions
 * @param bytes null if the object's arrival was not seen
 * @param attempts how often the function has begun with it
 * @param failure how the last attempt failed; null if it did not
 * @param ignored why the function did nothing with it; null if it did something, or has not ended
 * @param manifest what the function has published; null before that
 * @param mailsDue how many mails there will be; null before that is known
 * @param mails how many have arrived
 * @param gone what has become of the object since; null if its key still holds it
 * @param lostRenditions keys of those that are no longer what the function stored for this upload
 * @param again why the function did nothing with an event that came after the outcome; null if there was none
 */
public record UploadView(
        long number,
        String bucket,
        String key,
        String versionId,
        @Nullable Long bytes,
        Stage stage,
        Times times,
        int attempts,
        @Nullable String failure,
        @Nullable String ignored,
        @Nullable JsonNode manifest,
        @Nullable Integer mailsDue,
        int mails,
        @Nullable Gone gone,
        List<String> lostRenditions,
        @Nullable String again) {

    public UploadView {
        lostRenditions = List.copyOf(lostRenditions);
    }

    /** Why an upload's key no longer holds it. */
    public enum Gone {
        REMOVED,
        /** By a later upload of the same key. */
        REPLACED
    }

    /**
     * When it came how far, in milliseconds since 1970; null where it has not come yet. Of an upload that was resized again,
     * these are the times of the last time.
     */
    public record Times(
            @Nullable Long uploaded,
            @Nullable Long queued,
            @Nullable Long started,
            @Nullable Long published,
            @Nullable Long mailed) {}
}
