package imageresizer.local.lambda;

import static imageresizer.local.lambda.TestFunction.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import imageresizer.local.lambda.InvocationResult.FunctionError;
import imageresizer.local.lambda.InvocationResult.Returned;
import imageresizer.local.lambda.handler.EchoStreamHandler;
import imageresizer.local.lambda.handler.ExitingHandler;
import imageresizer.local.lambda.handler.MisconfiguredHandler;
import imageresizer.local.lambda.handler.ObedientHandler;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Functions that fail in ways that end their environment, or never get one. */
@Timeout(600)
class FunctionFailureTest {
    private final Path folder;

    FunctionFailureTest(@TempDir Path folder) {
        this.folder = folder;
    }

    RuntimeInterfaceClient.Kind client() {
        return RuntimeInterfaceClient.Kind.ofThisMachine();
    }

    /** On a function of its own: the others must have time, however busy the machine is. */
    @Test
    void an_invocation_that_takes_too_long_is_ended_with_its_process() throws Exception {
        FunctionConfiguration configuration =
                TestFunction.of(ObedientHandler.class, 256, Duration.ofSeconds(2), LogFormat.TEXT, false);
        try (LambdaFunction function = function(configuration)) {
            FunctionError timeout = failure(function, "{\"do\":\"sleep\"}");
            assertThat(timeout.errorType()).isEqualTo("Sandbox.Timedout");
            assertThat(timeout.errorMessage())
                    .isEqualTo("RequestId: " + timeout.requestId() + " Error: Task timed out after 2.00 seconds");
            assertThat(timeout.log())
                    .anyMatch(line -> line.endsWith(timeout.requestId() + " Task timed out after 2.00 seconds"))
                    .contains("END RequestId: " + timeout.requestId());
            assertThat(timeout.log().getLast())
                    .startsWith("REPORT RequestId: " + timeout.requestId() + "\tDuration: ")
                    .contains("\tMemory Size: 256 MB\t", "\tInit Duration: ")
                    .endsWith("\tStatus: timeout");
            assertThat(ProcessHandle.of(printedPid(timeout.log()))).isNotPresent();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void an_environment_that_dies_is_replaced() throws Exception {
        FunctionConfiguration configuration =
                TestFunction.of(ObedientHandler.class, 256, Duration.ofMinutes(5), LogFormat.TEXT, false);
        try (LambdaFunction function = function(configuration)) {
            FunctionError exit = failure(function, "{\"do\":\"exit\",\"status\":3}");
            assertThat(exit.errorType()).isEqualTo("Runtime.ExitError");
            assertThat(exit.errorMessage()).endsWith(" Error: Runtime exited with error: exit status 3");

            FunctionError quietExit = failure(function, "{\"do\":\"exit\"}");
            assertThat(quietExit.errorMessage()).endsWith(" Error: Runtime exited without providing a reason");

            FunctionError overflow = failure(function, "{\"do\":\"overflow\"}");
            assertThat(overflow.errorType()).isEqualTo("java.lang.StackOverflowError");
            assertThat(overflow.stackTrace()).hasSizeGreaterThan(1000);

            FunctionError memory = failure(function, "{\"do\":\"eat\",\"megabytes\":300}");
            assertThat(memory.errorType()).isEqualTo("Runtime.OutOfMemory");
            assertThat(memory.errorMessage()).endsWith(" Error: Runtime exited with error: signal: killed");
            assertThat(memory.report().maxMemoryUsedMegabytes()).isGreaterThan(256);
            assertThat(memory.log().getLast()).endsWith("\tStatus: error\tError Type: Runtime.OutOfMemory");

            assertThat(function.invoke("{\"do\":\"echo\",\"text\":\"alive\"}")).isInstanceOf(Returned.class);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_handler_that_cannot_be_constructed_is_told_in_one_sentence_and_to_every_invoker() throws Exception {
        try (LambdaFunction function = function(MisconfiguredHandler.class)) {
            assertThatThrownBy(function::start)
                    .isInstanceOf(InitializationException.class)
                    .hasMessage("Function resizer failed to initialise: SIZES is \"wide\": it must be a list such as"
                            + " 200x200,800x800.");

            FunctionError error = failure(function, "{}");
            assertThat(error.errorType()).isEqualTo("java.lang.IllegalArgumentException");
            assertThat(error.errorMessage()).startsWith("SIZES is");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_process_that_ends_before_it_is_ready_is_told_with_its_status_and_last_output() {
        try (LambdaFunction function = function(ExitingHandler.class)) {
            assertThatThrownBy(function::start)
                    .isInstanceOf(InitializationException.class)
                    .hasMessage("Function resizer ended while it initialised: Runtime exited with error: exit status 3;"
                            + " its last output: no disk.");
        }
    }

    @Test
    void a_missing_handler_class_is_a_function_error_as_on_lambda() throws Exception {
        FunctionConfiguration configuration = new FunctionConfiguration(
                "resizer",
                "com.example.Missing",
                List.of(TestFunction.testClasses()),
                256,
                Duration.ofMinutes(5),
                Map.of(),
                LogFormat.JSON,
                FunctionConfiguration.thisJavaHome(),
                false);
        try (LambdaFunction function = function(configuration)) {
            FunctionError error = failure(function, "{}");
            assertThat(error.errorType()).isEqualTo("java.lang.ClassNotFoundException");
            assertThat(error.errorMessage()).isEqualTo("Class not found: com.example.Missing");
        }
    }

    @Test
    void snap_start_runs_the_hooks_before_the_first_invocation() throws Exception {
        FunctionConfiguration configuration =
                TestFunction.of(EchoStreamHandler.class, 256, Duration.ofMinutes(5), LogFormat.JSON, true);
        try (LambdaFunction function = function(configuration)) {
            InvocationResult result = function.invoke("any bytes");

            assertThat(((Returned) result).payload()).isEqualTo("any bytes");
            assertThat(result.log()).startsWith("before checkpoint", "after restore");
            assertThat(json(result.log().get(2)).path("record").path("version").asText())
                    .isEqualTo("1");
        }
    }

    @Test
    void closing_ends_a_busy_process_and_leaves_no_file() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        LambdaFunction function = new LambdaFunction(
                TestFunction.of(ObedientHandler.class), 1, folder, (stream, line) -> lines.add(line), client());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<InvocationResult> result = threads.submit(() -> function.invoke("{\"do\":\"sleep\"}"));
            lines.take(); // platform.start
            long pid = printedPid(List.of(lines.take()));

            function.close();

            assertThat(ProcessHandle.of(pid)).isNotPresent();
            assertThat(((FunctionError) result.get()).errorType()).isEqualTo("Runtime.ExitError");
        }
        assertThat(folder).isEmptyDirectory();
        assertThatThrownBy(() -> function.invoke("{}")).hasMessage("Function resizer is closed.");
    }

    @Test
    void the_process_dies_with_a_killed_emulator_even_within_the_handler() throws Exception {
        Process emulator = new ProcessBuilder(
                        FunctionConfiguration.thisJavaHome().resolve("bin/java").toString(),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        Emulator.class.getName(),
                        folder.toString(),
                        client().name())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = emulator.inputReader()) {
            Optional<String> line =
                    output.lines().filter(text -> text.startsWith("pid ")).findFirst();
            assertThat(line).isPresent();
            ProcessHandle function =
                    ProcessHandle.of(printedPid(List.of(line.get()))).orElseThrow();
            assertThat(function.isAlive()).isTrue();

            emulator.destroyForcibly().waitFor();

            assertThat(function.onExit().get(5, TimeUnit.MINUTES).isAlive()).isFalse();
        } finally {
            emulator.destroyForcibly();
        }
    }

    /** A JVM that waits for a handler that never returns. */
    static final class Emulator {
        private Emulator() {}

        public static void main(String[] arguments) throws Exception {
            FunctionConfiguration configuration = TestFunction.of(ObedientHandler.class);
            try (LambdaFunction function = new LambdaFunction(
                    configuration,
                    1,
                    Path.of(arguments[0]),
                    (stream, line) -> System.out.println(line),
                    RuntimeInterfaceClient.Kind.valueOf(arguments[1]))) {
                function.invoke("{\"do\":\"sleep\"}");
            }
        }
    }

    private LambdaFunction function(Class<?> handler) {
        return function(TestFunction.of(handler));
    }

    private LambdaFunction function(FunctionConfiguration configuration) {
        return new LambdaFunction(configuration, 1, folder, (stream, line) -> {}, client());
    }

    private static FunctionError failure(LambdaFunction function, String event) throws InterruptedException {
        InvocationResult result = function.invoke(event);
        assertThat(result).isInstanceOf(FunctionError.class);
        return (FunctionError) result;
    }

    private static long printedPid(List<String> log) {
        return log.stream()
                .filter(line -> line.startsWith("pid "))
                .mapToLong(line -> Long.parseLong(line.substring(4)))
                .findFirst()
                .orElseThrow();
    }
}
