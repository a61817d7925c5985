package imageresizer.notification;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import imageresizer.Outcome;
import imageresizer.Outcome.Rejected;
import imageresizer.Outcome.Resized;
import imageresizer.Outcome.Skipped;
import imageresizer.Upload;
import imageresizer.storage.StoredRendition;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * An outcome as JSON, for machines: {@code outcome}, {@code source} (bucket, key, versionId, eTag, sequencer, bytes,
 * and the picture's format, width and height), {@code renditions} (name, bucket, key, width, height, bytes,
 * contentType, sha256), {@code engine}, {@code milliseconds}; for a rejection {@code reason}.
 */
final class Manifest {

    private static final JsonFactory JSON = new JsonFactory();

    private Manifest() {}

    static String json(Outcome outcome) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("outcome", outcome.word());
            json.writeObjectFieldStart("source");
            write(json, outcome.upload());
            if (outcome instanceof Resized resized) {
                json.writeStringField("format", resized.source().format().displayName());
                json.writeNumberField("width", resized.source().size().width());
                json.writeNumberField("height", resized.source().size().height());
            }
            json.writeEndObject();
            switch (outcome) {
                case Resized resized -> {
                    json.writeArrayFieldStart("renditions");
                    for (StoredRendition rendition : resized.renditions()) {
                        write(json, rendition);
                    }
                    json.writeEndArray();
                    json.writeStringField("engine", resized.engine());
                    json.writeNumberField("milliseconds", resized.took().toMillis());
                }
                case Rejected rejected -> json.writeStringField("reason", rejected.reason());
                case Skipped skipped -> json.writeStringField("reason", skipped.reason());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory can't fail", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Upload upload) throws IOException {
        json.writeStringField("bucket", upload.bucket());
        json.writeStringField("key", upload.key());
        writeIfKnown(json, "versionId", upload.versionId());
        writeIfKnown(json, "eTag", upload.eTag());
        writeIfKnown(json, "sequencer", upload.sequencer());
        json.writeNumberField("bytes", upload.bytes());
    }

    private static void write(JsonGenerator json, StoredRendition rendition) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", rendition.name());
        json.writeStringField("bucket", rendition.bucket());
        json.writeStringField("key", rendition.key());
        json.writeNumberField("width", rendition.size().width());
        json.writeNumberField("height", rendition.size().height());
        json.writeNumberField("bytes", rendition.bytes());
        json.writeStringField("contentType", rendition.format().contentType());
        json.writeStringField("sha256", rendition.sha256());
        json.writeEndObject();
    }

    private static void writeIfKnown(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }
}
