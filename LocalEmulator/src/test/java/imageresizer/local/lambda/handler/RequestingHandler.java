package imageresizer.local.lambda.handler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** Sends the requests of its event, such as {@code PUT /a}, and returns their statuses, 0 for a broken connection. */
public final class RequestingHandler implements RequestHandler<List<String>, List<Integer>> {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Override
    public List<Integer> handleRequest(List<String> requests, Context context) {
        return requests.stream().map(this::status).toList();
    }

    private int status(String request) {
        String[] methodAndPath = request.split(" ", 2);
        URI uri = URI.create(System.getenv("ENDPOINT") + methodAndPath[1]);
        try {
            return http.send(
                            HttpRequest.newBuilder(uri)
                                    .method(methodAndPath[0], BodyPublishers.ofString("content"))
                                    .header("X-Amz-Security-Token", System.getenv("AWS_SESSION_TOKEN"))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
