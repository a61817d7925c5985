package imageresizer.local.lambda;

import static imageresizer.local.lambda.TestFunction.json;
import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.local.lambda.InvocationResult.Returned;
import imageresizer.local.lambda.handler.ObedientHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Builds of their own, which have no archive yet. */
@Timeout(300)
class ClassArchiveTest {
    private static final String FROM_ARCHIVE = ObedientHandler.class.getName() + " source: shared objects file (top)";

    private final List<String> log = new ArrayList<>();
    private final Path temporary;
    private final Path classes;
    private final Path archives;

    ClassArchiveTest(@TempDir Path folder) throws IOException {
        temporary = Files.createDirectory(folder.resolve("temporary"));
        classes = folder.resolve("target/classes");
        archives = folder.resolve("target/" + ClassArchive.FOLDER);
        Path handler = TestFunction.testClasses()
                .relativize(TestFunction.testClasses()
                        .resolve(ObedientHandler.class.getName().replace('.', '/') + ".class"));
        Files.createDirectories(classes.resolve(handler).resolveSibling(""));
        Files.copy(TestFunction.testClasses().resolve(handler), classes.resolve(handler));
    }

    @Test
    void theNextFunctionTakesItsClassesFromTheArchiveThatTheFirstOneLeft() throws Exception {
        Path unused = Files.createFile(Files.createDirectories(archives).resolve("unused.jsa"));
        Files.setLastModifiedTime(unused, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

        assertThat(describe(function(256, false, "-Xlog:class+load"))).doesNotContain("(top)");
        assertThat(archives()).hasSize(1).doesNotContain(unused);

        assertThat(describe(function(1024, true, "-Xlog:class+load")))
                .as("of another memory size, and with SnapStart")
                .contains(FROM_ARCHIVE);
        assertThat(archives()).hasSize(1);
    }

    @Test
    void theLogHasTheSameLinesWithoutAnArchiveWhileItIsWrittenWithItAndWithABrokenOne() throws Exception {
        Files.createDirectories(archives.resolveSibling(""));
        Files.createFile(archives); // In the way of the folder.
        List<String> without = kinds(describe(function(256, false, "")));
        Files.delete(archives);
        List<String> writing = kinds(describe(function(256, false, "")));
        List<String> with = kinds(describe(function(256, false, "")));
        Path archive = archives().getFirst();
        byte[] content = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(content, content.length / 2));
        List<String> broken = kinds(describe(function(256, false, "")));

        assertThat(without).containsExactly("platform.start", "platform.report");
        assertThat(List.of(writing, with, broken)).containsOnly(without);
    }

    @Test
    void changedClassesAreNotTakenFromAnOlderArchive() throws Exception {
        describe(function(256, false, ""));
        Files.writeString(classes.resolve("new.txt"), "new");

        assertThat(describe(function(256, false, "-Xlog:class+load"))).doesNotContain("(top)");
        assertThat(archives()).hasSize(2);
    }

    @Test
    void aFunctionWhoseJarsWereDeletedStartsFromItsFolder() throws Exception {
        try (LambdaFunction function = function(256, false, "")) {
            TemporaryFolder.delete(archives);

            assertThat(function.invoke("{\"do\":\"describe\"}")).isInstanceOf(Returned.class);
        }
    }

    @Test
    void aFunctionThatServedNothingOrDiedLeavesNoArchive() throws Exception {
        try (LambdaFunction function = function(256, false, "")) {
            function.start();
        }
        try (LambdaFunction function = function(256, false, "")) {
            function.invoke("{\"do\":\"exit\"}");
        }
        assertThat(archives()).isEmpty();
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void aFunctionThatChoosesItsOwnArchiveKeepsIt() throws Exception {
        describe(function(256, false, "-Xshare:auto -XX:SharedArchiveFile=" + temporary.resolve("own.jsa")));

        assertThat(archives).doesNotExist();
    }

    private LambdaFunction function(int memoryMegabytes, boolean snapStart, String jvmOptions) {
        FunctionConfiguration configuration = new FunctionConfiguration(
                "resizer",
                ObedientHandler.class.getName() + "::handleRequest",
                List.of(classes),
                memoryMegabytes,
                Duration.ofMinutes(5),
                jvmOptions.isEmpty() ? Map.of() : Map.of("JAVA_TOOL_OPTIONS", jvmOptions),
                LogFormat.JSON,
                FunctionConfiguration.thisJavaHome(),
                snapStart);
        log.clear();
        return new LambdaFunction(configuration, 1, temporary, (_, line) -> log.add(line));
    }

    /** The log of a function that serves one invocation. */
    private String describe(LambdaFunction function) throws InterruptedException {
        try (function) {
            assertThat(function.invoke("{\"do\":\"describe\"}")).isInstanceOf(Returned.class);
        }
        return String.join("\n", log);
    }

    private static List<String> kinds(String log) {
        return log.lines().map(line -> json(line).path("type").asText()).toList();
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> entries = Files.list(archives)) {
            return entries.filter(entry -> entry.toString().endsWith(".jsa")).toList();
        }
    }
}
