package imageresizer.benchmark;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * S3 and SNS for measurements: as little as a Lambda function needs to believe it, so that the function is measured and
 * not the server. Objects live in memory. Conditional writes, ETags (MD5) and CRC-32 checksums are those of Amazon S3;
 * there are no versions, listings or signatures. The object {@code name} can also be fetched as
 * {@code anything/name}, so that each call can have an upload of its own without one.
 *
 * <p>{@code POST /_pace} with a number of megabytes per second makes it send objects no faster than that. {@code GET
 * /_report} says as JSON what has happened since {@code POST /_forget}, which also removes every object of
 * all other buckets than that of the uploads. Prints its port and runs until its standard input ends.
 */
public final class LocalAws {
    private record StoredObject(byte[] content, String contentType, String cacheControl, String eTag, String crc32) {
        static StoredObject of(byte[] content, HttpExchange exchange) throws NoSuchAlgorithmException {
            CRC32 crc = new CRC32();
            crc.update(content);
            return new StoredObject(
                    content,
                    header(exchange, "Content-Type", "binary/octet-stream"),
                    header(exchange, "Cache-Control", ""),
                    '"'
                            + HexFormat.of()
                                    .formatHex(MessageDigest.getInstance("MD5").digest(content))
                            + '"',
                    Base64.getEncoder()
                            .encodeToString(ByteBuffer.allocate(4)
                                    .putInt((int) crc.getValue())
                                    .array()));
        }
    }

    /** What a request is refused with, as an S3 error code. */
    private static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int status;

