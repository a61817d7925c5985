package imageresizer.local.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoopbackServerTest {
    private final LocalServices aws = new LocalServices();

    @BeforeAll
    void store() {
        aws.s3().createBucket("photos", false);
        try (var s3 = aws.s3Client()) {
            s3.putObject(put -> put.bucket("photos").key("a/cat.jpg"), RequestBody.fromString("meow"));
        }
    }

    @AfterAll
    void close() {
        aws.close();
    }

    @Test
    void aPortInUseIsReportedInOneSentence() {
        int port = aws.server().port();
        assertThatExceptionOfType(PortUnavailableException.class)
                .isThrownBy(() -> LoopbackServer.bind("The web page", port))
                .withMessage("The web page cannot listen on 127.0.0.1 port " + port
                        + " (Address already in use): stop the program that uses it, or choose other ports"
                        + " with --port.");
    }

    @Test
    void aBucketsOwnHostServesTheBucket() throws IOException {
        assertThat(aws.raw(
                        "GET /a/cat.jpg HTTP/1.1",
                        "Host: photos.localhost:" + aws.server().port()))
                .startsWith("HTTP/1.1 200")
                .endsWith("meow");
    }

    @Test
    void aBucketsOwnHostListsTheBucketAtItsRoot() throws IOException {
        assertThat(aws.raw("GET /?list-type=2 HTTP/1.1", "Host: photos.s3.localhost"))
                .contains("<Name>photos</Name>", "<Key>a/cat.jpg</Key>");
    }

    @Test
    void theMachinesOwnNameListsAllBuckets() throws IOException {
        assertThat(aws.raw("GET / HTTP/1.1", "Host: s3.localhost")).contains("<Bucket><Name>photos</Name>");
    }

    @Test
    void aForeignHostNameIsRefusedSoThatNoWebPageCanRebindIt() throws IOException {
        assertThat(aws.raw("GET /photos/a/cat.jpg HTTP/1.1", "Host: evil.example:4566"))
                .startsWith("HTTP/1.1 403")
                .doesNotContain("meow");
    }

    @Test
    void aForeignPageMayNotReadTheAnswer() throws IOException {
        assertThat(aws.raw("GET /photos/a/cat.jpg HTTP/1.1", "Host: localhost", "Origin: http://evil.example"))
                .startsWith("HTTP/1.1 200")
                .doesNotContain("Access-Control-");
    }

    @Test
    void aForeignPageMayNotChangeAnything() throws IOException {
        assertThat(aws.raw(
                        "POST / HTTP/1.1",
                        "Host: localhost",
                        "Origin: http://evil.example",
                        "Content-Type: application/x-www-form-urlencoded",
                        "Content-Length: 0"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void anAllowedPageMayUploadAfterAskingFirst() throws IOException {
        aws.server().allowOrigin("http://127.0.0.1:4569");
        assertThat(aws.raw(
                        "OPTIONS /photos/b.jpg HTTP/1.1",
                        "Host: localhost",
                        "Origin: http://127.0.0.1:4569",
                        "Access-Control-Request-Method: PUT",
                        "Access-Control-Request-Headers: content-type"))
                .startsWith("HTTP/1.1 204")
                .contains(
                        "Access-Control-Allow-Origin: http://127.0.0.1:4569",
                        "Access-Control-Allow-Methods: GET, HEAD, PUT, POST, DELETE",
                        "Access-Control-Allow-Headers: content-type");
        assertThat(aws.raw(
                        "PUT /photos/b.jpg HTTP/1.1",
                        "Host: localhost",
                        "Origin: http://127.0.0.1:4569",
                        "Content-Length: 0"))
                .startsWith("HTTP/1.1 200")
                .contains("Access-Control-Allow-Origin: http://127.0.0.1:4569", "Access-Control-Expose-Headers: ETag");
    }

    @Test
    void aRequestThatTheServerCannotReadIsAnsweredInXml() throws IOException {
        assertThat(aws.raw("GET /../../etc/passwd HTTP/1.1", "Host: localhost"))
                .startsWith("HTTP/1.1 400")
                .contains("<Error><Code>InvalidRequest</Code>");
    }

    /** More than fits into the buffers of both sides. */
    @Test
    void aClientThatIsRefusedWhileItSendsReadsTheAnswer() throws IOException {
        byte[] body = new byte[32 << 20];
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), aws.server().port())) {
            socket.getOutputStream()
                    .write(("PUT /photos/x.jpg HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nContent-Length: "
                                    + body.length + "\r\n\r\n")
                            .getBytes(UTF_8));
            socket.getOutputStream().write(body);
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 403");
        }
    }

    /** More than the server has threads: each of them waits for a body that does not come. */
    @Test
    void halfSentRequestsKeepNobodyElseWaiting() throws IOException {
        int port = aws.server().port();
        List<Socket> halfSent = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                halfSent.add(socket);
                socket.getOutputStream()
                        .write(("PUT /photos/half-" + i + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                        + "Content-Length: 2\r\n\r\na")
                                .getBytes(UTF_8));
            }

            assertThat(aws.raw("GET /photos/a/cat.jpg HTTP/1.1", "Host: localhost"))
                    .endsWith("meow");

            // It has not been given up meanwhile, so no request had to wait for that.
            Socket last = halfSent.getLast();
            last.getOutputStream().write('b');
            assertThat(new String(last.getInputStream().readAllBytes(), UTF_8)).startsWith("HTTP/1.1 200");
        } finally {
            for (Socket socket : halfSent) {
                socket.close();
            }
        }
    }

    @Test
    void noServerIsNamed() throws IOException {
        assertThat(aws.raw("GET / HTTP/1.1", "Host: localhost")).doesNotContainIgnoringCase("jetty");
    }
}
