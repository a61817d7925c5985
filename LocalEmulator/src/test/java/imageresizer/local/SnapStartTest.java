package imageresizer.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import imageresizer.local.template.FunctionDefinition;
import imageresizer.local.template.PseudoParameters;
import imageresizer.local.template.StackDefinition;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The function's own hooks, run by Lambda's runtime client with the classes that Lambda gives a function. */
@Timeout(120)
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
        try (LambdaFunction function =
                new LambdaFunction(configuration(), 1, folder, (stream, line) -> log.add(line))) {
            function.start();
        }

        assertThat(log).noneMatch(line -> line.contains("warm-up"));
        assertThat(requests).containsExactly("HEAD /image-resizer-output-local/warm-up.jpg");
    }

    private FunctionConfiguration configuration() throws Exception {
        FunctionDefinition described = StackDefinition.load(
                        Path.of("../template.yaml"), Map.of(), PseudoParameters.local())
                .functions()
                .getFirst();
        Map<String, String> environment = new HashMap<>(described.environment());
        environment.put(
                "AWS_ENDPOINT_URL", "http://127.0.0.1:" + aws.getAddress().getPort());
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
        Path libvips = Path.of("../LibvipsLayer/node_modules/@img/sharp-libvips-linux-" + architecture, "lib");
        environment.put("LIBVIPS_DIR", libvips.toAbsolutePath().toString());
        Path target = described.codeUri().resolve("target");
        return new FunctionConfiguration(
                described.name(),
                described.handler(),
                FunctionConfiguration.classPath(target.resolve("classes"), target.resolve("lib")),
                described.memoryMb(),
                described.timeout(),
                environment,
                LogFormat.JSON,
                FunctionConfiguration.thisJavaHome(),
                /* snapStart= */ true);
    }
}
