package imageresizer.benchmark;

import imageresizer.benchmark.PlainHttp.Request;
import imageresizer.benchmark.PlainHttp.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * S3 and SNS for measurements, over a modelled network. It is not the local stack's S3, because that one takes four times
 * the processor time, on the cores that are measured, and would need a copy of the picture for the key of each call.
 *
 * <p>Objects are in memory. Conditional writes, ETags (MD5) and CRC-32 checksums are those of Amazon S3; there are no
 * versions, listings or signatures. The upload {@code name} can also be fetched as {@code anything/name}, so that each
 * call has an upload of its own.
 *
 * <p>{@code POST /_network} sets the delays, such as {@code GET=20 PUT=25 MB/s=75}: milliseconds from the end of a request
 * to the first byte of its answer, and how fast objects are sent; what is not named has no delay. {@code POST /_forget}
 * removes all objects but the uploads and resets the counts. {@code GET /_report} answers as JSON what has happened since:
 * requests by kind, stored objects, and the value of {@link System#nanoTime} (Linux's monotonic clock) when SNS accepted
 * the last message.
 *
 * <p>A thread for each connection sleeps through its delays, so no request waits for another. Prints its port and runs
 * until its standard input ends.
 */
public final class BenchmarkAws {
    private record StoredObject(
            ByteBuffer content, String contentType, String cacheControl, String eTag, String crc32) {
        static StoredObject of(Request request) {
            CRC32 crc = new CRC32();
            crc.update(request.body());
            return new StoredObject(
                    request.body().length > CHUNK * 8 ? direct(request.body()) : ByteBuffer.wrap(request.body()),
                    request.header("content-type", "binary/octet-stream"),
                    request.header("cache-control", ""),
                    '"' + HexFormat.of().formatHex(md5(request.body())) + '"',
                    Base64.getEncoder()
                            .encodeToString(ByteBuffer.allocate(4)
                                    .putInt((int) crc.getValue())
                                    .array()));
        }

        /** What the kernel can read without another copy. */
        private static ByteBuffer direct(byte[] content) {
            return ByteBuffer.allocateDirect(content.length).put(content).flip();
        }

        private static byte[] md5(byte[] content) {
            try {
                return MessageDigest.getInstance("MD5").digest(content);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has MD5", e);
            }
        }
    }

    private static final int CHUNK = 128 * 1024;

    private final Map<String, StoredObject> uploads = new ConcurrentHashMap<>();
    private final Map<String, StoredObject> outputs = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> requests = new ConcurrentSkipListMap<>();
    private final String uploadBucket;

    private volatile Map<String, Integer> network = Map.of();
    private volatile long accepted;

    private BenchmarkAws(String uploadBucket) {
        this.uploadBucket = "/" + uploadBucket + "/";
    }

    /** @param arguments the name of the bucket that holds the uploads */
    public static void main(String[] arguments) throws IOException {
        BenchmarkAws aws = new BenchmarkAws(arguments[0]);
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofPlatform().daemon().start(() -> aws.accept(listener));
        System.out.println(listener.socket().getLocalPort());
        while (System.in.read() >= 0) {
            // Waits for its end.
        }
    }

    private void accept(ServerSocketChannel listener) {
        try {
            while (true) {
                SocketChannel client = listener.accept();
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                Thread.ofPlatform().daemon().start(() -> serve(client));
            }
        } catch (IOException e) {
            throw new IllegalStateException("the server can't take connections", e);
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            PlainHttp http = new PlainHttp(client);
            for (Request request = http.read(); request != null; request = http.read()) {
                long received = System.nanoTime();
                String kind = kind(request);
                Response response = answer(request, kind);
                waitUntil(received + network.getOrDefault(kind, 0) * 1_000_000L);
                if (kind.equals("Publish")) {
                    accepted = System.nanoTime();
                }
                send(http, response);
            }
        } catch (IOException e) {
            // A contestant that ends leaves its connections as they are.
        }
    }

    /** What a request is counted as; empty for those of the driver. */
    private static String kind(Request request) {
        return request.path().startsWith("/_") ? "" : request.path().equals("/") ? "Publish" : request.method();
    }

    private Response answer(Request request, String kind) {
        if (!kind.isEmpty()) {
            requests.merge(kind, 1, Integer::sum);
        }
        return switch (request.path()) {
            case "/_report" -> Response.of(200, "application/json", report());
            case "/_forget" -> {
                outputs.clear();
                requests.clear();
                yield Response.of(204);
            }
            case "/_network" -> {
                network = Arrays.stream(request.text().split(" "))
                        .filter(part -> !part.isEmpty())
                        .map(part -> part.split("="))
                        .collect(Collectors.toMap(pair -> pair[0], pair -> Integer.valueOf(pair[1])));
                yield Response.of(204);
            }
            case "/" -> publish(request);
            default -> object(request, URI.create(request.path()).getPath());
        };
    }

    private Response object(Request request, String path) {
        Map<String, StoredObject> bucket = path.startsWith(uploadBucket) ? uploads : outputs;
        return switch (request.method()) {
            case "PUT" -> put(request, path, bucket);
            case "GET", "HEAD" -> {
                StoredObject found = bucket.get(path);
                if (found == null && bucket == uploads) {
                    found = bucket.get(uploadBucket + path.substring(path.lastIndexOf('/') + 1));
                }
                yield found == null ? refused(404, "NoSuchKey") : fetched(request, found);
            }
            case "DELETE" -> {
                bucket.remove(path);
                yield Response.of(204);
            }
            default -> refused(501, "NotImplemented");
        };
    }

    private static Response put(Request request, String path, Map<String, StoredObject> bucket) {
        StoredObject written = StoredObject.of(request);
        String mustMatch = request.header("if-match", "");
        boolean mustBeNew = request.header("if-none-match", "").equals("*");
        Response[] refused = {null};
        bucket.compute(path, (ignored, old) -> {
            if (mustBeNew && old != null || old != null && !mustMatch.isEmpty() && !mustMatch.equals(old.eTag())) {
                refused[0] = refused(412, "PreconditionFailed");
            } else if (!mustMatch.isEmpty() && old == null) {
                refused[0] = refused(404, "NoSuchKey");
            }
            return refused[0] == null ? written : old;
        });
        return refused[0] != null
                ? refused[0]
                : Response.of(200).with("ETag", written.eTag()).with("x-amz-checksum-crc32", written.crc32());
    }

    private static Response fetched(Request request, StoredObject found) {
        String mustMatch = request.header("if-match", found.eTag());
        if (!mustMatch.equals(found.eTag()) && !('"' + mustMatch + '"').equals(found.eTag())) {
            return refused(412, "PreconditionFailed");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ETag", found.eTag());
        headers.put("Content-Type", found.contentType());
        headers.put("Accept-Ranges", "bytes");
        headers.put("Last-Modified", "Sun, 01 Nov 2026 00:00:00 GMT");
        headers.put("x-amz-version-id", "1");
        if (!found.cacheControl().isEmpty()) {
            headers.put("Cache-Control", found.cacheControl());
        }
        ByteBuffer content = found.content().duplicate();
        int status = 200;
        String range = request.header("range", "");
        if (range.matches("bytes=\\d+-\\d+")) {
            String[] bounds = range.substring(6).split("-");
            int from = Integer.parseInt(bounds[0]);
            int to = (int) Math.min(Long.parseLong(bounds[1]) + 1, content.limit());
            headers.put("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + content.limit());
            content = content.slice(from, to - from);
            status = 206;
        } else if (request.header("x-amz-checksum-mode", "").equalsIgnoreCase("ENABLED")) {
            headers.put("x-amz-checksum-crc32", found.crc32());
            headers.put("x-amz-checksum-type", "FULL_OBJECT");
        }
        return new Response(status, headers, content, request.method().equals("HEAD"));
    }

    private static Response publish(Request request) {
        if (!request.method().equals("POST") || !request.text().contains("Action=Publish&")) {
            return refused(501, "NotImplemented");
        }
        return Response.of(
                200,
                "text/xml",
                "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult><MessageId>1"
                        + "</MessageId></PublishResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>"
                        + "</PublishResponse>");
    }

    private static Response refused(int status, String code) {
        return Response.of(
                status, "application/xml", "<Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>");
    }

    private void send(PlainHttp http, Response response) throws IOException {
        int megabytesPerSecond = network.getOrDefault("MB/s", 0);
        ByteBuffer content = response.body();
        if (megabytesPerSecond == 0 || response.headersOnly() || content.limit() <= CHUNK) {
            http.send(response);
            return;
        }
        long start = System.nanoTime();
        http.sendHead(response);
        for (int at = 0; at < content.limit(); at += CHUNK) {
            waitUntil(start + at * 1_000L / megabytesPerSecond);
            http.write(content.slice(at, Math.min(CHUNK, content.limit() - at)));
        }
    }

    private static void waitUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private String report() {
        String counts = requests.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(","));
        String stored = outputs.entrySet().stream()
                .map(entry -> "{\"path\":\"%s\",\"type\":\"%s\",\"bytes\":%d}"
                        .formatted(
                                entry.getKey(),
                                entry.getValue().contentType(),
                                entry.getValue().content().limit()))
                .collect(Collectors.joining(","));
        return "{\"accepted\":" + accepted + ",\"requests\":{" + counts + "},\"stored\":[" + stored + "]}";
    }
}
