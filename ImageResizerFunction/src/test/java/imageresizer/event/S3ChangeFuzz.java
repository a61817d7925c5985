package imageresizer.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import imageresizer.fuzz.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every record that Lambda can make of a JSON text is understood, or refused with a sentence. An input is such a text, or a key. */
public final class S3ChangeFuzz implements FuzzTarget {

    private final EventReader events = new EventReader();

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("../events"))) {
            for (Path file : files.sorted().toList()) {
                seeds.add(Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String s3 : List.of(
                "{\"bucket\":{\"name\":\"in\"},\"object\":{\"key\":\"a+%26%2F%e6%97%85.jpg\",\"versionId\":\"v\"}}",
                "{\"bucket\":{\"name\":\"in\"},\"object\":{\"key\":\"100%.jpg\"}}",
                "{\"bucket\":{\"name\":\"\"},\"object\":{\"key\":\"a\",\"size\":4000000000}}",
                "{\"bucket\":null,\"object\":{}}",
                "null")) {
            for (String name : List.of("ObjectCreated:Put", "ObjectRemoved:Delete", "x:DeleteMarkerCreated", "")) {
                seeds.add("{\"Records\":[{\"eventTime\":\"2026-01-01T06:00:10.123Z\",\"eventName\":\"%s\",\"s3\":%s}]}"
                        .formatted(name, s3)
                        .getBytes(UTF_8));
            }
        }
        for (String text :
                List.of("{\"Records\":[null]}", "{\"Records\":null}", "a+%26%2F%e6%97%85\r\n.jpg", "100%.jpg")) {
            seeds.add(text.getBytes(UTF_8));
        }
        return seeds;
    }

    @Override
    public void check(byte[] input) throws IOException {
        String text = new String(input, UTF_8);
        checkRecords(text);
        checkRecords(
                "{\"detail-type\":\"Object Created\",\"detail\":{\"bucket\":{\"name\":\"in\"},\"object\":{\"key\":%s}}}"
                        .formatted(JSON.std.asString(text)));
        checkRecords("{\"Records\":[{\"s3\":{\"bucket\":{\"name\":\"in\"},\"object\":{\"key\":%s}},\"eventTime\":%s}]}"
                .formatted(JSON.std.asString(text), "\"2026-01-01T06:00:10.123Z\""));
    }

    private void checkRecords(String event) throws IOException {
        for (EventRecord eventRecord : records(event)) {
            try {
                assertThat(eventRecord.change().upload().uri())
                        .startsWith("s3://")
                        .matches("\\P{Cntrl}+");
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).endsWith(".").matches("\\P{Cntrl}+");
            }
        }
    }

    /** What is no JSON of an event's form, Lambda counts as a failed invocation. */
    private List<EventRecord> records(String text) throws IOException {
        try {
            return events.read(new ByteArrayInputStream(text.getBytes(UTF_8)));
        } catch (RuntimeException | StackOverflowError e) {
            return List.of();
        }
    }
}
