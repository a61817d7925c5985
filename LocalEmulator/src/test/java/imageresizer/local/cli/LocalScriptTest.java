package imageresizer.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The script {@code local}, in a checkout whose Maven and Java only print that they were called. */
@Timeout(120)
class LocalScriptTest {

    private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

    private final Path home;

    LocalScriptTest(@TempDir Path home) {
        this.home = home;
    }

    @BeforeEach
    void makeCheckout() throws IOException {
        script("local", Files.readString(Path.of("../local")));
        script("LocalEmulator/find-jdk25", "#!/bin/sh\necho " + home + "/jdk\n");
        script(
                "jdk/bin/java",
                "#!/bin/sh\necho \"java $*\"\ncase \"$*\" in *local.check*) exit \"$CHECK\" ;; esac\ncat\n");
        script("bin/mvn", "#!/bin/sh\necho \"mvn with $MAVEN_OPTS\"\ncat\nmkdir -p LocalEmulator/target\n");
        for (String source : List.of("LocalEmulator", "ImageResizerFunction")) {
            write(source + "/src/main/Source.java", "");
            write(source + "/pom.xml", "");
        }
        write("pom.xml", "");
        write("picture.jpg", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dance", "upload missing.jpg", "upload --out there missing.jpg", "invoke missing.json"})
    void aTypingErrorIsToldWithoutABuildInTheWordsOfTheCommand(String arguments) throws Exception {
        StringWriter words = new StringWriter();
        int exitCode = CommandLineMistakeTest.execute(words, arguments.split(" "));

        ScriptResult result = run("", arguments.split(" "));

        assertThat(result.output()).isEqualTo(words.toString());
        assertThat(result.exitCode()).isEqualTo(exitCode);
    }

    /** Otherwise the script would take the value of a new option for a file that is missing. */
    @TestFactory
    Stream<DynamicTest> everyCommandAndOptionIsTakenByTheScript() {
        return Local.commandLine().getSubcommands().entrySet().stream()
                .flatMap(command -> Stream.concat(
                                Stream.of(List.of(command.getKey(), "picture.jpg")),
                                options(command.getValue())
                                        .map(option -> List.of(command.getKey(), option, "value", "picture.jpg")))
                        .map(arguments -> DynamicTest.dynamicTest(String.join(" ", arguments), () -> {
                            Files.deleteIfExists(home.resolve("LocalEmulator/target/built"));
                            assertThat(run("", arguments.toArray(String[]::new)).output())
                                    .startsWith("Building")
                                    .contains("local.cli.Local " + String.join(" ", arguments));
                        })));
    }

    private static Stream<String> options(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .filter(option -> option.arity().max() > 0)
                .map(CommandLine.Model.OptionSpec::longestName);
    }

    @Test
    void theCommandOfTheLastBuildLooksForMistakesBeforeTheFunctionIsBuiltAgain() throws Exception {
        built();
        change("ImageResizerFunction/src/main/Source.java");

        ScriptResult refused = run("", Map.of("CHECK", "2"), "up", "--port", "80");
        ScriptResult taken = run("", "up", "--port", "8000");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.output()).doesNotContain("mvn", "Building");
        assertThat(taken.output())
                .contains("mvn", "local.cli.Local up --port 8000")
                .doesNotContain("local.check");
    }

    @Test
    void whatTheLastBuildDoesNotKnowIsNotAskedOfIt() throws Exception {
        built();
        change("LocalEmulator/src/main/Source.java");

        assertThat(run("", Map.of("CHECK", "2"), "up", "--a-new-option").output())
                .contains("mvn", "local.cli.Local up --a-new-option");
    }

    @Test
    void whatIsUpToDateIsNotBuilt() throws Exception {
        built();

        assertThat(run("", "up").output()).doesNotContain("mvn", "local.check").contains("local.cli.Local up");
    }

    @Test
    void theBuildLeavesStandardInputToTheCommandAndNoColoursInAFile() throws Exception {
        ScriptResult result = run("the event", Map.of("MAVEN_OPTS", "-Xmx1g"), "invoke", "-");

        assertThat(result.output())
                .contains("mvn with -Xmx1g -Djansi.noreset=true")
                .contains("-Dlocal.terminal.in=false -Dlocal.terminal.err=false")
                .endsWith("the event");
    }

    private void built() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(BUILT.minusSeconds(60)));
            }
        }
        write("LocalEmulator/target/built", "");
        Files.setLastModifiedTime(home.resolve("LocalEmulator/target/built"), FileTime.from(BUILT));
    }

    private void change(String file) throws IOException {
        Files.setLastModifiedTime(home.resolve(file), FileTime.from(BUILT.plusSeconds(60)));
    }

    private void script(String name, String text) throws IOException {
        write(name, text);
        assertThat(home.resolve(name).toFile().setExecutable(true)).isTrue();
    }

    private void write(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private record ScriptResult(int exitCode, String output) {}

    private ScriptResult run(String input, String... arguments) throws Exception {
        return run(input, Map.of(), arguments);
    }

    private ScriptResult run(String input, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(home.resolve("local").toString()));
        command.addAll(Arrays.asList(arguments));
        write("input", input);
        Path output = home.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectInput(home.resolve("input").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("PATH", home.resolve("bin") + File.pathSeparator + System.getenv("PATH"));
        builder.environment().put("CHECK", "0");
        builder.environment().remove("IMAGE_RESIZER_RUNTIME");
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new ScriptResult(process.exitValue(), Files.readString(output));
    }
}
