package imageresizer.local.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.lambda.LogListener;
import imageresizer.settings.InvalidSettingException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.stream.Collectors;

/**
 * Prints what a person needs of Lambda's log: warnings, and errors whole; text that is not from the logger as it is. That
 * a setting is refused is said elsewhere, by its sentence alone.
 */
final class ReadableLog implements LogListener {

    /** What every JVM says when that variable is set. */
    private static final String JVM_OPTIONS = "Picked up JAVA_TOOL_OPTIONS";

    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public void log(String logStream, String line) {
        String text = text(line);
        if (!text.isEmpty()) {
            System.out.println(text);
        }
    }

    /** Empty for what is not worth a line. */
    static String text(String line) {
        String text = readable(line);
        // The frames of a stack trace begin with a tab.
        return text.contains(InvalidSettingException.class.getName())
                ? ""
                : Progress.printable(text.replace("\t", "    "));
    }

    private static String readable(String line) {
        JsonNode entry = parsed(line);
        if (!entry.isObject()) {
            return line.startsWith(JVM_OPTIONS) ? "" : line;
        }
        return switch (entry.path("level").asText()) {
            case "WARN", "ERROR", "FATAL" -> {
                String time = LocalTime.now(ZoneId.systemDefault())
                        .format(DateTimeFormatter.ISO_LOCAL_TIME)
                        .substring(0, 8);
                yield time + "  " + entry.path("level").asText() + "  " + message(entry);
            }
            case "" -> entry.has("type") ? "" : message(entry);
            default -> "";
        };
    }

    private static String message(JsonNode entry) {
        String trace = entry.path("stackTrace")
                .valueStream()
                .map(frame -> "\n    " + frame.asText())
                .collect(Collectors.joining());
        JsonNode message = entry.has("message") ? entry.path("message") : entry.path("errorMessage");
        return (message.isTextual() ? message.asText() : entry.toString()) + trace;
    }

    private static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}
