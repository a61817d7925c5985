package imageresizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Plays S3 and SNS for the warm-up: a server on the loopback interface that holds one object, under every key, and takes
 * everything without keeping it.
 */
final class StubAwsServer implements AutoCloseable {

    private static final byte[] PUBLISHED = """
        <PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
        <PublishResult><MessageId>warm-up</MessageId></PublishResult>
        <ResponseMetadata><RequestId>warm-up</RequestId></ResponseMetadata></PublishResponse>\
        """.getBytes(UTF_8);

    private final byte[] object;
    private final String crc32;
    private final HttpServer server;

    StubAwsServer(byte[] object) throws IOException {
        this.object = object.clone();
        CRC32 checksum = new CRC32();
        checksum.update(object);
        crc32 = Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(Integer.BYTES)
                        .putInt((int) checksum.getValue())
                        .array());
        // Else each answer may wait 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), /* backlog= */ 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            Headers headers = exchange.getResponseHeaders();
            headers.set("ETag", "\"warm-up\"");
            byte[] body = switch (exchange.getRequestMethod()) {
                case "GET" -> object;
                case "POST" -> PUBLISHED;
                default -> new byte[0];
            };
            headers.set("Last-Modified", "Thu, 01 Jan 2026 06:00:10 GMT");
            headers.set("x-amz-version-id", "warm-up");
            if (body == object) {
                headers.set("Content-Type", "image/jpeg");
                headers.set("x-amz-checksum-crc32", crc32);
                headers.set("x-amz-checksum-type", "FULL_OBJECT");
            }
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** A client that sends every request here, whomever it is for; closing it closes {@code client}. */
    SdkHttpClient instead(SdkHttpClient client) {
        return new SdkHttpClient() {
            @Override
            public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
                return client.prepareRequest(HttpExecuteRequest.builder()
                        .request(request.httpRequest()
                                .copy(to -> to.protocol("http")
                                        .host(server.getAddress().getHostString())
                                        .port(server.getAddress().getPort())))
                        .contentStreamProvider(request.contentStreamProvider().orElse(null))
                        .build());
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }

    @Override
    public void close() {
        server.stop(/* delay= */ 0);
    }
}
