package imageresizer.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The Lambda Runtime API of one execution environment, version 2018-06-01, on a loopback port of its own.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Using the Lambda runtime API</a>
 */
final class RuntimeApi implements AutoCloseable {
    /** Bytes that a response may have: 6 MiB and a little, as Lambda's own message says. */
    static final int RESPONSE_LIMIT = 6_291_556;

    private static final String VERSION = "/2018-06-01/runtime/";

    /**
     * One invocation as the runtime gets it.
     *
     * @param requestId the same for each attempt at one asynchronous event
     * @param payload the event, nominally JSON
     * @param deadline when the invocation times out
     */
    record Invocation(String requestId, String payload, Instant deadline, String functionArn, String traceId) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<RuntimeSignal> signals;
    private final BlockingQueue<Invocation> invocations = new LinkedBlockingQueue<>();
    private volatile @Nullable String current;

    /**
     * Starts to listen.
     *
     * @param signals gets what the runtime says
     */
    RuntimeApi(BlockingQueue<RuntimeSignal> signals) {
        this.signals = signals;
        try {
            server = HttpServer.create(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0, VERSION, this::answer);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on this machine's loopback address.", e);
        }
        server.setExecutor(threads);
        server.start();
    }

    /** Host and port, for AWS_LAMBDA_RUNTIME_API. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Gives the runtime its next invocation. */
    void handOut(Invocation invocation) {
        invocations.add(invocation);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring(VERSION.length());
            switch (exchange.getRequestMethod() + " " + path) {
                case "GET invocation/next" -> next(exchange);
                case "GET restore/next" -> send(exchange, 200, "");
                case "POST init/error", "POST restore/error" -> {
                    signals.add(new RuntimeSignal.InitFailed(error(exchange)));
                    send(exchange, 202, "{\"status\":\"OK\"}");
                }
                case String request
                when request.equals("POST invocation/" + current + "/response") -> response(exchange);
                case String request
                when request.equals("POST invocation/" + current + "/error") -> {
                    signals.add(new RuntimeSignal.InvocationFailed(error(exchange)));
                    send(exchange, 202, "{\"status\":\"OK\"}");
                }
                case String request
                when request.startsWith("POST invocation/") ->
                    refuse(exchange, 400, ErrorPayload.of("InvalidRequestID", "Invalid request ID"));
                default -> refuse(exchange, 404, ErrorPayload.of("NotFound", "No such resource of the Runtime API"));
            }
        }
    }

    private void next(HttpExchange exchange) throws IOException {
        current = null;
        signals.add(new RuntimeSignal.Ready());
        Invocation invocation;
        try {
            invocation = invocations.take();
        } catch (InterruptedException e) {
            return; // This server is closing; the connection closes without an answer.
        }
        current = invocation.requestId();
        Headers headers = exchange.getResponseHeaders();
        headers.set("Lambda-Runtime-Aws-Request-Id", invocation.requestId());
        headers.set(
                "Lambda-Runtime-Deadline-Ms",
                Long.toString(invocation.deadline().toEpochMilli()));
        headers.set("Lambda-Runtime-Invoked-Function-Arn", invocation.functionArn());
        headers.set("Lambda-Runtime-Trace-Id", invocation.traceId());
        send(exchange, 200, invocation.payload());
    }

    private void response(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(RESPONSE_LIMIT + 1);
        if (body.length <= RESPONSE_LIMIT) {
            signals.add(new RuntimeSignal.Responded(new String(body, UTF_8)));
            send(exchange, 202, "{\"status\":\"OK\"}");
            return;
        }
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        signals.add(new RuntimeSignal.InvocationFailed(ErrorPayload.of(
                "Function.ResponseSizeTooLarge",
                "Response payload size exceeded maximum allowed payload size (" + RESPONSE_LIMIT + " bytes).")));
        refuse(
                exchange,
                413,
                ErrorPayload.of(
                        "RequestEntityTooLarge",
                        "Exceeded maximum allowed payload size (" + RESPONSE_LIMIT + " bytes)."));
    }

    private static ErrorPayload error(HttpExchange exchange) throws IOException {
        String type = exchange.getRequestHeaders().getFirst("Lambda-Runtime-Function-Error-Type");
        return ErrorPayload.reported(
                new String(exchange.getRequestBody().readAllBytes(), UTF_8),
                Objects.requireNonNullElse(type, "Runtime.Unknown"));
    }

    private static void refuse(HttpExchange exchange, int status, ErrorPayload error) throws IOException {
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        send(exchange, status, error.json());
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
