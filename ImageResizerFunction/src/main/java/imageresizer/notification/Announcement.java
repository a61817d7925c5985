package imageresizer.notification;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.jr.ob.JSON;
import imageresizer.lease.Manifest;
import imageresizer.lease.Manifest.Finished;
import imageresizer.lease.ManifestJson;
import imageresizer.model.Origin;
import imageresizer.model.Outcome.Final;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the topic says to programs about one finished upload: its manifest as JSON, shortened if SNS would not take it.
 *
 * @param settings fingerprint of the settings that the renditions are made with
 * @param origin why the picture was resized
 * @param omitted how many renditions the shortened JSON leaves out
 */
public record Announcement(Final outcome, String settings, Origin origin, int omitted) {

    /** In bytes of UTF-8 as JSON escapes it, once more. With the mail, it stays below the 262,144 bytes that SNS takes. */
    private static final int LONGEST = 150_000;

    private static final String RENDITIONS = "renditions";
    private static final String OMITTED = "omittedRenditions";

    public Announcement {
        requireNonNull(outcome);
        requireNonNull(settings);
        requireNonNull(origin);
    }

    /** Equal for announcements of the same outcome: SQS and SNS deliver at least once. */
    public List<Object> identity() {
        return List.of(outcome.upload(), settings, outcome.word());
    }

    /** The announcement that a message of the topic makes; empty if it makes none. */
    public static Optional<Announcement> read(String json) {
        try {
            Map<String, Object> fields = JSON.std.mapFrom(json);
            return ManifestJson.read(json)
                    .map(Manifest::finished)
                    .map(finished -> new Announcement(
                            finished.outcome(),
                            finished.settings().settings(),
                            finished.origin(),
                            fields.get(OMITTED) instanceof Integer omitted ? omitted : 0));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** The JSON of a finished manifest, without its last renditions if it is too long for SNS. */
    static String json(Finished finished) {
        String whole = ManifestJson.write(finished);
        return MailBody.sizeInJson(whole) <= LONGEST ? whole : shortened(whole);
    }

    private static String shortened(String json) {
        try {
            Map<String, Object> fields = new LinkedHashMap<>(JSON.std.mapFrom(json));
            List<?> renditions = fields.get(RENDITIONS) instanceof List<?> list ? list : List.of();
            String text = json;
            for (int kept = renditions.size() - 1; kept >= 0 && MailBody.sizeInJson(text) > LONGEST; kept--) {
                fields.put(RENDITIONS, renditions.subList(0, kept));
                fields.put(OMITTED, renditions.size() - kept);
                text = JSON.std.asString(fields);
            }
            return text;
        } catch (IOException e) {
            throw new IllegalStateException("a manifest that was just written can't be read", e);
        }
    }
}
