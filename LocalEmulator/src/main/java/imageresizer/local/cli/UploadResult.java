package imageresizer.local.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.api.ReasonText;
import imageresizer.local.api.UploadReport;
import imageresizer.local.api.UploadReport.Stage;
import imageresizer.model.PrintableText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** How one upload ended, for the terminal. */
record UploadResult(Word word, String line, List<Saved> renditions) {

    private static final JsonMapper JSON = new JsonMapper();

    /** The first word of a result's line. */
    enum Word {
        RESIZED("resized"),
        PARTIAL("partly resized"),
        REJECTED("rejected"),
        SKIPPED("skipped"),
        FAILED("failed"),
        /** The file did not get as far as the stack. */
        NOT_UPLOADED("not uploaded");

        private final String text;

        Word(String text) {
            this.text = text;
        }

        /** As in a sentence. */
        String text() {
            return text;
        }

        static Word of(String outcome) {
            return switch (outcome) {
                case "RESIZED" -> RESIZED;
                case "PARTIAL" -> PARTIAL;
                case "REJECTED" -> REJECTED;
                default -> SKIPPED;
            };
        }
    }

    /** A rendition's place in the output bucket. */
    record Saved(String bucket, String key) {}

    UploadResult {
        renditions = List.copyOf(renditions);
    }

    static UploadResult notUploaded(Path file, String why) {
        return of(Word.NOT_UPLOADED, file, why);
    }

    static UploadResult failed(Path file, String why) {
        return of(Word.FAILED, file, why);
    }

    private static UploadResult of(Word word, Path file, String why) {
        return new UploadResult(
                word, word.name().replace('_', ' ') + "  " + PrintableText.oneLine(file + "  " + why), List.of());
    }

    static UploadResult of(Path file, UploadReport report, Duration took) {
        if (report.stage() == Stage.FAILED) {
            return failed(
                    file,
                    "the function failed: " + PictureText.failure(Objects.requireNonNullElse(report.failure(), ""))
                            + "; ./local dead-letters lists it");
        }
        if (report.manifest() == null) {
            return of(Word.SKIPPED, file, PictureText.ignored(report.ignored()));
        }
        JsonNode manifest = parsed(report.manifest());
        Word word = Word.of(manifest.path("outcome").asText());
        String line = word + "  " + PrintableText.oneLine(file + "  " + PictureText.of(manifest))
                + String.format(Locale.ROOT, "  in %.1f s", took.toMillis() / 1000.0);
        List<Saved> renditions = manifest.path("renditions")
                .valueStream()
                .map(rendition -> new Saved(
                        rendition.path("bucket").asText(), rendition.path("key").asText()))
                .toList();
        return new UploadResult(word, line, renditions);
    }

    private static JsonNode parsed(String manifest) {
        try {
            return JSON.readTree(manifest);
        } catch (JsonProcessingException e) {
            return ReasonText.NOTHING;
        }
    }
}
