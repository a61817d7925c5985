package imageresizer.benchmark;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * HTTP/1.1 over one connection, as the AWS SDKs use it. The JDK's server takes two to three times the processor time for
 * the same requests, on the cores that are measured. Not thread-safe.
 */
final class PlainHttp {
    /**
     * A request, its body complete and without frames.
     *
     * @param path without the query, still percent-encoded
     * @param headers by name in lower case
     */
    record Request(String method, String path, Map<String, String> headers, byte[] body) {
        String header(String name, String otherwise) {
            return headers.getOrDefault(name, otherwise);
        }

        String text() {
            return new String(body, ISO_8859_1);
        }
    }

    /** @param headersOnly whether the request was a HEAD: the body is announced and not sent */
    record Response(int status, Map<String, String> headers, ByteBuffer body, boolean headersOnly) {
        static Response of(int status) {
            return new Response(status, Map.of(), ByteBuffer.allocate(0), false);
        }

        static Response of(int status, String contentType, String body) {
            return new Response(
                    status, Map.of("Content-Type", contentType), ByteBuffer.wrap(body.getBytes(UTF_8)), false);
        }

        Response with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Response(status, more, body, headersOnly);
        }
    }

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1);

    private final SocketChannel client;
    private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 17).flip();

    PlainHttp(SocketChannel client) {
        this.client = client;
    }

    /**
     * Waits for the next request, and for all of it.
     *
     * @return null if the client has closed the connection
     */
    Request read() throws IOException {
        if (!in.hasRemaining() && !fill()) {
            return null;
        }
        String[] start = line().split(" ");
        Map<String, String> headers = new HashMap<>();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).trim());
        }
        if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
            write(ByteBuffer.wrap(CONTINUE));
        }
        byte[] body = headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")
                ? chunks()
                : bytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        if (headers.getOrDefault("x-amz-content-sha256", "").startsWith("STREAMING-")) {
            body = withoutFrames(body);
        }
        return new Request(start[0], start[1].split("\\?")[0], headers, body);
    }

    void send(Response response) throws IOException {
        ByteBuffer[] parts = {head(response), response.body().duplicate()};
        int count = response.headersOnly() ? 1 : 2;
        while (parts[count - 1].hasRemaining() || parts[0].hasRemaining()) {
            client.write(parts, 0, count);
        }
    }

    /** Sends all but the body, which must follow. */
    void sendHead(Response response) throws IOException {
        write(head(response));
    }

    void write(ByteBuffer part) throws IOException {
        while (part.hasRemaining()) {
            client.write(part);
        }
    }

    private static ByteBuffer head(Response response) {
        StringBuilder head =
                new StringBuilder("HTTP/1.1 ").append(response.status()).append(" -\r\n");
        response.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        if (response.status() != 204) {
            head.append("Content-Length: ").append(response.body().limit()).append("\r\n");
        }
        return ByteBuffer.wrap(
                head.append("x-amz-request-id: benchmark\r\n\r\n").toString().getBytes(ISO_8859_1));
    }

    private boolean fill() throws IOException {
        in.clear();
        int count = client.read(in);
        in.flip();
        return count > 0;
    }

    private int next() throws IOException {
        if (!in.hasRemaining() && !fill()) {
            throw new EOFException();
        }
        return in.get();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = next(); c != '\n'; c = next()) {
            line.append((char) (c & 0xff));
        }
        return line.substring(0, line.length() - 1);
    }

    private byte[] bytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        for (int at = 0; at < count; ) {
            if (!in.hasRemaining() && !fill()) {
                throw new EOFException();
            }
            int part = Math.min(count - at, in.remaining());
            in.get(bytes, at, part);
            at += part;
        }
        return bytes;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int length = length(line()); length > 0; length = length(line())) {
            content.writeBytes(bytes(length));
            line();
        }
        while (!line().isEmpty()) {
            // A trailer.
        }
        return content.toByteArray();
    }

    /** Takes {@code aws-chunked} apart, whose chunks carry signatures and whose trailer has a checksum. */
    private static byte[] withoutFrames(byte[] framed) {
        ByteArrayOutputStream content = new ByteArrayOutputStream(framed.length);
        for (int at = 0; ; ) {
            int end = at;
            while (framed[end] != '\r') {
                end++;
            }
            int length = length(new String(framed, at, end - at, ISO_8859_1));
            if (length == 0) {
                return content.toByteArray();
            }
            content.write(framed, end + 2, length);
            at = end + 2 + length + 2;
        }
    }

    private static int length(String chunkHead) {
        return Integer.parseInt(chunkHead.split(";")[0], 16);
    }
}
