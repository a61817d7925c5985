package imageresizer.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.local.Stack;
import imageresizer.local.api.StackReport;
import imageresizer.local.api.UploadReport;
import imageresizer.local.api.UploadReport.Stage;
import imageresizer.local.faults.FaultPlan;
import imageresizer.local.faults.FaultPlan.DeliveryFaults;
import imageresizer.local.faults.FaultPlan.Requests;
import imageresizer.local.faults.FaultReport;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

/** What an operator sees and does when things go wrong, on a stack that sends mail about failures only. */
@Timeout(600)
class OperationsTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** An attempt has 10 seconds, enough on a busy machine, and retries come after 10 and 20. */
    private static final int SPEED = 6;

    private static Path home;
    private static Stack stack;
    private static StackReport report;
    private static StackClient client;
    private static S3Client s3;
    private static byte[] sample;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        stack = Stack.start(HOME, 0, Map.of("NotifyOn", "failures"), (_, _) -> {}, SPEED);
        report = stack.report();
        client = new StackClient(report.endpoint());
        client.confirmSubscriptions();
        s3 = S3Client.builder()
                .endpointOverride(report.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
        sample = Files.readAllBytes(HOME.resolve("events/sample.jpg"));
        home = folder;
    }

    @AfterAll
    static void stop() {
        s3.close();
        stack.close();
    }

    @AfterEach
    void allIsWellAgain() {
        stack.faults().set(FaultPlan.NONE);
    }

    @Test
    void onlyFailuresAreWorthAMail() throws Exception {
        UploadReport resized = client.await("fine.jpg", put("fine.jpg", sample));
        UploadReport rejected = client.await("notes.jpg", put("notes.jpg", "Dear diary".getBytes(UTF_8)));

        assertThat(resized.manifest()).contains("RESIZED");
        assertThat(resized.mails()).isEmpty();
        assertThat(rejected.manifest()).contains("REJECTED");
        assertThat(rejected.mails()).hasSize(1);
    }

    @Test
    void anAlarmReachesWhoeverGetsMailAboutFailures() throws Exception {
        try (SnsClient sns = SnsClient.builder()
                .endpointOverride(report.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build()) {
            // As CloudWatch publishes: without attributes.
            String topic = report.topicArn().replace("NotificationTopic", "MailTopic");
            sns.publish(
                    request -> request.topicArn(topic).subject("ALARM: errors").message("{}"));
        }

        List<String> subjects = subjects();
        while (!subjects.contains("ALARM: errors")) {
            Thread.sleep(50);
            subjects = subjects();
        }
        assertThat(subjects).containsOnlyOnce("ALARM: errors");
    }

    @Test
    void errorsDuplicatesAndDelaysCostNoUpload() throws Exception {
        stack.faults()
                .set(new FaultPlan(
                        20261123,
                        new Requests(0.15, 0.15, Set.of()),
                        new DeliveryFaults(0.5, 0.5, 300),
                        FaultPlan.NONE.kills()));
        Map<String, String> versions = new LinkedHashMap<>();
        for (int i = 0; i < 6; i++) {
            versions.put("faulty-" + i + ".jpg", put("faulty-" + i + ".jpg", sample));
        }

        assertThat(stack.awaitIdle(PATIENCE)).isTrue();

        versions.forEach((key, version) -> {
            assertThat(client.await(key, version).stage()).isEqualTo(Stage.DONE);
            assertRenditions(key);
        });
        FaultReport faults = stack.faults().report();
        assertThat(faults.failedRequests()).isPositive();
        assertThat(faults.duplicates()).isPositive();
        assertThat(faults.delays()).isPositive();
    }

    @Test
    void anUploadThatWasLostIsListedWithoutHarmAndRedriven() throws Exception {
        String key = "ev\u001b[31mil\n\u202e.jpg";
        assertThat(local("faults", "--kill-at", "1", "--most-kills", "3", "--kill-moment", "before"))
                .contains("kills              0.0 and at request 1, before it takes effect, at most 3: 0 so far");
        String version = put(key, sample);
        assertThat(stack.awaitIdle(PATIENCE)).isTrue();
        assertThat(client.await(key, version).failure()).contains("Runtime.ExitError");

        assertThat(local("dead-letters"))
                .containsPattern("(?m)^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ  s3://" + report.inputBucket()
                        + "/ev\\\\u001b\\[31mil\\\\u000a\\\\u202e\\.jpg  3 attempts  RetriesExhausted:"
                        + " Runtime exited with error: .+$")
                .contains("./local dead-letters --redrive");

        assertThat(local("faults", "--off")).contains("no faults are active");
        assertThat(local("dead-letters", "--redrive")).contains("sent again");

        assertThat(stack.awaitIdle(PATIENCE)).isTrue();
        assertThat(client.await(key, version)).satisfies(upload -> {
            assertThat(upload.stage()).isEqualTo(Stage.DONE);
            assertThat(upload.failure()).isNull();
        });
        assertRenditions(key);
    }

    private static String put(String key, byte[] content) {
        return s3.putObject(request -> request.bucket(report.inputBucket()).key(key), RequestBody.fromBytes(content))
                .versionId();
    }

    private static List<String> subjects() throws MessagingException {
        try (Store store = Session.getInstance(new Properties()).getStore("imap")) {
            store.connect("127.0.0.1", report.imapPort(), "you@example.com", "any");
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            List<String> subjects = new ArrayList<>();
            for (Message mail : inbox.getMessages()) {
                subjects.add(mail.getSubject());
            }
            return subjects;
        }
    }

    private static void assertRenditions(String key) {
        for (String name : List.of("200x200.jpg", "800x800.jpg")) {
            assertThat(s3.headObject(request ->
                                    request.bucket(report.outputBucket()).key(key + "/" + name))
                            .contentLength())
                    .isPositive();
        }
    }

    /** What the command prints, as a process of its own. */
    private static String local(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-Dlocal.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                Local.class.getName()));
        command.addAll(List.of(arguments));
        Path output = home.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("AWS_ENDPOINT_URL", report.endpoint().toString());
        Process process = builder.start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return Files.readString(output);
    }
}
