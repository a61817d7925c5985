package imageresizer.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.jr.ob.JSON;
import imageresizer.Attempt;
import imageresizer.Outcome;
import imageresizer.Outcome.Final;
import imageresizer.Outcome.Missing;
import imageresizer.Outcome.Rejected;
import imageresizer.Outcome.Resized;
import imageresizer.Upload;
import imageresizer.manifest.Manifest.Claimed;
import imageresizer.manifest.Manifest.Finished;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Size;
import imageresizer.storage.StoredRendition;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A manifest as JSON: {@code outcome}, {@code source} (bucket, key, versionId, eTag, sequencer, bytes), {@code picture}
 * (format, width, height), {@code renditions} (name, bucket, key, format, width, height, bytes, contentType, sha256,
 * eTag), {@code missing} (name, format, reason), {@code engine}, {@code milliseconds}; for a rejection {@code reason};
 * and {@code settings}, the fingerprint. While an attempt is at work, {@code claim} says whose it is.
 */
public final class ManifestJson {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final String UNKNOWN_OUTCOME = "IN_PROGRESS";

    private ManifestJson() {}

    public static String write(Manifest manifest) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField(
                    "outcome", manifest.outcome().map(Outcome::word).orElse(UNKNOWN_OUTCOME));
            write(json, manifest.upload());
            switch (manifest.outcome().orElse(null)) {
                case Resized resized -> write(json, resized);
                case Rejected rejected -> json.writeStringField("reason", rejected.reason());
                case null -> {}
            }
            json.writeStringField("settings", manifest.settings());
            switch (manifest.state()) {
                case Claimed claimed -> write(json, claimed);
                case Finished finished -> {
                    if (finished.losesOriginal()) {
                        json.writeBooleanField("losesOriginal", true);
                    }
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory can't fail", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Upload upload) throws IOException {
        json.writeObjectFieldStart("source");
        json.writeStringField("bucket", upload.bucket());
        json.writeStringField("key", upload.key());
        writeIfKnown(json, "versionId", upload.versionId());
        writeIfKnown(json, "eTag", upload.eTag());
        writeIfKnown(json, "sequencer", upload.sequencer());
        json.writeNumberField("bytes", upload.bytes());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Resized resized) throws IOException {
        json.writeObjectFieldStart("picture");
        json.writeStringField("format", resized.format().displayName());
        write(json, resized.size());
        json.writeEndObject();
        json.writeArrayFieldStart("renditions");
        for (StoredRendition rendition : resized.renditions()) {
            json.writeStartObject();
            json.writeStringField("name", rendition.name());
            json.writeStringField("bucket", rendition.bucket());
            json.writeStringField("key", rendition.key());
            json.writeStringField("format", rendition.format().displayName());
            write(json, rendition.size());
            json.writeNumberField("bytes", rendition.bytes());
            json.writeStringField("contentType", rendition.format().contentType());
            json.writeStringField("sha256", rendition.sha256());
            json.writeStringField("eTag", rendition.eTag());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (resized.isPartial()) {
            json.writeArrayFieldStart("missing");
            for (Missing missing : resized.missing()) {
                json.writeStartObject();
                json.writeStringField("name", missing.name());
                json.writeStringField("format", missing.format().displayName());
                json.writeStringField("reason", missing.reason());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeStringField("engine", resized.engine());
        json.writeNumberField("milliseconds", resized.took().toMillis());
    }

    private static void write(JsonGenerator json, Size size) throws IOException {
        json.writeNumberField("width", size.width());
        json.writeNumberField("height", size.height());
    }

    private static void write(JsonGenerator json, Claimed claimed) throws IOException {
        json.writeObjectFieldStart("claim");
        json.writeStringField("requestId", claimed.attempt().requestId());
        json.writeStringField("attempt", claimed.attempt().id());
        json.writeStringField("until", claimed.attempt().end().toString());
        json.writeBooleanField("removal", claimed.isRemoval());
        json.writeArrayFieldStart("keys");
        for (String key : claimed.keys()) {
            json.writeString(key);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeIfKnown(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    /** The manifest that the text says; empty if it says none, because somebody else has written it. */
    static Optional<Manifest> read(String text) {
        try {
            return Optional.ofNullable(JSON.std.mapFrom(text)).map(Fields::new).map(ManifestJson::manifest);
        } catch (IOException | RuntimeException e) {
            // What is missing, null, of another type or out of range shows in many exceptions, and means the same.
            return Optional.empty();
        }
    }

    private static Manifest manifest(Fields json) {
        Fields source = json.object("source");
        Upload upload = new Upload(
                source.text("bucket"),
                source.text("key"),
                source.textIfAny("versionId"),
                source.textIfAny("eTag"),
                source.textIfAny("sequencer"),
                source.number("bytes"));
        @Nullable Final outcome = outcome(json, upload);
        if (json.has("claim")) {
            Fields claim = json.object("claim");
            Attempt attempt =
                    new Attempt(claim.text("requestId"), claim.text("attempt"), Instant.parse(claim.text("until")));
            return new Manifest(
                    upload,
                    json.text("settings"),
                    new Claimed(attempt, claim.flag("removal"), claim.texts("keys"), outcome));
        }
        if (outcome == null) {
            throw new IllegalArgumentException("neither claimed nor finished");
        }
        return new Manifest(upload, json.text("settings"), new Finished(outcome, json.flag("losesOriginal")));
    }

    private static @Nullable Final outcome(Fields json, Upload upload) {
        return switch (json.text("outcome")) {
            case "RESIZED", "PARTIAL" ->
                new Resized(
                        upload,
                        format(json.object("picture")),
                        size(json.object("picture")),
                        json.objects("renditions").stream()
                                .map(ManifestJson::rendition)
                                .toList(),
                        json.objects("missing").stream()
                                .map(missing ->
                                        new Missing(missing.text("name"), format(missing), missing.text("reason")))
                                .toList(),
                        json.text("engine"),
                        Duration.ofMillis(json.number("milliseconds")));
            case "REJECTED" -> new Rejected(upload, json.text("reason"));
            case UNKNOWN_OUTCOME -> null;
            default -> throw new IllegalArgumentException("no outcome of this function");
        };
    }

    private static StoredRendition rendition(Fields json) {
        return new StoredRendition(
                json.text("name"),
                json.text("bucket"),
                json.text("key"),
                format(json),
                size(json),
                json.number("bytes"),
                json.text("sha256"),
                json.text("eTag"));
    }

    private static PictureFormat format(Fields json) {
        return PictureFormat.named(json.text("format"));
    }

    private static Size size(Fields json) {
        return new Size(Math.toIntExact(json.number("width")), Math.toIntExact(json.number("height")));
    }

    /** An object of JSON whose fields have the types that are asked for, or it is not a manifest. */
    private record Fields(Map<?, ?> values) {

        boolean has(String name) {
            return values.containsKey(name);
        }

        String text(String name) {
            return (String) required(name);
        }

        @Nullable
        String textIfAny(String name) {
            return (String) values.get(name);
        }

        long number(String name) {
            return ((Number) required(name)).longValue();
        }

        boolean flag(String name) {
            return Boolean.TRUE.equals(values.get(name));
        }

        Fields object(String name) {
            return new Fields((Map<?, ?>) required(name));
        }

        List<Fields> objects(String name) {
            return list(name).stream()
                    .map(value -> new Fields((Map<?, ?>) value))
                    .toList();
        }

        List<String> texts(String name) {
            return list(name).stream().map(String.class::cast).toList();
        }

        private List<?> list(String name) {
            return values.get(name) instanceof List<?> list ? list : List.of();
        }

        private Object required(String name) {
            Object value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException("no " + name);
            }
            return value;
        }
    }
}
