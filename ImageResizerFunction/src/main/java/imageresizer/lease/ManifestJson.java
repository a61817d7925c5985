package imageresizer.lease;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.jr.ob.JSON;
import imageresizer.lease.Manifest.Finished;
import imageresizer.lease.Manifest.LeaseRecord;
import imageresizer.model.MadeWith;
import imageresizer.model.Origin;
import imageresizer.model.Outcome.Final;
import imageresizer.model.Outcome.Missing;
import imageresizer.model.Outcome.Rejected;
import imageresizer.model.Outcome.Resized;
import imageresizer.model.StoredRendition;
import imageresizer.model.Upload;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Size;
import imageresizer.reason.Language;
import imageresizer.reason.Reason;
import imageresizer.reason.ReasonCode;
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
 * A manifest as JSON: {@code outcome}, {@code origin}, {@code source} (bucket, key, versionId, eTag, sequencer, bytes,
 * lastModified), {@code picture} (format, width, height), {@code renditions} (name, bucket, key, format, width, height,
 * bytes, contentType, sha256, eTag, url), {@code missing} (name, format, reason), {@code engine}, {@code milliseconds}; for a
 * rejection {@code reason} (code, arguments, and text in English for readers); and {@code settings} and {@code abilities}, fingerprints of what the outcome depends on.
 * While an attempt is at work, {@code lease} says whose it is and until when; {@code outcome} is then that of the last
 * upload that was finished, or {@code IN_PROGRESS}.
 */
public final class ManifestJson {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final String NOTHING_FINISHED = "IN_PROGRESS";

    private ManifestJson() {}

    /** The record of a finished upload, as it is published. */
    public static String write(Finished finished) {
        return write(new Manifest(finished, null));
    }

    static String write(Manifest manifest) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            if (manifest.finished() == null) {
                json.writeStringField("outcome", NOTHING_FINISHED);
            } else {
                write(json, manifest.finished());
            }
            if (manifest.lease() != null) {
                write(json, manifest.lease());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory can't fail", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Finished finished) throws IOException {
        write(json, finished.outcome());
        json.writeStringField("origin", finished.origin().word());
        write(json, finished.upload(), finished.lastModified());
        write(json, finished.settings());
        if (finished.losesOriginal()) {
            json.writeBooleanField("losesOriginal", true);
        }
    }

    private static void write(JsonGenerator json, MadeWith settings) throws IOException {
        json.writeStringField("settings", settings.settings());
        json.writeStringField("abilities", settings.abilities());
    }

    private static void write(JsonGenerator json, LeaseRecord lease) throws IOException {
        json.writeObjectFieldStart("lease");
        json.writeStringField("requestId", lease.requestId());
        json.writeStringField("attempt", lease.attempt());
        json.writeStringField("until", lease.end().toString());
        write(json, lease.upload(), null);
        write(json, lease.settings());
        json.writeArrayFieldStart("keys");
        for (String key : lease.keys()) {
            json.writeString(key);
        }
        json.writeEndArray();
        if (lease.stored() != null) {
            json.writeObjectFieldStart("stored");
            write(json, lease.stored());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Final outcome) throws IOException {
        json.writeStringField("outcome", outcome.word());
        switch (outcome) {
            case Resized resized -> write(json, resized);
            case Rejected rejected -> write(json, rejected.reason());
        }
    }

    private static void write(JsonGenerator json, Upload upload, @Nullable Instant lastModified) throws IOException {
        json.writeObjectFieldStart("source");
        json.writeStringField("bucket", upload.bucket());
        json.writeStringField("key", upload.key());
        writeIfKnown(json, "versionId", upload.versionId());
        writeIfKnown(json, "eTag", upload.eTag());
        writeIfKnown(json, "sequencer", upload.sequencer());
        json.writeNumberField("bytes", upload.bytes());
        writeIfKnown(json, "lastModified", lastModified == null ? null : lastModified.toString());
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
            writeIfKnown(json, "url", rendition.url());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (resized.isPartial()) {
            json.writeArrayFieldStart("missing");
            for (Missing missing : resized.missing()) {
                json.writeStartObject();
                json.writeStringField("name", missing.name());
                json.writeStringField("format", missing.format().displayName());
                write(json, missing.reason());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeStringField("engine", resized.engine());
        json.writeNumberField("milliseconds", resized.took().toMillis());
    }

    private static void write(JsonGenerator json, Reason reason) throws IOException {
        json.writeObjectFieldStart("reason");
        json.writeStringField("code", reason.code().name());
        json.writeArrayFieldStart("arguments");
        for (Object argument : reason.arguments()) {
            if (argument instanceof Long number) {
                json.writeNumber(number);
            } else {
                json.writeString(argument.toString());
            }
        }
        json.writeEndArray();
        json.writeStringField("text", reason.text(Language.EN));
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Size size) throws IOException {
        json.writeNumberField("width", size.width());
        json.writeNumberField("height", size.height());
    }

    private static void writeIfKnown(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    /** The manifest that the text says; empty if it is none, because another program has written it. */
    public static Optional<Manifest> read(String text) {
        try {
            return Optional.ofNullable(JSON.std.mapFrom(text)).map(Fields::new).map(ManifestJson::manifest);
        } catch (IOException | RuntimeException e) {
            // What is missing, null, of another type or out of range shows in many exceptions, and means the same.
            return Optional.empty();
        }
    }

    private static Manifest manifest(Fields json) {
        return new Manifest(
                json.text("outcome").equals(NOTHING_FINISHED) ? null : finished(json),
                json.has("lease") ? lease(json.object("lease")) : null);
    }

    private static Finished finished(Fields json) {
        Upload upload = upload(json.object("source"));
        @Nullable String lastModified = json.object("source").textIfAny("lastModified");
        return new Finished(
                upload,
                madeWith(json),
                outcome(json, upload),
                json.flag("losesOriginal"),
                lastModified == null ? null : Instant.parse(lastModified),
                Origin.of(json.has("origin") ? json.text("origin") : ""));
    }

    private static LeaseRecord lease(Fields json) {
        Upload upload = upload(json.object("source"));
        return new LeaseRecord(
                upload,
                madeWith(json),
                json.text("requestId"),
                json.text("attempt"),
                Instant.parse(json.text("until")),
                json.texts("keys"),
                json.has("stored") ? outcome(json.object("stored"), upload) : null);
    }

    private static Upload upload(Fields source) {
        return new Upload(
                source.text("bucket"),
                source.text("key"),
                source.textIfAny("versionId"),
                source.textIfAny("eTag"),
                source.textIfAny("sequencer"),
                source.number("bytes"));
    }

    private static MadeWith madeWith(Fields json) {
        return new MadeWith(json.text("settings"), json.text("abilities"));
    }

    private static Final outcome(Fields json, Upload upload) {
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
                                .map(missing -> new Missing(missing.text("name"), format(missing), reason(missing)))
                                .toList(),
                        json.text("engine"),
                        Duration.ofMillis(json.number("milliseconds")));
            case "REJECTED" -> new Rejected(upload, reason(json));
            default -> throw new IllegalArgumentException("no outcome of this function");
        };
    }

    private static Reason reason(Fields json) {
        Fields reason = json.object("reason");
        return new Reason(ReasonCode.valueOf(reason.text("code")), List.copyOf(reason.list("arguments")));
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
                json.text("eTag"),
                json.textIfAny("url"));
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