        RefusedException(int status, String code) {
            super(code);
            this.status = status;
        }
    }

    private static final int CHUNK = 64 * 1024;

    private final Map<String, StoredObject> uploads = new ConcurrentHashMap<>();
    private final Map<String, StoredObject> outputs = new ConcurrentSkipListMap<>();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final String uploadBucket;

    /** At which objects are sent; 0 means as fast as it goes. */
    private volatile int megabytesPerSecond;

    private LocalAws(String uploadBucket) {
        this.uploadBucket = "/" + uploadBucket + "/";
    }

    /** @param arguments the name of the bucket that holds the uploads */
    public static void main(String[] arguments) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // Else each answer may wait 40 ms for an ACK.
        System.setProperty("sun.net.httpserver.idleInterval", "7200"); // Seconds until unused connections are closed.
        LocalAws aws = new LocalAws(arguments[0]);
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0, "/", aws::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        System.out.println(server.getAddress().getPort());
        while (System.in.read() >= 0) {
            // Waits for its end.
        }
        System.exit(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            URI uri = exchange.getRequestURI();
            byte[] body = body(exchange);
            try {
                switch (uri.getRawPath()) {
                    case "/_report" -> send(exchange, 200, "application/json", report().getBytes(UTF_8));
                    case "/_forget" -> {
                        outputs.clear();
                        requests.clear();
                        send(exchange, 204, "", new byte[0]);
                    }
                    case "/_pace" -> {
                        megabytesPerSecond = Integer.parseInt(new String(body, ISO_8859_1));
                        send(exchange, 204, "", new byte[0]);
                    }
                    case "/" -> publish(exchange, method, body);
                    default -> {
                        count(method);
                        object(exchange, method, uri.getPath(), body);
                    }
                }
            } catch (RefusedException e) {
                String xml =
                        "<Error><Code>" + e.getMessage() + "</Code><Message>" + e.getMessage() + "</Message></Error>";
                send(exchange, e.status, "application/xml", method.equals("HEAD") ? new byte[0] : xml.getBytes(UTF_8));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has MD5", e);
            }
        }
    }

    private void object(HttpExchange exchange, String method, String path, byte[] body)
            throws IOException, NoSuchAlgorithmException {
        Map<String, StoredObject> bucket = path.startsWith(uploadBucket) ? uploads : outputs;
        switch (method) {
            case "PUT" -> {
                StoredObject written = StoredObject.of(body, exchange);
                String mustMatch = header(exchange, "If-Match", "");
                boolean mustBeNew = header(exchange, "If-None-Match", "").equals("*");
                bucket.compute(path, (ignored, old) -> {
                    if (mustBeNew && old != null) {
                        throw new RefusedException(412, "PreconditionFailed");
                    }
                    if (!mustMatch.isEmpty() && old == null) {
                        throw new RefusedException(404, "NoSuchKey");
                    }
                    if (!mustMatch.isEmpty() && !mustMatch.equals(old.eTag())) {
                        throw new RefusedException(412, "PreconditionFailed");
                    }
                    return written;
                });
                exchange.getResponseHeaders().set("ETag", written.eTag());
                exchange.getResponseHeaders().set("x-amz-checksum-crc32", written.crc32());
                send(exchange, 200, "", new byte[0]);
            }
            case "GET", "HEAD" -> {
                StoredObject found = bucket.get(path);
                if (found == null && bucket == uploads) {
                    found = bucket.get(uploadBucket + path.substring(path.lastIndexOf('/') + 1));
                }
                if (found == null) {
                    throw new RefusedException(404, "NoSuchKey");
                }
                fetched(exchange, method, found, megabytesPerSecond);
            }
            case "DELETE" -> {
                bucket.remove(path);
                send(exchange, 204, "", new byte[0]);
            }
            default -> throw new RefusedException(501, "NotImplemented");
        }
    }

    private static void fetched(HttpExchange exchange, String method, StoredObject found, int megabytesPerSecond)
            throws IOException {
        String mustMatch = header(exchange, "If-Match", found.eTag());
        if (!mustMatch.equals(found.eTag()) && !('"' + mustMatch + '"').equals(found.eTag())) {
            throw new RefusedException(412, "PreconditionFailed");
        }
        var headers = exchange.getResponseHeaders();
        headers.set("ETag", found.eTag());
        headers.set("Accept-Ranges", "bytes");
        headers.set("Last-Modified", "Sun, 01 Nov 2026 00:00:00 GMT");
        headers.set("x-amz-version-id", "1");
        if (!found.cacheControl().isEmpty()) {
            headers.set("Cache-Control", found.cacheControl());
        }
        byte[] content = found.content();
        String range = header(exchange, "Range", "");
        int status = 200;
        if (range.matches("bytes=\\d+-\\d+")) {
            String[] bounds = range.substring(6).split("-");
            int from = Integer.parseInt(bounds[0]);
            int to = (int) Math.min(Long.parseLong(bounds[1]) + 1, content.length);
            headers.set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + content.length);
            content = Arrays.copyOfRange(content, from, to);
            status = 206;
        } else if (header(exchange, "x-amz-checksum-mode", "").equalsIgnoreCase("ENABLED")) {
            headers.set("x-amz-checksum-crc32", found.crc32());
            headers.set("x-amz-checksum-type", "FULL_OBJECT");
        }
        if (method.equals("HEAD")) {
            headers.set("Content-Type", found.contentType());
            headers.set("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(status, -1);
        } else if (megabytesPerSecond == 0) {
            send(exchange, status, found.contentType(), content);
        } else {
            headers.set("Content-Type", found.contentType());
            exchange.sendResponseHeaders(status, content.length);
            sendSlowly(exchange.getResponseBody(), content, megabytesPerSecond);
        }
    }

    private static void sendSlowly(OutputStream to, byte[] content, int megabytesPerSecond) throws IOException {
        long start = System.nanoTime();
        for (int at = 0; at < content.length; at += CHUNK) {
            long due = start + at * 1_000L / megabytesPerSecond;
            LockSupport.parkNanos(due - System.nanoTime());
            to.write(content, at, Math.min(CHUNK, content.length - at));
        }
    }

    private void publish(HttpExchange exchange, String method, byte[] body) throws IOException {
        if (!method.equals("POST") || !new String(body, ISO_8859_1).contains("Action=Publish&")) {
            throw new RefusedException(501, "NotImplemented");
        }
        count("Publish");
        send(
                exchange,
                200,
                "text/xml",
                ("<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult><MessageId>1"
                                + "</MessageId></PublishResult><ResponseMetadata><RequestId>1</RequestId>"
                                + "</ResponseMetadata></PublishResponse>")
                        .getBytes(UTF_8));
    }

    private void count(String what) {
        requests.computeIfAbsent(what, ignored -> new AtomicInteger()).incrementAndGet();
    }

    private String report() {
        String counts = new TreeMap<>(requests)
                .entrySet().stream()
                        .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                        .collect(Collectors.joining(","));
        String stored = outputs.entrySet().stream()
                .map(entry -> "{\"path\":\"" + entry.getKey() + "\",\"type\":\""
                        + entry.getValue().contentType() + "\",\"bytes\":"
                        + entry.getValue().content().length + "}")
                .collect(Collectors.joining(","));
        return "{\"requests\":{" + counts + "},\"stored\":[" + stored + "]}";
    }

    /** The request's body, without the frames of {@code aws-chunked}. */
    private static byte[] body(HttpExchange exchange) throws IOException {
        byte[] raw = exchange.getRequestBody().readAllBytes();
        if (!header(exchange, "x-amz-content-sha256", "").startsWith("STREAMING-")) {
            return raw;
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream(raw.length);
        for (int at = 0; at < raw.length; ) {
            int end = at;
            while (raw[end] != '\r') {
                end++;
            }
            int length = Integer.parseInt(new String(raw, at, end - at, ISO_8859_1).split(";")[0], 16);
            if (length == 0) {
                break;
            }
            content.write(raw, end + 2, length);
            at = end + 2 + length + 2;
        }
        return content.toByteArray();
    }

    private static String header(HttpExchange exchange, String name, String otherwise) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? otherwise : value;
    }

    private static void send(HttpExchange exchange, int status, String contentType, byte[] body) throws IOException {
        if (!contentType.isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", contentType);
        }
        exchange.getResponseHeaders().set("x-amz-request-id", "benchmark");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
