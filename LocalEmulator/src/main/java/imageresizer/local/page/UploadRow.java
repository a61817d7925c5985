package imageresizer.local.page;

import com.fasterxml.jackson.databind.JsonNode;
import imageresizer.local.api.ReasonText;
import imageresizer.local.api.UploadState;
import imageresizer.local.api.UploadView;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An upload in one line of the page's list.
 *
 * @param number counts the stack's uploads
 * @param bytes null if the object's arrival was not seen
 * @param time when it was uploaded, in milliseconds since 1970; null as long as that is unknown
 * @param ran milliseconds from the beginning of the function's last attempt to its outcome; null before that
 * @param renditions how many there still are
 * @param renditionBytes their sum
 * @param thumbnail the smallest rendition; null if there is none
 * @param note why it is not resized, shortened; null if there is nothing to say
 */
record UploadRow(
        long number,
        String key,
        UploadState state,
        @Nullable Long bytes,
        @Nullable Long time,
        @Nullable Long ran,
        int renditions,
        long renditionBytes,
        @Nullable Thumbnail thumbnail,
        @Nullable String note) {

    private static final int LONGEST_NOTE = 160;
    private static final Comparator<JsonNode> BY_AREA = Comparator.comparingLong(rendition ->
            rendition.path("width").asLong() * rendition.path("height").asLong());

    /**
     * The place of a rendition.
     *
     * @param content changes with the rendition's bytes
     */
    record Thumbnail(String bucket, String key, String content) {}

    static UploadRow of(UploadView upload) {
        JsonNode manifest = Objects.requireNonNullElse(upload.manifest(), ReasonText.NOTHING);
        List<JsonNode> renditions = manifest.path("renditions")
                .valueStream()
                .filter(rendition ->
                        !upload.lostRenditions().contains(rendition.path("key").asText()))
                .toList();
        Long begin = upload.times().uploaded() == null
                ? upload.times().queued()
                : upload.times().uploaded();
        Long started = upload.times().started();
        Long end = upload.times().published();
        return new UploadRow(
                upload.number(),
                upload.key(),
                UploadState.of(upload),
                upload.bytes(),
                begin,
                started == null || end == null ? null : Math.max(0, end - started),
                renditions.size(),
                renditions.stream()
                        .mapToLong(rendition -> rendition.path("bytes").asLong())
                        .sum(),
                renditions.stream().min(BY_AREA).map(UploadRow::thumbnail).orElse(null),
                note(upload, manifest));
    }

    private static Thumbnail thumbnail(JsonNode rendition) {
        return new Thumbnail(
                rendition.path("bucket").asText(),
                rendition.path("key").asText(),
                rendition.path("eTag").asText(rendition.path("sha256").asText()));
    }

    private static @Nullable String note(UploadView upload, JsonNode manifest) {
        if (upload.gone() != null) {
            return null;
        }
        String reason = ReasonText.of(manifest.path("reason"));
        String note = upload.failure() != null ? upload.failure() : reason.isEmpty() ? upload.ignored() : reason;
        if (note == null) {
            return null;
        }
        return note.length() > LONGEST_NOTE ? note.substring(0, LONGEST_NOTE) + " ..." : note;
    }
}
