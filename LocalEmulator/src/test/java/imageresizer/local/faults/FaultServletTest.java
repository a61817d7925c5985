package imageresizer.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.faults.FaultPlan.DeliveryFaults;
import imageresizer.local.faults.FaultPlan.Kills;
import imageresizer.local.faults.FaultPlan.Requests;
import imageresizer.local.gateway.LoopbackServer;
import imageresizer.local.lambda.FunctionConfiguration;
import imageresizer.local.lambda.InvocationResult;
import imageresizer.local.lambda.InvocationResult.FunctionError;
import imageresizer.local.lambda.InvocationResult.Returned;
import imageresizer.local.lambda.LambdaFunction;
import imageresizer.local.lambda.LogFormat;
import imageresizer.local.lambda.RunningInvocation;
import imageresizer.local.lambda.handler.RequestingHandler;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real function sends requests to a service behind the faults. */
@Timeout(300)
class FaultServletTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Requests ALL_UNAVAILABLE = new Requests(1, 1, Set.of(RequestFault.UNAVAILABLE));

    private static final Faults FAULTS = new Faults();
    private static final List<String> DONE = new CopyOnWriteArrayList<>();

    private static LoopbackServer server;
    private static LambdaFunction function;

    @BeforeAll
    static void start(@TempDir Path folder) throws URISyntaxException {
        server = LoopbackServer.bind("The test's services", 0);
        function = new LambdaFunction(
                new FunctionConfiguration(
                        "requester",
                        RequestingHandler.class.getName() + "::handleRequest",
                        List.of(Path.of(RequestingHandler.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())),
                        256,
                        Duration.ofMinutes(5),
                        Map.of("ENDPOINT", server.uri().toString()),
                        LogFormat.JSON,
                        FunctionConfiguration.thisJavaHome(),
                        false),
                1,
                folder,
                (_, _) -> {});
        server.serve("/*", new FaultServlet(FAULTS, function::running, new RecordingServlet()))
                .start();
    }

    @AfterAll
    static void stop() {
        function.close();
        server.close();
    }

    @BeforeEach
    void nothingIsDoneYet() {
        DONE.clear();
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, 503, 0", "INTERNAL_ERROR, 500, 0", "SLOW_DOWN, 429, 0", "DROPPED, 0, 1"})
    void aRequestFailsAsAskedFor(RequestFault fault, int status, int effects) throws Exception {
        FAULTS.set(FaultPlan.NONE.with(new Requests(1, 0, Set.of(fault))));

        assertThat(invoke("PUT /a", "POST /")).isEqualTo("[" + status + ",200]");
        assertThat(DONE).filteredOn("PUT /a"::equals).hasSize(effects);
        assertThat(FAULTS.report().failedRequests()).isEqualTo(1);
    }

    @Test
    void snsFailsApartFromS3() throws Exception {
        FAULTS.set(FaultPlan.NONE.with(new Requests(0, 1, Set.of(RequestFault.SLOW_DOWN))));

        assertThat(invoke("PUT /a", "POST /", "POST /a?uploads")).isEqualTo("[200,429,200]");
    }

    @Test
    void requestsOfAnybodyElsePass() throws Exception {
        FAULTS.set(FaultPlan.NONE.with(ALL_UNAVAILABLE).with(new Kills(1, 0, null, 0)));
        HttpRequest request = HttpRequest.newBuilder(server.uri().resolve("/a"))
                .header("X-Amz-Security-Token", "somebody else's")
                .build();

        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"BEFORE, 1", "AFTER, 2"})
    void theProcessDiesOnceOverItsSecondRequest(KillTiming moment, int effects) throws Exception {
        FAULTS.set(FaultPlan.NONE.with(new Kills(0, 2, moment, 0)));

        assertThat(result("PUT /a", "PUT /b", "PUT /c"))
                .isInstanceOfSatisfying(
                        FunctionError.class,
                        error -> assertThat(error.errorType()).isEqualTo("Runtime.ExitError"));
        assertThat(List.copyOf(DONE)).isEqualTo(List.of("PUT /a", "PUT /b").subList(0, effects));
        assertThat(invoke("PUT /a", "PUT /b", "PUT /c")).isEqualTo("[200,200,200]");
        assertThat(FAULTS.report().kills()).isEqualTo(1);
    }

    @Test
    void manyUploadsDieAtDifferentRequestsUnderOnePlan() throws Exception {
        FAULTS.set(FaultPlan.NONE.with(
                Kills.atRequestOf(Map.of("a b.jpg", 1, "c.jpg", 2, "d.jpg", 3), KillTiming.BEFORE)));

        assertThat(List.of(killOf("a+b.jpg"), killOf("c.jpg"), killOf("d.jpg"), killOf("e.jpg")))
                .as("two requests of each")
                .containsExactly("BEFORE at 1", "BEFORE at 2", "alive", "alive");
        assertThat(killOf("a+b.jpg")).as("the next attempt").isEqualTo("alive");
        assertThat(FAULTS.report().kills()).isEqualTo(2);
    }

    private static String killOf(String key) {
        RunningInvocation invocation = new RunningInvocation(
                "request", "{\"Records\":[{\"s3\":{\"object\":{\"key\":\"" + key + "\"}}}]}", () -> {});
        for (int request = 1; request <= 2; request++) {
            if (FAULTS.decide(false, "PUT /x", invocation) instanceof FaultDecision.Kill(KillTiming moment)) {
                return moment + " at " + request;
            }
        }
        return "alive";
    }

    @Test
    void theSameSeedBringsTheSameFaults() throws Exception {
        FaultPlan plan = FaultPlan.NONE.with(new Requests(0.5, 0, Set.of(RequestFault.UNAVAILABLE)));

        String first = faultsOf(plan.withSeed(1));

        assertThat(first).contains("200", "503");
        assertThat(faultsOf(plan.withSeed(1))).isEqualTo(first);
        assertThat(faultsOf(plan.withSeed(2))).isNotEqualTo(first);
    }

    @Test
    void eventsComeTwiceAndLateAtTheirRates() {
        FAULTS.set(FaultPlan.NONE.with(new DeliveryFaults(0.3, 0.5, 200)).withSeed(3));
        List<Duration> deliveries = new ArrayList<>();
        for (int event = 0; event < 1000; event++) {
            deliveries.addAll(FAULTS.delaysOf("{\"Records\":[{\"s3\":{\"object\":{\"key\":\"" + event + "\"}}}]}"));
        }

        assertThat(deliveries).hasSizeBetween(1250, 1350).allMatch(delay -> delay.toMillis() <= 200);
        assertThat(FAULTS.report().duplicates()).isEqualTo(deliveries.size() - 1000);
        assertThat(FAULTS.report().delays()).isBetween(550, 750).isEqualTo((int)
                deliveries.stream().filter(Duration::isPositive).count());
    }

    @Test
    void aPlanIsReadFromJsonThatNamesOnlyWhatShallHappen() throws Exception {
        assertThat(JSON.readValue("{\"seed\":7,\"kills\":{\"atRequest\":3}}", FaultPlan.class))
                .isEqualTo(FaultPlan.NONE.withSeed(7).with(new Kills(0, 3, null, 1)));
        FaultPlan everything = new FaultPlan(
                1, ALL_UNAVAILABLE, new DeliveryFaults(0.1, 0.2, 3), new Kills(0.1, 0, KillTiming.AFTER, 50));
        assertThat(JSON.readValue(JSON.writeValueAsString(everything), FaultPlan.class))
                .isEqualTo(everything);
    }

    @Test
    void aRateThatIsNoneIsRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new Requests(10, 0, Set.of()))
                .withMessage("the rate of S3 errors is 10, but must be from 0 (never) to 1 (always).");
    }

    @Test
    void jsonThatIsNoPlanIsRefusedWithoutTheWordsOfALibrary() {
        assertRefused("{\"kills\":{\"rat\":1}}", "The faults are not understood; look at field kills.rat.");
        assertRefused(
                "{\"requests\":{\"kinds\":[\"LOUD\"]}}",
                "The faults are not understood; look at field" + " requests.kinds[0].");
        assertRefused("{\n\"seed\" 7}", "The faults are not understood; look at line 2.");
        assertRefused(
                "{\"requests\":{\"s3\":2}}", "the rate of S3 errors is 2, but must be from 0 (never) to 1 (always).");
    }

    private static void assertRefused(String json, String sentence) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> FaultPlan.read(new ByteArrayInputStream(json.getBytes(UTF_8))))
                .withMessage(sentence);
    }

    private static String faultsOf(FaultPlan plan) throws Exception {
        FAULTS.set(plan);
        return invoke(IntStream.range(0, 30).mapToObj(n -> "PUT /" + n).toArray(String[]::new));
    }

    private static String invoke(String... requests) throws Exception {
        return ((Returned) result(requests)).payload();
    }

    private static InvocationResult result(String... requests) throws JsonProcessingException, InterruptedException {
        return function.invoke(JSON.writeValueAsString(requests));
    }

    private static final class RecordingServlet extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            DONE.add(request.getMethod() + " " + request.getRequestURI());
            response.getOutputStream().print("done");
        }
    }
}
