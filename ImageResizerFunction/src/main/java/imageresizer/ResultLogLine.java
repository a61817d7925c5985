package imageresizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import imageresizer.UploadWorker.Timed;
import imageresizer.model.Outcome;
import imageresizer.model.Outcome.Rejected;
import imageresizer.model.Outcome.Removed;
import imageresizer.model.Outcome.Resized;
import imageresizer.model.Outcome.Skipped;
import imageresizer.model.PrintableText;
import imageresizer.model.RetryLaterException;
import imageresizer.model.StoredRendition;
import imageresizer.reason.Language;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The one line that the log has about a record of an event: what Lambda's own JSON lines hold (timestamp, level, message, request
 * id), and metrics that CloudWatch reads out of it.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">Embedded
 *     metric format</a>
 */
final class ResultLogLine {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String NAMESPACE = "ImageResizer";
    private static final String DIMENSION = "FunctionName";

    private ResultLogLine() {}

    /** The line of an upload that has ended, without a line break. */
    static String of(Timed<Outcome> outcome, Instant time, String functionName, String requestId) {
        Map<Metric, Long> metrics = metrics(outcome.result());
        metrics.put(Metric.WORK, outcome.took().minus(outcome.waited()).toMillis());
        if (outcome.waited().isPositive()) {
            metrics.put(Metric.WAITED, outcome.waited().toMillis());
        }
        return line("INFO", message(outcome.result()), metrics, time, functionName, requestId);
    }

    /** The line of an upload that Lambda has to bring again because another invocation is at work on its key. */
    static String of(RetryLaterException reason, Instant time, String functionName, String requestId) {
        return line(
                "WARN",
                "RETRY LATER: " + PrintableText.oneLine(String.valueOf(reason.getMessage())),
                Map.of(Metric.RETRIED_LATER, 1L),
                time,
                functionName,
                requestId);
    }

    private static String line(
            String level,
            String message,
            Map<Metric, Long> metrics,
            Instant time,
            String functionName,
            String requestId) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("timestamp", time.toString());
            json.writeStringField("level", level);
            json.writeStringField("message", message);
            json.writeStringField("AWSRequestId", requestId);
            writeDirective(json, time, metrics);
            json.writeStringField(DIMENSION, functionName);
            for (Map.Entry<Metric, Long> metric : metrics.entrySet()) {
                json.writeNumberField(metric.getKey().name, metric.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory can't fail", e);
        }
        return text.toString();
    }

    /** The same for people. */
    static String message(Outcome outcome) {
        return outcome.word() + " " + outcome.upload().uri() + ": "
                + switch (outcome) {
                    case Resized resized ->
                        resized.renditions().size() + " renditions in "
                                + resized.took().toMillis() + " ms by " + resized.engine();
                    case Rejected rejected -> rejected.reason().text(Language.EN);
                    case Skipped skipped -> skipped.reason();
                    case Removed removed -> removed.objects() + " objects that were made of it";
                };
    }

    private enum Metric {
        UPLOADS("Uploads", "Count"),
        RESIZED("Resized", "Count"),
        PARTIAL("Partial", "Count"),
        REJECTED("Rejected", "Count"),
        SKIPPED("Skipped", "Count"),
        REMOVED("Removed", "Count"),
        RETRIED_LATER("RetriedLater", "Count"),
        DURATION("DurationMs", "Milliseconds"),
        WORK("WorkMs", "Milliseconds"),
        WAITED("WaitedMs", "Milliseconds"),
        BYTES_IN("BytesIn", "Bytes"),
        BYTES_OUT("BytesOut", "Bytes"),
        LIBVIPS("LibvipsRenditions", "Count"),
        PORTABLE("PortableRenditions", "Count");

        private final String name;
        private final String unit;

        Metric(String name, String unit) {
            this.name = name;
            this.unit = unit;
        }
    }

    private static Map<Metric, Long> metrics(Outcome outcome) {
        Map<Metric, Long> metrics = new LinkedHashMap<>();
        if (!(outcome instanceof Removed)) {
            metrics.put(Metric.UPLOADS, 1L);
        }
        switch (outcome) {
            case Resized resized -> {
                metrics.put(resized.isPartial() ? Metric.PARTIAL : Metric.RESIZED, 1L);
                metrics.put(Metric.DURATION, resized.took().toMillis());
                metrics.put(Metric.BYTES_IN, resized.upload().bytes());
                metrics.put(
                        Metric.BYTES_OUT,
                        resized.renditions().stream()
                                .mapToLong(StoredRendition::bytes)
                                .sum());
                metrics.put(resized.engine().equals("libvips") ? Metric.LIBVIPS : Metric.PORTABLE, (long)
                        resized.renditions().size());
            }
            case Rejected _ -> metrics.put(Metric.REJECTED, 1L);
            case Skipped _ -> metrics.put(Metric.SKIPPED, 1L);
            case Removed _ -> metrics.put(Metric.REMOVED, 1L);
        }
        return metrics;
    }

    private static void writeDirective(JsonGenerator json, Instant time, Map<Metric, Long> metrics) throws IOException {
        json.writeObjectFieldStart("_aws");
        json.writeNumberField("Timestamp", time.toEpochMilli());
        json.writeArrayFieldStart("CloudWatchMetrics");
        json.writeStartObject();
        json.writeStringField("Namespace", NAMESPACE);
        json.writeArrayFieldStart("Dimensions");
        json.writeStartArray();
        json.writeString(DIMENSION);
        json.writeEndArray();
        json.writeEndArray();
        json.writeArrayFieldStart("Metrics");
        for (Metric metric : metrics.keySet()) {
            json.writeStartObject();
            json.writeStringField("Name", metric.name);
            json.writeStringField("Unit", metric.unit);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }
}
