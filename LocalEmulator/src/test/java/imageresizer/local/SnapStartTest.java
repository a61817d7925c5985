package imageresizer.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import imageresizer.local.lambda.FunctionConfiguration;
import imageresizer.local.lambda.LambdaFunction;
import imageresizer.local.template.StackDefinition;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The function's own hooks, run by Lambda's runtime client with the classes that Lambda gives a function. */
@Timeout(300)
class SnapStartTest {

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> log = new CopyOnWriteArrayList<>();

    private final Path folder;
    private final HttpServer aws;

    SnapStartTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        aws = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0, "/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        aws.start();
    }

    @AfterEach
    void stop() {
        aws.stop(0);
    }

    @Test
    void theWarmUpSucceedsAndSendsOneRequestThatChangesNothing() throws Exception {
        StackDefinition stack = StackDefinition.load(Path.of("../template.yaml"), Map.of());
        URI endpoint = URI.create("http://127.0.0.1:" + aws.getAddress().getPort());
        FunctionConfiguration snapStarted = Deployments.configuration(
                stack, stack.functions().getFirst(), /* speed= */ 1, endpoint, /* snapStart= */ true);

        try (LambdaFunction function = new LambdaFunction(snapStarted, 1, folder, (stream, line) -> log.add(line))) {
            function.start();
        }

        assertThat(log).noneMatch(line -> line.contains("warm-up"));
        assertThat(requests).containsExactly("HEAD /image-resizer-output-local/warm-up.jpg");
    }
}
