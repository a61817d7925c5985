package imageresizer.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import imageresizer.local.api.StackReport;
import imageresizer.local.api.UploadReport;
import imageresizer.local.api.UploadReport.Stage;
import imageresizer.local.faults.FaultPlan;
import imageresizer.local.faults.FaultPlan.DeliveryFaults;
import imageresizer.local.faults.FaultPlan.Kills;
import imageresizer.local.faults.FaultPlan.Requests;
import imageresizer.local.faults.FaultReport;
import imageresizer.local.faults.KillTiming;
import imageresizer.local.faults.RequestFault;
import imageresizer.local.gateway.TestClients;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** S3, SNS, Lambda and the function's own process fail in every way that they can; nothing is lost, doubled or stale. */
@Timeout(1200)
class FaultyDeliveryTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED = Long.getLong("chaos.seed", 1);
    /** Those that leave no doubt whether the request had an effect, and that the AWS SDK soon repeats. */
    private static final Set<RequestFault> CLEAR_FAILURES =
            Set.of(RequestFault.UNAVAILABLE, RequestFault.INTERNAL_ERROR);

    /**
     * An attempt has 10 seconds, enough for a process that has just started on a busy machine, and retries come after 10
     * and 20. What a killed attempt held is free again when its time is over and a sixth of it more: before the first
     * retry gives up waiting.
     */
    private static final int SPEED = 6;

    /** Only so that nothing hangs. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** More than the function sends for one upload; {@link #aKillAtAnyRequestIsMadeUpForByTheNextAttempt} checks that. */
    private static final int REQUESTS = 24;

    private static Stack stack;
    private static StackReport report;
    private static S3Client s3;

    private final Random random = new Random(SEED);

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.start(HOME, 0, Map.of("Sizes", "30x30,10x10"), (_, _) -> {}, SPEED);
        stack.confirmSubscriptions();
        report = stack.report();
        s3 = TestClients.at(report.endpoint(), S3Client.builder());
    }

    @AfterAll
    static void stop() {
        s3.close();
        stack.close();
    }

    @AfterEach
    void allIsWellAgain() throws InterruptedException {
        stack.faults().set(FaultPlan.NONE);
        assertThat(stack.awaitIdle(PATIENCE)).isTrue();
    }

    /** Where the record of an upload is kept. */
    private static String manifestKey(String key) {
        return ".image-resizer/" + key + ".json";
    }

    /** One version of one key; its picture's width distinguishes it from every other. */
    private record Uploaded(String key, String version, int width) {}

    @Test
    void aThousandDeliveriesOfThreeHundredUploadsEndWellWhateverFails() throws Exception {
        System.out.println(
                "Chaos with seed " + SEED + "; to repeat it: -Dtest=FaultyDeliveryTest -Dchaos.seed=" + SEED);
        stack.faults()
                .set(new FaultPlan(
                        SEED,
                        new Requests(0.1, 0.1, CLEAR_FAILURES),
                        new DeliveryFaults(0.3, 0.5, 2000),
                        new Kills(0.03, 0, null, 50)));

        Map<String, List<Uploaded>> uploads = uploadAll();
        deliverUntilThereWere(
                1000, uploads.values().stream().flatMap(List::stream).toList());
        finish();

        FaultReport faults = stack.faults().report();
        assertThat(faults.kills()).as("kills").isEqualTo(50);
        Set<String> expected = new HashSet<>();
        int announced = 0;
        int mails = 0;
        for (List<Uploaded> versions : uploads.values()) {
            Uploaded newest = versions.getLast();
            JsonNode manifest = manifest(newest.key());
            assertFinished(newest, manifest);
            expected.add(manifestKey(newest.key()));
            manifest.path("renditions")
                    .forEach(rendition -> expected.add(rendition.path("key").textValue()));
            assertThat(mailsOf(newest)).as("mails about %s", newest).isPositive();
            for (Uploaded upload : versions) {
                announced += mailsOf(upload) == 0 ? 0 : 1;
                mails += mailsOf(upload);
            }
        }
        assertThat(stored().filter(key -> key.contains("chaos/")))
                .as("what is in the output bucket")
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(mails - announced)
                .as("mails that came twice, after a kill of the function that mails or of the one that resizes")
                .isLessThan(announced / 2);
        System.out.println(faults + ", " + mails + " mails about " + announced + " uploads");
    }

    @ParameterizedTest
    @EnumSource
    void aKillAtAnyRequestIsMadeUpForByTheNextAttempt(KillTiming moment) throws Exception {
        Map<String, Integer> killRequests = new LinkedHashMap<>();
        for (int request = 1; request <= REQUESTS; request++) {
            killRequests.put("killed-" + moment + "-at-" + request + ".jpg", request);
        }
        stack.faults().set(FaultPlan.NONE.with(Kills.atRequestOf(killRequests, moment)));

        List<Uploaded> uploads = new ArrayList<>();
        for (Map.Entry<String, Integer> kill : killRequests.entrySet()) {
            uploads.add(upload(kill.getKey(), 40 + kill.getValue()));
        }

        for (Uploaded upload : uploads) {
            UploadReport ended = awaited(upload);
            assertThat(ended.stage()).as("%s: %s", upload, ended.failure()).isEqualTo(Stage.DONE);
            assertFinished(upload, manifest(upload.key()));
            assertThat(ended.mails()).as("mails about %s", upload).hasSizeBetween(1, 2);
        }
        assertThat(stack.faults().report().kills())
                .as("requests of one upload: each of them has killed, and %s is more than there are", REQUESTS)
                .isBetween(7, REQUESTS - 1);
    }

    @Test
    void anAnswerThatIsLostMakesNothingTwice() throws Exception {
        stack.faults().set(FaultPlan.NONE.withSeed(SEED).with(new Requests(0.3, 0, Set.of(RequestFault.DROPPED))));
        List<Uploaded> uploads = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            uploads.add(upload("lost-" + i + ".jpg", 40 + i));
        }

        for (Uploaded upload : uploads) {
            assertThat(awaited(upload).stage()).isEqualTo(Stage.DONE);
            assertFinished(upload, manifest(upload.key()));
            assertThat(mailsOf(upload)).as("mails about %s", upload).isEqualTo(1);
        }
        assertThat(stack.faults().report().failedRequests()).isPositive();
    }

    @Test
    void theMailComesWhenSnsIsBack() throws Exception {
        stack.faults().set(FaultPlan.NONE.with(new Requests(0, 1, CLEAR_FAILURES)));
        Uploaded upload = upload("patient.jpg", 50);
        assertThat(awaited(upload).stage()).isEqualTo(Stage.FAILED);
        assertThat(stack.deadLetters()).hasSize(1);
        Map<String, String> made = eTags();
        assertThat(made).containsKeys("patient.jpg/30x30.jpg", "patient.jpg/10x10.jpg");

        stack.faults().set(FaultPlan.NONE);
        assertThat(stack.redrive()).isEqualTo(1);
        assertThat(stack.awaitIdle(PATIENCE)).isTrue();

        assertThat(awaited(upload).mails()).hasSize(1);
        made.remove(manifestKey("patient.jpg"));
        assertThat(eTags()).containsAllEntriesOf(made);
    }

    private Map<String, List<Uploaded>> uploadAll() throws Exception {
        Map<String, List<Uploaded>> uploads = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            Map<String, Future<List<Uploaded>>> running = new LinkedHashMap<>();
            for (int i = 0; i < 200; i++) {
                String key = "chaos/" + i + ".jpg";
                int width = 40 + 2 * i;
                int versions = i < 100 ? 2 : 1;
                running.put(key, threads.submit(() -> {
                    List<Uploaded> made = new ArrayList<>();
                    for (int version = 0; version < versions; version++) {
                        made.add(upload(key, width + version));
                    }
                    return made;
                }));
            }
            for (Map.Entry<String, Future<List<Uploaded>>> entry : running.entrySet()) {
                uploads.put(entry.getKey(), entry.getValue().get());
            }
        }
        return uploads;
    }

    /** Sends events of uploads that have been announced once more, on top of those that S3 sends and Lambda doubles. */
    private void deliverUntilThereWere(int deliveries, List<Uploaded> uploads) throws Exception {
        int sent = uploads.size();
        while (sent + stack.faults().report().duplicates() < deliveries) {
            Uploaded upload = uploads.get(random.nextInt(uploads.size()));
            String manifest = awaited(upload, Duration.ofMillis(1)).manifest();
            if (manifest == null) {
                Thread.sleep(5);
                continue;
            }
            send(eventOf(JSON.readTree(manifest).path("source")));
            sent++;
        }
    }

    private void finish() throws InterruptedException {
        assertThat(stack.awaitIdle(PATIENCE)).as("all is done in time").isTrue();
        // What a process held that died at its last attempt is free again soon after the function's timeout.
        for (int round = 0; round < 50 && !stack.deadLetters().isEmpty(); round++) {
            stack.redrive();
            assertThat(stack.awaitIdle(PATIENCE)).isTrue();
        }
        assertThat(stack.deadLetters()).isEmpty();
    }

    private static String eventOf(JsonNode source) throws Exception {
        ObjectNode event = JSON.createObjectNode();
        ObjectNode eventRecord = event.putArray("Records").addObject();
        eventRecord.put("eventName", "ObjectCreated:Put").put("eventTime", "2026-01-01T06:00:10.123Z");
        ObjectNode s3 = eventRecord.putObject("s3");
        s3.putObject("bucket").put("name", source.path("bucket").textValue());
        s3.putObject("object")
                .put("key", source.path("key").textValue())
                .put("size", source.path("bytes").longValue())
                .put("eTag", source.path("eTag").textValue())
                .put("versionId", source.path("versionId").textValue())
                .put("sequencer", source.path("sequencer").textValue());
        return event.toString();
    }

    private void send(String event) throws Exception {
        int status = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(report.endpoint()
                                        .resolve("/2015-03-31/functions/" + report.function() + "/invocations"))
                                .header("X-Amz-Invocation-Type", "Event")
                                .POST(BodyPublishers.ofString(event))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
        assertThat(status).isEqualTo(202);
    }

    private Uploaded upload(String key, int width) throws Exception {
        BufferedImage picture = new BufferedImage(width, 40, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(new Color(width * 7919 & 0xffffff));
        pen.fillRect(0, 0, width, 30);
        pen.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "jpg", bytes);
        String version = s3.putObject(
                        request -> request.bucket(report.inputBucket()).key(key),
                        RequestBody.fromBytes(bytes.toByteArray()))
                .versionId();
        return new Uploaded(key, version, width);
    }

    private UploadReport awaited(Uploaded upload) throws InterruptedException {
        return awaited(upload, PATIENCE);
    }

    private UploadReport awaited(Uploaded upload, Duration patience) throws InterruptedException {
        return stack.await(upload.key(), upload.version(), patience).orElseThrow();
    }

    private int mailsOf(Uploaded upload) throws InterruptedException {
        return awaited(upload).mails().size();
    }

    private JsonNode manifest(String key) throws Exception {
        return JSON.readTree(get(manifestKey(key)));
    }

    private byte[] get(String key) {
        return s3.getObjectAsBytes(
                        request -> request.bucket(report.outputBucket()).key(key))
                .asByteArray();
    }

    /** The manifest is that of this upload, and every rendition that it names is there and shows this upload. */
    private void assertFinished(Uploaded upload, JsonNode manifest) throws Exception {
        assertThat(manifest.at("/source/versionId").textValue())
                .as("%s", upload)
                .isEqualTo(upload.version());
        assertThat(manifest.path("outcome").textValue()).as("%s", upload).isEqualTo("RESIZED");
        assertThat(manifest.has("lease")).as("%s is still leased", upload).isFalse();
        assertThat(manifest.at("/picture/width").intValue()).as("%s", upload).isEqualTo(upload.width());
        assertThat(manifest.path("renditions")).as("%s", upload).hasSize(2);
        for (JsonNode rendition : manifest.path("renditions")) {
            byte[] content = get(rendition.path("key").textValue());
            assertThat(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content)))
                    .as("%s of %s", rendition.path("name"), upload)
                    .isEqualTo(rendition.path("sha256").textValue());
            assertThat(ImageIO.read(new ByteArrayInputStream(content)).getHeight())
                    .isEqualTo(rendition.path("height").intValue());
        }
    }

    private Stream<String> stored() {
        return eTags().keySet().stream();
    }

    private Map<String, String> eTags() {
        Map<String, String> eTags = new LinkedHashMap<>();
        for (S3Object object : s3.listObjectsV2Paginator(request -> request.bucket(report.outputBucket()))
                .contents()) {
            eTags.put(object.key(), object.lastModified() + " " + object.eTag());
        }
        return eTags;
    }
}
