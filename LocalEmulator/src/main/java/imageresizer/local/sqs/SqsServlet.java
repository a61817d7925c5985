package imageresizer.local.sqs;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** Hands requests to ElasticMQ as they are, in the JSON and in the query protocol. */
final class SqsServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final List<String> HEADERS = List.of("Content-Type", "X-Amz-Target", "x-amzn-query-mode");

    private final transient HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;

    SqsServlet(URI server) {
        this.server = server;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpRequest.Builder passed = HttpRequest.newBuilder(server.resolve(request.getRequestURI()))
                .method(
                        request.getMethod(),
                        BodyPublishers.ofByteArray(request.getInputStream().readAllBytes()));
        for (String name : HEADERS) {
            String value = request.getHeader(name);
            if (value != null) {
                passed.header(name, value);
            }
        }
        try {
            HttpResponse<byte[]> answer = http.send(passed.build(), BodyHandlers.ofByteArray());
            response.setStatus(answer.statusCode());
            answer.headers().map().forEach((name, values) -> {
                if (name.equalsIgnoreCase("Content-Type")
                        || name.toLowerCase(java.util.Locale.ROOT).startsWith("x-")) {
                    response.setHeader(name, values.getFirst());
                }
            });
            response.getOutputStream().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    @Override
    public void destroy() {
        http.shutdownNow();
    }
}
