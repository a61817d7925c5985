package imageresizer.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import imageresizer.event.S3Change.ObjectCreated;
import imageresizer.event.S3Change.ObjectRemoved;
import imageresizer.event.S3Change.Other;
import imageresizer.model.Upload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventReaderTest {

    private static final String OBJECT =
            "{\"key\":\"a+b %2B.jpg\",\"size\":5,\"etag\":\"e\",\"version-id\":\"v\",\"sequencer\":\"01\"}";
    private static final Upload UPLOAD = new Upload("in", "a+b %2B.jpg", "v", "e", "01", 5);

    @Test
    void keysOfEventBridgeAreNotEncoded() throws IOException {
        assertThat(only("Object Created", OBJECT, "")).isEqualTo(new ObjectCreated(UPLOAD));
    }

    @Test
    void fieldsOfEventBridgeMayBeAbsent() throws IOException {
        assertThat(only("Object Created", "{\"key\":\"a\"}", ""))
                .isEqualTo(new ObjectCreated(new Upload("in", "a", null, null, null, 0)));
    }

    @Test
    void theVersionBesideADeleteMarkerIsTheMarker() throws IOException {
        assertThat(only("Object Deleted", OBJECT, ",\"deletion-type\":\"Delete Marker Created\""))
                .isEqualTo(new ObjectRemoved(new Removal(UPLOAD, /* isOfOneVersion= */ false)));
        assertThat(only("Object Deleted", OBJECT, ",\"deletion-type\":\"Permanently Deleted\""))
                .isEqualTo(new ObjectRemoved(new Removal(UPLOAD, /* isOfOneVersion= */ true)));
    }

    @Test
    void anythingElseThatEventBridgeTellsIsLeftAlone() throws IOException {
        assertThat(only("Object Tags Added", OBJECT, "")).isEqualTo(new Other(UPLOAD, "Object Tags Added"));
    }

    @Test
    void anEventWithoutAKeyIsRefusedByASentence() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> only("Object Created", "{}", ""))
                .withMessageContaining("detail.object.key");
    }

    @Test
    void anEventAboutNoObjectHasNoRecords() throws IOException {
        assertThat(read("{\"Records\": []}")).isEmpty();
        assertThat(read("{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\"}"))
                .isEmpty();
    }

    /** A bucket whose versioning is suspended says "null"; HTTP has quotation marks around an ETag. */
    @Test
    void aVersionThatS3CallsNullIsNone() {
        assertThat(new Upload("in", "a", "null", "\"e\"", null, 0))
                .isEqualTo(new Upload("in", "a", null, "e", null, 0));
    }

    private static S3Change only(String type, String object, String more) throws IOException {
        List<EventRecord> records = read(
                "{\"source\":\"aws.s3\",\"detail-type\":\"%s\",\"detail\":{\"bucket\":{\"name\":\"in\"},\"object\":%s%s}}"
                        .formatted(type, object, more));
        assertThat(records).hasSize(1);
        return records.getFirst().change();
    }

    private static List<EventRecord> read(String event) throws IOException {
        return new EventReader().read(new ByteArrayInputStream(event.getBytes(UTF_8)));
    }
}
