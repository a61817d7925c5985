package imageresizer.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.api.UploadReport;
import imageresizer.local.gateway.TestClients;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** With one bucket for pictures and renditions, everybody may read the renditions and nothing else. */
class ServedRenditionsTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String KEY = "旅行/my cat+100%.jpg";
    private static final String ALLOWED = "https://www.example.com";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Stack stack;
    private static S3Client s3;
    private static UploadReport upload;
    private static List<String> addresses;

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "origin");
        Map<String, String> parameters = Map.of(
                "ServeRenditions", "cloudfront",
                "AllowedOrigins", ALLOWED,
                "InputBucketName", "shared",
                "OutputBucketName", "shared",
                "OutputKey", "resized/{key}/{name}.{ext}");
        stack = Stack.start(HOME, 0, parameters, (_, _) -> {}, 6);
        stack.confirmSubscriptions();
        s3 = TestClients.at(stack.report().endpoint(), S3Client.builder());
        s3.putObject(put -> put.bucket("shared").key(KEY), RequestBody.fromFile(HOME.resolve("events/sample.jpg")));
        upload = stack.await(KEY, "", PATIENCE).orElseThrow();
        addresses = new ArrayList<>();
        JsonNode outcome = new JsonMapper().readTree(requireNonNull(upload.manifest()));
        outcome.get("renditions")
                .forEach(rendition -> addresses.add(rendition.get("url").asText()));
    }

    @AfterAll
    static void stop() {
        s3.close();
        stack.close();
    }

    @Test
    void theAddressesInTheJsonLeadToTheRenditions() throws Exception {
        String url = stack.renditionsUrl().orElseThrow();
        assertThat(url).isEqualTo(stack.report().endpoint() + "/_renditions/");
        assertThat(addresses)
                .hasSize(2)
                .allMatch(address -> address.startsWith(url + "resized/") && address.contains("?v="));
        for (String address : addresses) {
            HttpResponse<byte[]> answer = get(address);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("image/jpeg");
            assertThat(answer.headers().firstValue("Cache-Control")).contains("public, max-age=86400");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.body())
                    .isEqualTo(s3.getObjectAsBytes(object -> object.bucket("shared")
                                    .key(URI.create(address).getPath().replace("/_renditions/", "")))
                            .asByteArray());
        }
    }

    @Test
    void theMailHasTheSameAddresses() {
        assertThat(upload.mails())
                .singleElement()
                .satisfies(mail -> assertThat(mail.text().lines()).containsAll(addresses));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%E6%97%85%E8%A1%8C/my%20cat%2B100%25.jpg",
                ".image-resizer/%E6%97%85%E8%A1%8C/my%20cat%2B100%25.jpg.json",
                ".image-resizer%2F%E6%97%85%E8%A1%8C/my%20cat%2B100%25.jpg.json",
                "%2Eimage-resizer/%E6%97%85%E8%A1%8C/my%20cat%2B100%25.jpg.json",
                "resized/../.image-resizer/%E6%97%85%E8%A1%8C/my%20cat%2B100%25.jpg.json",
                "resized/nothing.jpg/200x200.jpg",
                "resized/",
                "?list-type=2",
                ""
            })
    void anythingElseIsForbidden(String path) throws Exception {
        HttpResponse<byte[]> answer = get(stack.report().endpoint() + "/_renditions/" + path);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(new String(answer.body(), UTF_8)).contains("AccessDenied").doesNotContain("outcome", "shared");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "POST"})
    void everybodyMayOnlyRead(String method) throws Exception {
        HttpResponse<byte[]> answer =
                send(HttpRequest.newBuilder(URI.create(addresses.getFirst())).method(method, BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(get(addresses.getFirst()).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {ALLOWED, "https://evil.example"})
    void onlyScriptsOfTheAllowedOriginsMayRead(String origin) throws Exception {
        HttpResponse<byte[]> answer =
                send(HttpRequest.newBuilder(URI.create(addresses.getFirst())).header("Origin", origin));

        assertThat(answer.statusCode()).isEqualTo(200);
        if (origin.equals(ALLOWED)) {
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains(ALLOWED);
            assertThat(answer.headers().firstValue("Vary")).contains("Origin");
        } else {
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
    }

    private static HttpResponse<byte[]> get(String address) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(address)));
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }
}
