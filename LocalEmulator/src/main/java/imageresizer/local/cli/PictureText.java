package imageresizer.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import imageresizer.local.api.ReasonText;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An outcome in the words of one line. */
final class PictureText {

    private PictureText() {}

    /** The renditions, or why there are none. */
    static String of(JsonNode manifest) {
        String reason = ReasonText.of(manifest.path("reason"));
        return reason.isEmpty()
                ? Stream.concat(
                                manifest.path("renditions").valueStream().map(PictureText::rendition),
                                manifest.path("missing").valueStream().map(PictureText::missing))
                        .collect(Collectors.joining(", "))
                : reason;
    }

    /** @param reason what the function said; null if nothing */
    static String ignored(@Nullable String reason) {
        return reason == null ? "the function ignored it" : reason;
    }

    /** How a function failed, without the words of the libraries that it uses. */
    static String failure(String failure) {
        return failure.replaceFirst("^Runtime\\.ExitError: ", "")
                .replaceFirst("^RequestId: \\S+ (?:Error: )?", "")
                .replaceFirst("^(?:[a-z]\\w*\\.)+(?:[A-Z]\\w*[.$])*[A-Z]\\w*(?:: |$)", "")
                .replaceAll("\\b(?:[a-z]\\w*\\.){2,}(?=[A-Z])", "")
                .replaceAll(" \\((?:Service|SDK Attempt Count): [^)]*\\)", "");
    }

    /** Bytes as people say them. */
    static String bytes(long count) {
        if (count < 1000) {
            return count + " bytes";
        }
        return count < 999_950
                ? String.format(Locale.ROOT, "%.1f kB", count / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", count / 1e6);
    }

    private static String rendition(JsonNode rendition) {
        return rendition.path("width").intValue() + "x"
                + rendition.path("height").intValue() + " "
                + bytes(rendition.path("bytes").longValue());
    }

    private static String missing(JsonNode missing) {
        return "no " + missing.path("name").asText() + " in "
                + missing.path("format").asText() + ": " + ReasonText.of(missing.path("reason"));
    }
}
