package imageresizer.local.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Configurations of functions made of the handlers among the tests. */
final class TestFunction {
    private static final JsonMapper MAPPER = new JsonMapper();

    private TestFunction() {}

    static FunctionConfiguration of(Class<?> handler) {
        return of(handler, 256, Duration.ofMinutes(5), LogFormat.JSON, false);
    }

    static FunctionConfiguration of(
            Class<?> handler, int memoryMegabytes, Duration timeout, LogFormat logFormat, boolean snapStart) {
        return new FunctionConfiguration(
                "resizer",
                handler.getName() + "::handleRequest",
                List.of(testClasses()),
                memoryMegabytes,
                timeout,
                Map.of("OUTPUT_BUCKET", "output"),
                logFormat,
                FunctionConfiguration.thisJavaHome(),
                snapStart);
    }

    static Path testClasses() {
        try {
            return Path.of(TestFunction.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("No JSON: " + text, e);
        }
    }
}
