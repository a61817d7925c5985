package imageresizer.local.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.local.Stack;
import imageresizer.local.api.StackReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's server, for clients other than the page: raw requests, since no client library sends false headers. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PageServerTest {

    private static final List<String> LOG = new CopyOnWriteArrayList<>();

    private static Stack stack;
    private static StackReport report;

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.start(Path.of("..").toAbsolutePath().normalize(), 0, Map.of(), (_, line) -> LOG.add(line));
        report = stack.report();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /               | Host: evil.example",
                "GET /api/events     | Host: evil.example:4569",
                "GET /api/events     | Sec-Fetch-Site: cross-site",
                "GET /api/mails/1    | Sec-Fetch-Site: same-site",
                "PUT /api/settings   | Origin: http://evil.example",
                "PUT /api/faults     | Origin: null",
                "POST /api/uploads   | Origin: http://localhost:4566",
            })
    void anotherWebPageGetsNothing(String request, String header) throws IOException {
        String host = header.startsWith("Host:") ? "X: y" : "Host: localhost";
        assertThat(answer(report.page(), request + " HTTP/1.1", host, header))
                .startsWith("HTTP/1.1 403")
                .doesNotContain("Access-Control-");
    }

    @Test
    void thePageMayRunItsOwnScriptsOnly() throws IOException {
        assertThat(answer(report.page(), "GET / HTTP/1.1", "Host: localhost"))
                .startsWith("HTTP/1.1 200")
                .contains(
                        "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self';",
                        "frame-ancestors 'none'",
                        "X-Content-Type-Options: nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../Stack.class", "/PageServlet.class", "/%2e%2e/x", "/nothing.js", "/api/nothing"})
    void thereAreNoOtherFiles(String path) throws IOException {
        assertThat(answer(report.page(), "GET " + path + " HTTP/1.1", "Host: localhost"))
                .containsPattern("^HTTP/1.1 40[04]");
    }

    @Test
    void whatS3ShowsABrowserIsSandboxed() throws IOException {
        assertThat(answer(report.endpoint(), "GET /" + report.inputBucket() + " HTTP/1.1", "Host: localhost"))
                .startsWith("HTTP/1.1 200")
                .contains("Content-Security-Policy: sandbox", "X-Content-Type-Options: nosniff");
    }

    @Test
    void onlyThePageMayUploadFromABrowser() throws IOException {
        String put = "PUT /" + report.inputBucket() + "/x.txt HTTP/1.1";
        assertThat(answer(
                        report.endpoint(), put, "Host: localhost", "Origin: http://evil.example", "Content-Length: 0"))
                .startsWith("HTTP/1.1 403");
        assertThat(answer(report.endpoint(), put, "Host: localhost", "Origin: " + report.page(), "Content-Length: 0"))
                .startsWith("HTTP/1.1 200")
                .contains("Access-Control-Allow-Origin: " + report.page());
    }

    @Test
    void aNameThatS3DoesNotTakeIsRefusedInOneSentence() throws IOException {
        String body = "{\"key\":\"" + "x".repeat(1025) + "\",\"contentType\":\"image/jpeg\"}";
        assertThat(answer(
                        report.page(),
                        "POST /api/uploads HTTP/1.1",
                        "Host: localhost",
                        "Content-Length: " + body.length(),
                        "",
                        body))
                .startsWith("HTTP/1.1 422")
                .contains("The name has 1025 bytes, but S3 takes from 1 to 1024.");
    }

    @Test
    void aStreamThatWasCutOffGoesOnBehindTheLastEventThatWasHeard() throws IOException {
        List<String> all = events("");
        String last = all.getLast();

        assertThat(all).hasSizeGreaterThanOrEqualTo(4);
        assertThat(events("Last-Event-ID: " + all.getFirst()))
                .startsWith(all.get(1))
                .endsWith(last);
    }

    @Test
    void aPageOfAnEarlierStackIsToldToBeginAnew() throws IOException {
        try (Socket socket = open("Last-Event-ID: 00000000-7")) {
            assertThat(reader(socket)
                            .lines()
                            .filter(line -> line.startsWith("event: "))
                            .findFirst())
                    .contains("event: restart");
        }
    }

    @Test
    void otherSettingsKeepWhoHasConfirmed() throws IOException {
        answer(report.endpoint(), "POST /_stack/confirmations HTTP/1.1", "Host: localhost", "Content-Length: 0");
        assertThat(subscriptions()).contains("\"image-resizer-MailTopic\",\"status\":\"confirmed\"");

        assertThat(changeSettings("{\"NotifyOn\":\"failures\"}")).startsWith("HTTP/1.1 204");
        assertThat(subscriptions()).contains("\"image-resizer-MailTopic\",\"status\":\"confirmed\"");

        assertThat(changeSettings("{\"NotificationEmail\":\"me@example.com\"}")).startsWith("HTTP/1.1 204");
        assertThat(subscriptions())
                .contains("\"me@example.com\",\"topic\":\"image-resizer-MailTopic\",\"status\":\"pending\"")
                .doesNotContain("you@example.com");

        Matcher arn = Pattern.compile("\"arn\":\"([^\"]*MailTopic:[^\"]*)\"").matcher(subscriptions());
        assertThat(arn.find()).isTrue();
        assertThat(post("/api/subscriptions/confirm", "{\"arn\":\"" + arn.group(1) + "\"}"))
                .startsWith("HTTP/1.1 204");
        assertThat(subscriptions())
                .contains("\"me@example.com\",\"topic\":\"image-resizer-MailTopic\",\"status\":\"confirmed\"");
    }

    @Test
    void settingsThatAreBeingTypedSayWhatTheyWouldMake() throws IOException {
        assertThat(post(
                        "/api/settings/plan",
                        "{\"Sizes\":\"big=1000x,60x60:cover\",\"Formats\":\"webp\","
                                + "\"OutputKey\":\"{dir}/{stem}_{name}.{ext}\"}"))
                .startsWith("HTTP/1.1 200")
                .contains(
                        "{\"name\":\"big\",\"key\":\"trip/cat_jpg_big.webp\",\"width\":1000,\"height\":750,\"isCut\":false}")
                .contains("\"key\":\"trip/cat_jpg_60x60-cover.webp\",\"width\":60,\"height\":60,\"isCut\":true}");
        assertThat(post("/api/settings/plan", "{\"Sizes\":\"big\"}"))
                .startsWith("HTTP/1.1 200")
                .contains("The parameter Sizes is \\\"big\\\", but must be a list such as");
        assertThat(post("/api/settings/plan", "{\"Sizes\":\"a_b=1x1\",\"OutputKey\":\"{key}_{name}.{ext}\"}"))
                .contains("because SIZES has the name a_b");
    }

    @Test
    void bucketsOfOthersAndObjectsThatAreGoneAreRefusedInOneSentence() throws IOException {
        assertThat(answer(report.page(), "GET /api/objects?bucket=other HTTP/1.1", "Host: localhost"))
                .startsWith("HTTP/1.1 422")
                .contains("This stack has no bucket other.");
        assertThat(post("/api/resize", "{\"key\":\"gone.jpg\"}"))
                .startsWith("HTTP/1.1 422")
                .contains("There is no such object any more.");
    }

    @Test
    void aFloodOfMailsSuspendsTheSubscriptionUntilItIsConfirmedAgain() throws IOException {
        answer(report.endpoint(), "POST /_stack/confirmations HTTP/1.1", "Host: localhost", "Content-Length: 0");
        String topic = report.topicArn().replace("NotificationTopic", "MailTopic");
        String publish = "Action=Publish&TopicArn=" + topic + "&Message=flood";

        // However slow this machine is, eleven come within one second at some time.
        while (!subscriptions().contains("\"image-resizer-MailTopic\",\"status\":\"suspended\"")) {
            for (int message = 0; message <= 10; message++) {
                assertThat(answer(
                                report.endpoint(),
                                "POST / HTTP/1.1",
                                "Host: localhost",
                                "Content-Type: application/x-www-form-urlencoded",
                                "Content-Length: " + publish.length(),
                                "",
                                publish))
                        .startsWith("HTTP/1.1 200");
            }
        }

        assertThat(LOG).anyMatch(line -> line.startsWith("SNS HAS SUSPENDED THE MAILS TO "));
        assertThat(stack.confirmationLinks()).isNotEmpty();
        answer(report.endpoint(), "POST /_stack/confirmations HTTP/1.1", "Host: localhost", "Content-Length: 0");
        assertThat(subscriptions()).contains("\"image-resizer-MailTopic\",\"status\":\"confirmed\"");
    }

    @Test
    void settingsThatTheTemplateDoesNotTakeChangeNothing() throws IOException {
        assertThat(changeSettings("{\"Sizes\":\"huge\"}"))
                .startsWith("HTTP/1.1 422")
                .contains("The parameter Sizes is \\\"huge\\\", but must be a list such as");
        assertThat(changeSettings("{\"Nonsense\":\"1\"}"))
                .startsWith("HTTP/1.1 422")
                .contains("has no parameter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"state=NOPE", "from=first", "at=x", "count="})
    void rowsThatMakeNoSenseAreRefusedInOneSentence(String query) throws IOException {
        assertThat(answer(report.page(), "GET /api/uploads?" + query + " HTTP/1.1", "Host: localhost"))
                .startsWith("HTTP/1.1 422")
                .contains("These rows are not understood: " + query + ".");
    }

    private static String changeSettings(String json) throws IOException {
        return send("PUT /api/settings", json);
    }

    private static String post(String path, String json) throws IOException {
        return send("POST " + path, json);
    }

    private static String send(String request, String json) throws IOException {
        return answer(
                report.page(), request + " HTTP/1.1", "Host: localhost", "Content-Length: " + json.length(), "", json);
    }

    private static String subscriptions() throws IOException {
        try (Socket socket = open("")) {
            BufferedReader lines = reader(socket);
            String line = lines.readLine();
            while (!line.equals("event: subscriptions")) {
                line = lines.readLine();
            }
            return lines.readLine();
        }
    }

    /** The ids of the events up to the one of the settings, which the first look puts last. */
    private static List<String> events(String header) throws IOException {
        List<String> ids = new ArrayList<>();
        try (Socket socket = open(header)) {
            BufferedReader lines = reader(socket);
            String line = lines.readLine();
            while (!line.equals("event: settings")) {
                if (line.startsWith("id: ")) {
                    ids.add(line.substring(4));
                }
                line = lines.readLine();
            }
        }
        return ids;
    }

    private static Socket open(String header) throws IOException {
        return send(report.page(), "GET /api/events HTTP/1.1", "Host: localhost", header.isEmpty() ? "X: y" : header);
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    private static String answer(URI server, String request, String... lines) throws IOException {
        String[] all = new String[lines.length + 1];
        all[0] = "Connection: close";
        System.arraycopy(lines, 0, all, 1, lines.length);
        try (Socket socket = send(server, request, all)) {
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static Socket send(URI server, String request, String... lines) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort());
        socket.setSoTimeout(30_000);
        String text =
                request + "\r\n" + String.join("\r\n", lines) + (List.of(lines).contains("") ? "" : "\r\n\r\n");
        socket.getOutputStream().write(text.getBytes(UTF_8));
        return socket;
    }
}
