package imageresizer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import imageresizer.model.Sha256;
import imageresizer.picture.Pictures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where renditions are served, as messages and manifests say it. */
class RenditionAddressTest {

    private static final String KEY = "trip/a cat+.jpg";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static FakeAws cloud;
    private static BusEvents events;

    @BeforeAll
    static void start() throws Exception {
        cloud = new FakeAws();
        events = new BusEvents(cloud.s3());
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @BeforeEach
    void emptyBuckets() {
        cloud.reset();
    }

    @Test
    void jsonMailAndManifestCarryTheAddressOfEachRendition() throws Exception {
        List<String> addresses = resize(Map.of("PUBLIC_BASE_URL", "https://d1.cloudfront.net"), 400, 300);

        assertThat(addresses)
                .containsExactly(
                        "https://d1.cloudfront.net/trip/a%20cat%2B.jpg/200x200.jpg?v=" + version("/200x200.jpg"),
                        "https://d1.cloudfront.net/trip/a%20cat%2B.jpg/800x600.jpg?v=" + version("/800x600.jpg"));
        assertThat(message().get("email").asText().lines()).containsAll(addresses);
        assertThat(cloud.manifest(KEY)).contains(addresses);
    }

    @Test
    void anotherContentUnderTheSameKeyHasAnotherAddress() throws Exception {
        Map<String, String> served = Map.of("PUBLIC_BASE_URL", "https://d1.cloudfront.net/");

        List<String> first = resize(served, 400, 300);
        List<String> other = resize(served, 300, 400);
        List<String> again = resize(served, 400, 300);

        assertThat(other).hasSize(2).doesNotContainAnyElementsOf(first);
        assertThat(again).isEqualTo(first);
    }

    @Test
    void whatIsNotServedHasNoAddress() throws Exception {
        assertThat(resize(Map.of(), 400, 300)).containsOnly("null");
        assertThat(message().get("default").asText()).doesNotContain("\"url\"");
    }

    /** The addresses in the JSON for programs, in the order of the sizes. */
    private static List<String> resize(Map<String, String> settings, int width, int height) throws Exception {
        cloud.put(FakeAws.INPUT, KEY, Pictures.encoded(Pictures.quarters(width, height), "jpg"));
        String event = events.created(FakeAws.INPUT, KEY);
        assertThat(FakeAws.invoke(cloud.handler(settings), event, new RecordingContext()))
                .singleElement()
                .asString()
                .startsWith("RESIZED");
        List<String> addresses = new ArrayList<>();
        JSON.readTree(message().get("default").asText())
                .get("renditions")
                .forEach(rendition -> addresses.add(rendition.path("url").asText("null")));
        return addresses;
    }

    /** What was published last, by protocol. */
    private static JsonNode message() throws Exception {
        return JSON.readTree(requireNonNull(cloud.published().getLast().get("Message")));
    }

    private static String version(String rendition) {
        return Sha256.of(cloud.get(KEY + rendition)).substring(0, 8);
    }
}
