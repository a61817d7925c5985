package imageresizer.local.lambda;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import imageresizer.local.lambda.InvocationResult.Report;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The lines that Lambda itself writes into a function's log.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html">Telemetry schema</a>
 */
final class PlatformLog {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final FunctionConfiguration function;

    PlatformLog(FunctionConfiguration function) {
        this.function = function;
    }

    String start(String requestId) {
        if (function.logFormat() == LogFormat.TEXT) {
            return "START RequestId: " + requestId + " Version: " + function.version();
        }
        ObjectNode line = event("platform.start");
        line.withObject("/record").put("requestId", requestId).put("version", function.version());
        return line.toString();
    }

    /**
     * The lines after an invocation.
     *
     * @param error null if the handler returned or threw; an exception is a success of the runtime, also on Lambda
     */
    List<String> end(String requestId, Report report, @Nullable ErrorPayload error) {
        return function.logFormat() == LogFormat.TEXT
                ? textEnd(requestId, report, error)
                : List.of(jsonReport(requestId, report, error));
    }

    private List<String> textEnd(String requestId, Report report, @Nullable ErrorPayload error) {
        List<String> lines = new ArrayList<>();
        if (error != null) {
            lines.add(
                    status(error).equals("timeout")
                            ? now() + " " + requestId + " Task timed out after " + seconds() + " seconds"
                            : error.errorMessage());
        }
        lines.add("END RequestId: " + requestId);
        StringBuilder line = new StringBuilder("REPORT RequestId: " + requestId);
        line.append("\tDuration: ").append(milliseconds(report.duration())).append(" ms");
        line.append("\tBilled Duration: ")
                .append(report.billedDuration().toMillis())
                .append(" ms");
        line.append("\tMemory Size: ").append(function.memoryMegabytes()).append(" MB");
        line.append("\tMax Memory Used: ")
                .append(report.maxMemoryUsedMegabytes())
                .append(" MB");
        if (report.initDuration() != null) {
            line.append("\tInit Duration: ")
                    .append(milliseconds(report.initDuration()))
                    .append(" ms");
        }
        if (error != null) {
            line.append("\tStatus: ").append(status(error));
            if (status(error).equals("error")) {
                line.append("\tError Type: ").append(error.errorType());
            }
        }
        lines.add(line.toString());
        return lines;
    }

    private String jsonReport(String requestId, Report report, @Nullable ErrorPayload error) {
        ObjectNode line = event("platform.report");
        ObjectNode entry = line.withObject("/record").put("requestId", requestId);
        ObjectNode metrics = entry.putObject("metrics")
                .put("durationMs", fractional(report.duration()))
                .put("billedDurationMs", report.billedDuration().toMillis())
                .put("memorySizeMB", function.memoryMegabytes())
                .put("maxMemoryUsedMB", report.maxMemoryUsedMegabytes());
        if (report.initDuration() != null) {
            metrics.put("initDurationMs", fractional(report.initDuration()));
        }
        entry.put("status", error == null ? "success" : status(error));
        if (error != null && status(error).equals("error")) {
            entry.put("errorType", error.errorType());
        }
        return line.toString();
    }

    /** The line after an initialisation that failed. */
    String initFailed(Duration duration, ErrorPayload error) {
        if (function.logFormat() == LogFormat.TEXT) {
            return "INIT_REPORT Init Duration: " + milliseconds(duration) + " ms\tPhase: init\tStatus: " + status(error)
                    + "\tError Type: " + error.errorType();
        }
        ObjectNode line = event("platform.initReport");
        ObjectNode entry = line.withObject("/record");
        entry.put("initializationType", function.snapStart() ? "snap-start" : "on-demand")
                .put("phase", "init");
        entry.putObject("metrics").put("durationMs", fractional(duration));
        entry.put("status", status(error)).put("errorType", error.errorType());
        return line.toString();
    }

    /** The function's timeout as Lambda's messages give it. */
    String seconds() {
        return String.format(Locale.ROOT, "%.2f", function.timeout().toMillis() / 1e3);
    }

    private static ObjectNode event(String type) {
        return MAPPER.createObjectNode().put("time", now()).put("type", type);
    }

    private static String status(ErrorPayload error) {
        return error.errorType().equals("Sandbox.Timedout") ? "timeout" : "error";
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static String milliseconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f", fractional(duration));
    }

    private static double fractional(Duration duration) {
        return Math.round(duration.toNanos() / 1e3) / 1e3;
    }
}
