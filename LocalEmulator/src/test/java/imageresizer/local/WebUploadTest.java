package imageresizer.local;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.local.api.UploadReport;
import imageresizer.local.api.UploadReport.Stage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A web page of an allowed origin uploads to the input bucket, and one of another origin does not. */
class WebUploadTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String FOREIGN = "https://evil.example";
    private static final String ALLOWED = "https://www.example.com";

    private static Stack stack;
    private static URI endpoint;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "origin");
        stack = Stack.start(HOME, 0, Map.of("AllowedOrigins", "https://example.com," + ALLOWED), (_, _) -> {}, 6);
        endpoint = stack.report().endpoint();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @ParameterizedTest
    @CsvSource({"PUT, a.jpg", "POST, a.jpg", "GET, a.jpg", "HEAD, a.jpg", "PUT, 100%25%2F.jpg"})
    void aBrowserThatAsksFirstIsToldWhatIsAllowed(String method, String key) throws Exception {
        HttpResponse<String> answer = send(preflight("/image-resizer-input-local/" + key, ALLOWED, method));

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains(ALLOWED);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Methods")).contains("PUT, POST, GET, HEAD");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Headers")).contains("content-type");
    }

    @ParameterizedTest
    @CsvSource({
        "/image-resizer-input-local/a.jpg, https://evil.example, PUT",
        "/image-resizer-input-local/a.jpg, https://www.example.com, DELETE",
        "/image-resizer-output-local/a.jpg, https://www.example.com, PUT",
        "/, https://www.example.com, POST",
        "/_stack/faults, https://www.example.com, PUT",
        "/image-resizer-input-local/../_stack/faults, https://www.example.com, PUT",
    })
    void nothingElseIsAllowed(String path, String origin, String method) throws Exception {
        assertThat(send(preflight(path, origin, method)).statusCode()).isEqualTo(403);
    }

    @Test
    void anActualRequestMayReadTheETag() throws Exception {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(endpoint.resolve("/image-resizer-input-local/put.jpg"))
                        .header("Origin", ALLOWED)
                        .PUT(BodyPublishers.ofFile(HOME.resolve("events/sample.jpg"))));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains(ALLOWED);
        assertThat(answer.headers().firstValue("Access-Control-Expose-Headers")).contains("ETag");
        String version = answer.headers().firstValue("x-amz-version-id").orElseThrow();
        assertThat(stack.awaitOutcome("put.jpg", version, PATIENCE))
                .map(UploadReport::stage)
                .hasValueSatisfying(stage -> assertThat(stage).isIn(Stage.RUNNING, Stage.DONE));
    }

    @Test
    void anotherOriginMayNotUpload() throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(endpoint.resolve("/image-resizer-input-local/no.jpg"))
                .header("Origin", FOREIGN)
                .PUT(BodyPublishers.ofString("x")));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    private static HttpRequest.Builder preflight(String path, String origin, String method) {
        return HttpRequest.newBuilder(URI.create(endpoint + path))
                .header("Origin", origin)
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", "content-type")
                .method("OPTIONS", BodyPublishers.noBody());
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
