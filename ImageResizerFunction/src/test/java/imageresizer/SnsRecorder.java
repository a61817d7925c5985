package imageresizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** An SNS endpoint over real HTTP that keeps the parameters of what was published, or is out of order. */
public final class SnsRecorder implements AutoCloseable {

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final List<Map<String, String>> published = new CopyOnWriteArrayList<>();
    private volatile boolean outOfOrder;
    private volatile Runnable pause = () -> {};

    public SnsRecorder() throws IOException {
        server.createContext("/", this::answer);
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The form parameters of each Publish request, in the order of arrival. */
    public List<Map<String, String>> published() {
        return List.copyOf(published);
    }

    /** Forgets what was published, and works. */
    void reset() {
        published.clear();
        outOfOrder = false;
        pause = () -> {};
    }

    /** Says when the next request has come, and keeps it waiting: for a minute at most, or a failed test would hang. */
    void pause(CountDownLatch hasCome, CountDownLatch mayGoOn) {
        pause = () -> {
            hasCome.countDown();
            try {
                boolean _ = mayGoOn.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** Does this before each answer. */
    void beforeAnswer(Runnable deed) {
        pause = deed;
    }

    /** Answers as SNS does when it is out of order. */
    void breakDown() {
        outOfOrder = true;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        pause.run();
        if (outOfOrder) {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
            return;
        }
        published.add(Arrays.stream(form.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8))));
        byte[] answer = """
            <PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
            <PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>\
            """.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
