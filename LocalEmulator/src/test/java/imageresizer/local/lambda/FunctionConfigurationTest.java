package imageresizer.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionConfigurationTest {
    private final Path folder;

    FunctionConfigurationTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void what_lambda_would_refuse_is_refused_in_one_sentence() {
        assertThatThrownBy(() -> create("resizer", 64, 60, Map.of()))
                .hasMessage("Function resizer has a MemorySize of 64 MB: it must be from 128 to 10240.");
        assertThatThrownBy(() -> create("resizer", 512, 901, Map.of()))
                .hasMessage("Function resizer has a Timeout of 901 seconds: it must be from 1 to 900.");
        assertThatThrownBy(() -> create("resizer", 512, 60, Map.of("AWS_REGION", "eu-west-1")))
                .hasMessage("Function resizer sets AWS_REGION, which Lambda reserves for itself: use another name.");
        assertThatThrownBy(() -> create("resizer", 512, 60, Map.of("1ST", "x")))
                .hasMessage("Function resizer sets \"1ST\", which is no name of a variable on Lambda.");
        assertThatThrownBy(() -> create("my resizer", 512, 60, Map.of()))
                .hasMessage("Function my resizer is no function name: use 1 to 64 of a-z, A-Z, 0-9, _ and -.");
    }

    @Test
    void a_class_path_that_is_not_built_yet_says_so() {
        Path missing = folder.resolve("target/classes");
        assertThatThrownBy(() -> new FunctionConfiguration(
                        "resizer",
                        "Handler",
                        List.of(missing),
                        512,
                        Duration.ofSeconds(60),
                        Map.of(),
                        LogFormat.JSON,
                        FunctionConfiguration.thisJavaHome(),
                        false))
                .hasMessage("Function resizer needs " + missing + ", which does not exist: build the function first.");
    }

    @Test
    void the_class_path_is_the_classes_and_then_the_jars_by_name() throws Exception {
        Path libraries = Files.createDirectory(folder.resolve("lib"));
        for (String name : List.of("b.jar", "a.jar", "readme.txt")) {
            Files.createFile(libraries.resolve(name));
        }
        assertThat(FunctionConfiguration.classPath(folder, libraries))
                .containsExactly(folder, libraries.resolve("a.jar"), libraries.resolve("b.jar"));
    }

    private FunctionConfiguration create(
            String name, int memoryMegabytes, int timeoutSeconds, Map<String, String> environment) {
        return new FunctionConfiguration(
                name,
                "Handler",
                List.of(folder),
                memoryMegabytes,
                Duration.ofSeconds(timeoutSeconds),
                environment,
                LogFormat.JSON,
                FunctionConfiguration.thisJavaHome(),
                false);
    }
}
