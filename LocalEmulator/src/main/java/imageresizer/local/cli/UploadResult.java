package imageresizer.local.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.api.UploadReport;
import imageresizer.local.api.UploadReport.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How one upload ended, for the terminal. */
record UploadResult(Word word, String line, List<Saved> renditions, List<UploadReport.Mail> mails) {

    private static final JsonMapper JSON = new JsonMapper();

    /** The first word of a result's line. */
    enum Word {
        RESIZED,
        PARTIAL,
        REJECTED,
        FAILED
    }

    /** A rendition's place in the output bucket. */
    record Saved(String bucket, String key) {}

    UploadResult {
        renditions = List.copyOf(renditions);
        mails = List.copyOf(mails);
    }

    static UploadResult failed(Path file, String reason) {
        return new UploadResult(
                Word.FAILED, Word.FAILED + "  " + TerminalText.oneLine(file + "  " + reason), List.of(), List.of());
    }

    static UploadResult of(Path file, UploadReport report, Duration took) {
        if (report.manifest() == null || report.stage() == Stage.FAILED) {
            return failed(
                    file,
                    Objects.requireNonNullElse(
                            report.failure(), "the function left it alone; its log, which ./local up shows, says why"));
        }
        JsonNode manifest = parsed(report.manifest());
        Word word = Word.valueOf(manifest.path("outcome").textValue());
        String detail = word == Word.REJECTED
                ? manifest.path("reason").textValue()
                : Stream.concat(
                                manifest.path("renditions").valueStream().map(UploadResult::describe),
                                manifest.path("missing").valueStream().map(UploadResult::describeMissing))
                        .collect(Collectors.joining(", "));
        String line = word + "  " + TerminalText.oneLine(file + "  " + detail)
                + String.format(Locale.ROOT, "  in %.1f s", took.toMillis() / 1000.0);
        List<Saved> renditions = manifest.path("renditions")
                .valueStream()
                .map(rendition -> new Saved(
                        rendition.path("bucket").textValue(),
                        rendition.path("key").textValue()))
                .toList();
        return new UploadResult(word, line, renditions, report.mails());
    }

    private static JsonNode parsed(String manifest) {
        try {
            return JSON.readTree(manifest);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the function published a manifest that is no JSON: " + manifest, e);
        }
    }

    private static String describeMissing(JsonNode missing) {
        return "no " + missing.path("name").textValue() + " in "
                + missing.path("format").textValue() + ": "
                + missing.path("reason").textValue();
    }

    private static String describe(JsonNode rendition) {
        return rendition.path("width").intValue() + "x"
                + rendition.path("height").intValue() + " "
                + rendition.path("bytes").longValue() + " bytes";
    }
}
