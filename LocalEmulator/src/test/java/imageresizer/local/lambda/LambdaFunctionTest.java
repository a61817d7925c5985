package imageresizer.local.lambda;

import static imageresizer.local.lambda.TestFunction.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import imageresizer.local.lambda.InvocationResult.FunctionError;
import imageresizer.local.lambda.InvocationResult.Returned;
import imageresizer.local.lambda.handler.ObedientHandler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A function that lives through all its invocations: the environments are shared by the tests. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LambdaFunctionTest {
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private LambdaFunction function;

    RuntimeInterfaceClient.Kind client() {
        return RuntimeInterfaceClient.Kind.ofThisMachine();
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        function = new LambdaFunction(
                TestFunction.of(ObedientHandler.class),
                2,
                folder,
                (stream, line) -> log.add(stream + " " + line),
                client());
        function.start();
    }

    @AfterAll
    void close() {
        function.close();
    }

    @Test
    void the_invoker_gets_what_the_handler_returns() throws Exception {
        InvocationResult result = function.invoke("{\"do\":\"echo\",\"text\":\"Käse \uD83E\uDDC0\"}");

        assertThat(result).isInstanceOf(Returned.class);
        assertThat(json(((Returned) result).payload()).asText()).isEqualTo("Käse \uD83E\uDDC0");
        assertThat(result.report().duration()).isPositive();
        assertThat(result.report().maxMemoryUsedMegabytes()).isBetween(20, 256);
    }

    @Test
    void the_handler_gets_the_context_that_lambda_gives() throws Exception {
        InvocationResult result = function.invoke("{\"do\":\"describe\"}");

        JsonNode context = json(((Returned) result).payload());
        assertThat(context.path("requestId").asText()).isEqualTo(result.requestId());
        assertThat(context.path("functionName").asText()).isEqualTo("resizer");
        assertThat(context.path("functionVersion").asText()).isEqualTo("$LATEST");
        assertThat(context.path("arn").asText()).isEqualTo("arn:aws:lambda:us-east-1:000000000000:function:resizer");
        assertThat(context.path("memory").asInt()).isEqualTo(256);
        assertThat(context.path("remaining").asInt()).isBetween(1, 300_000);
        assertThat(context.path("logGroup").asText()).isEqualTo("/aws/lambda/resizer");
        assertThat(context.path("logStream").asText()).matches("\\d{4}/\\d\\d/\\d\\d/\\[\\$LATEST][0-9a-f]{32}");
        assertThat(context.path("trace").asText())
                .matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0");
        assertThat(context.path("heap").asInt()).as("85% of the memory, in MB").isBetween(205, 218);
    }

    @Test
    void the_handler_sees_no_variable_but_those_of_lambda_and_the_template() throws Exception {
        JsonNode described = json(((Returned) function.invoke("{\"do\":\"describe\"}")).payload());

        List<String> names = new ArrayList<>();
        described.path("environment").fieldNames().forEachRemaining(names::add);
        names.remove("__CF_USER_TEXT_ENCODING"); // macOS gives it to every process.
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "AWS_ACCESS_KEY_ID",
                        "AWS_DEFAULT_REGION",
                        "AWS_EXECUTION_ENV",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                        "AWS_LAMBDA_FUNCTION_NAME",
                        "AWS_LAMBDA_FUNCTION_VERSION",
                        "AWS_LAMBDA_INITIALIZATION_TYPE",
                        "AWS_LAMBDA_LOG_FORMAT",
                        "AWS_LAMBDA_LOG_GROUP_NAME",
                        "AWS_LAMBDA_LOG_STREAM_NAME",
                        "AWS_LAMBDA_RUNTIME_API",
                        "AWS_REGION",
                        "AWS_SECRET_ACCESS_KEY",
                        "AWS_SESSION_TOKEN",
                        "AWS_XRAY_CONTEXT_MISSING",
                        "LAMBDA_TASK_ROOT",
                        "LANG",
                        "OUTPUT_BUCKET",
                        "PATH",
                        "TMPDIR",
                        "TZ",
                        "_HANDLER");
        assertThat(described.path("environment").path("OUTPUT_BUCKET").asText()).isEqualTo("output");
        assertThat(described.path("environment").path("LAMBDA_TASK_ROOT").asText())
                .isEqualTo(TestFunction.testClasses().toString());
        assertThat(described.path("temporaryFolder").asText())
                .isEqualTo(described.path("environment").path("TMPDIR").asText())
                .isNotEqualTo(System.getProperty("java.io.tmpdir"));
    }

    @Test
    void an_exception_of_the_handler_is_a_function_error_and_the_environment_lives_on() throws Exception {
        Set<Long> before = processes();
        InvocationResult result = function.invoke("{\"do\":\"throw\",\"text\":\"no such object\"}");

        assertThat(result)
                .asInstanceOf(InstanceOfAssertFactories.type(FunctionError.class))
                .satisfies(error -> {
                    assertThat(error.errorType()).isEqualTo("java.lang.IllegalStateException");
                    assertThat(error.errorMessage()).isEqualTo("no such object");
                    assertThat(error.stackTrace().getFirst()).contains("ObedientHandler.handleRequest");
                    assertThat(json(error.payload()).path("errorMessage").asText())
                            .isEqualTo("no such object");
                });
        assertThat(processes()).isEqualTo(before);
    }

    @Test
    void the_result_holds_every_line_between_start_and_report() throws Exception {
        InvocationResult result = function.invoke("{\"do\":\"log\"}");

        List<String> lines = result.log();
        assertThat(json(lines.getFirst()).path("type").asText()).isEqualTo("platform.start");
        assertThat(lines).contains("to standard error", "no line feed");
        JsonNode plain = json(lines.get(1));
        assertThat(plain.path("message").asText()).isEqualTo("no level");
        assertThat(plain.path("level").asText()).isEqualTo("UNDEFINED");
        JsonNode warning = json(lines.get(2));
        assertThat(warning.path("message").asText()).isEqualTo("a warning: über");
        assertThat(warning.path("level").asText()).isEqualTo("WARN");
        assertThat(warning.path("AWSRequestId").asText()).isEqualTo(result.requestId());

        JsonNode report = json(lines.getLast());
        assertThat(report.path("type").asText()).isEqualTo("platform.report");
        assertThat(report.path("record").path("requestId").asText()).isEqualTo(result.requestId());
        assertThat(report.path("record").path("status").asText()).isEqualTo("success");
        JsonNode metrics = report.path("record").path("metrics");
        assertThat(metrics.path("durationMs").asDouble()).isPositive();
        assertThat(metrics.path("billedDurationMs").asInt()).isPositive();
        assertThat(metrics.path("memorySizeMB").asInt()).isEqualTo(256);
        assertThat(metrics.path("maxMemoryUsedMB").asInt()).isPositive();
        assertThat(log).anyMatch(line -> line.endsWith(" to standard error"));
    }

    @Test
    void a_response_over_six_megabytes_is_an_error() throws Exception {
        InvocationResult result = function.invoke("{\"do\":\"big\",\"size\":6291555}");

        assertThat(result)
                .asInstanceOf(InstanceOfAssertFactories.type(FunctionError.class))
                .extracting(FunctionError::errorType)
                .isEqualTo("Function.ResponseSizeTooLarge");
        assertThat(function.invoke("{\"do\":\"big\",\"size\":6291554}")).isInstanceOf(Returned.class);
    }

    @Test
    void simultaneous_invocations_share_as_many_environments_as_allowed() throws Exception {
        Set<Long> pids = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> results = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                results.add(threads.submit(this::process));
            }
            for (Future<Long> result : results) {
                pids.add(result.get());
            }
        }
        assertThat(pids).hasSize(2);
    }

    private Set<Long> processes() throws Exception {
        Set<Long> pids = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            pids.add(process());
        }
        return pids;
    }

    private long process() throws Exception {
        InvocationResult result = function.invoke("{\"do\":\"describe\"}");
        return json(((Returned) result).payload()).path("pid").asLong();
    }
}
