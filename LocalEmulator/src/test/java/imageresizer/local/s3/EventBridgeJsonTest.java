package imageresizer.local.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventBridgeJsonTest {
    private static final String KEY = "旅行/my photo+ü 100% (1).jpg";

    private static ObjectNode write(ObjectEventName name, @Nullable String versionId) {
        return new EventBridgeJson("us-east-1", "000000000000")
                .write(new ObjectEvent(
                        name,
                        "image-resizer-input-local",
                        KEY,
                        759048,
                        "30ec996a5b6fdf14172fbb3be39ec4fc",
                        versionId,
                        "0069560B4F1C2D3E4F",
                        Instant.parse("2026-01-01T06:00:15.123Z"),
                        "C3D13FE58DE4C815",
                        "127.0.0.1"));
    }

    @ParameterizedTest
    @CsvSource({"PUT, eventbridge-created.json", "DELETE, eventbridge-deleted.json"})
    void anEventIsWrittenAsTheSampleShowsIt(ObjectEventName name, String file) throws Exception {
        JsonNode sample =
                new JsonMapper().readTree(Path.of("../events").resolve(file).toFile());
        ObjectNode written = write(name, null);

        ((ObjectNode) sample.at("/detail/object")).put("sequencer", "0069560B4F1C2D3E4F");
        written.set("id", sample.get("id"));
        assertThat(written.toPrettyString()).isEqualTo(sample.toPrettyString());
    }

    @ParameterizedTest
    @CsvSource({
        "POST, Object Created, POST Object",
        "COPY, Object Created, CopyObject",
        "COMPLETE_MULTIPART_UPLOAD, Object Created, CompleteMultipartUpload",
        "DELETE_MARKER_CREATED, Object Deleted, DeleteObject",
    })
    void theReasonSaysHow(ObjectEventName name, String type, String reason) {
        assertThat(write(name, "v").get("detail-type").asText()).isEqualTo(type);
        assertThat(write(name, "v").at("/detail/reason").asText()).isEqualTo(reason);
    }

    @Test
    void aDeleteMarkerIsToldFromAVersionThatIsGone() {
        assertThat(write(ObjectEventName.DELETE_MARKER_CREATED, "v")
                        .at("/detail/deletion-type")
                        .asText())
                .isEqualTo("Delete Marker Created");
        assertThat(write(ObjectEventName.DELETE, "v")
                        .at("/detail/deletion-type")
                        .asText())
                .isEqualTo("Permanently Deleted");
        assertThat(write(ObjectEventName.PUT, "v").at("/detail").has("deletion-type"))
                .isFalse();
    }

    @Test
    void theSameObjectIsReadFromBothKindsOfEvents() throws Exception {
        ObjectEvent event =
                new ObjectEvent(ObjectEventName.PUT, "b", KEY, 1, "e", "v", "0", Instant.EPOCH, "request", "127.0.0.1");
        JsonNode notification =
                new JsonMapper().readTree(new ObjectEventJson("us-east-1", "000000000000").write(event, "id"));
        JsonNode busEvent = new EventBridgeJson("us-east-1", "000000000000").write(event);

        assertThat(EventObject.in(notification))
                .isEqualTo(List.of(new EventObject("ObjectCreated:Put", "b", KEY, "v")));
        assertThat(EventObject.in(busEvent)).isEqualTo(List.of(new EventObject("Object Created", "b", KEY, "v")));
        assertThat(EventObject.in(busEvent).getFirst().isCreated()).isTrue();
        assertThat(EventObject.in(write(ObjectEventName.DELETE, null)))
                .singleElement()
                .satisfies(object -> {
                    assertThat(object.isCreated()).isFalse();
                    assertThat(object.versionId()).isEmpty();
                });
        assertThat(EventObject.in(new JsonMapper().readTree("{}"))).isEmpty();
    }
}
