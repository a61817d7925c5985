package imageresizer.local;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.local.api.StackReport;
import imageresizer.local.api.UploadReport;
import imageresizer.local.api.UploadReport.Stage;
import imageresizer.local.faults.FaultPlan;
import imageresizer.local.faults.FaultPlan.Requests;
import imageresizer.local.faults.RequestFault;
import imageresizer.local.gateway.TestClients;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Outcomes on their way to mails, through the template's queue and the real mail function. */
class MailQueueTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** An outcome waits 2 seconds for others, and half a minute if its batch has failed. */
    private static final int SPEED = 6;

    private static final Pattern TOTAL = Pattern.compile("([0-9,]+) pictures: .*");

    /** How many invocations of the mail function are still to be killed. */
    private static final AtomicInteger KILLS = new AtomicInteger();

    private static Stack stack;
    private static StackReport report;
    private static S3Client s3;

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.start(HOME, 0, Map.of("Sizes", "30x30"), MailQueueTest::log, SPEED);
        stack.confirmSubscriptions();
        report = stack.report();
        s3 = TestClients.at(report.endpoint(), S3Client.builder());
    }

    @AfterAll
    static void stop() {
        s3.close();
        stack.close();
    }

    /** An invocation of the mail function takes at least two seconds, so it is killed while it is at work. */
    private static void log(String stream, String line) {
        if (stream.startsWith("MailFunction ")
                && line.contains("\"platform.start\"")
                && KILLS.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            ProcessHandle.current()
                    .descendants()
                    .filter(process -> process.info().commandLine().orElse("").contains("imageresizer.MailHandler"))
                    .forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void aBurstBecomesAFewMailsWhoseTotalsAddUp() throws Exception {
        long last = stack.mails().last();

        Map<String, String> versions = upload("burst", 60);

        awaitAll(versions);
        List<String> subjects = subjectsAfter(last);
        assertThat(total(subjects)).as("pictures in %s", subjects).isEqualTo(60);
        assertThat(subjects).as("mails about 60 pictures").hasSizeLessThan(30);
        assertThat(stack.confirmationLinks())
                .as("subscriptions that are suspended")
                .isEmpty();
    }

    @Test
    void everyOutcomeIsMailedAlthoughSnsFailsAndTheMailFunctionIsKilled() throws Exception {
        long last = stack.mails().last();
        stack.faults().set(FaultPlan.NONE.withSeed(1).with(new Requests(0, 0.2, Set.<RequestFault>of())));
        KILLS.set(2);

        Map<String, String> versions = upload("killed", 40);

        Set<UploadReport.SentMail> mails = awaitAll(versions);
        stack.faults().set(FaultPlan.NONE);
        assertThat(KILLS).hasValue(0);
        assertThat(total(mails.stream().map(UploadReport.SentMail::subject).toList()))
                .isGreaterThanOrEqualTo(40);
        assertThat(total(subjectsAfter(last))).isGreaterThanOrEqualTo(40);
        assertThat(left("image-resizer-MailQueue")).isZero();
        assertThat(left("image-resizer-MailDeadLetters")).isZero();
    }

    private static Map<String, String> upload(String folder, int count) throws Exception {
        Map<String, String> versions = new LinkedHashMap<>();
        for (int number = 0; number < count; number++) {
            String key = folder + "/" + number + ".jpg";
            byte[] content = number % 10 == 9 ? "Dear diary".getBytes(StandardCharsets.UTF_8) : picture(40 + number);
            versions.put(
                    key,
                    s3.putObject(put -> put.bucket(report.inputBucket()).key(key), RequestBody.fromBytes(content))
                            .versionId());
        }
        return versions;
    }

    /** The mails that count these uploads. */
    private static Set<UploadReport.SentMail> awaitAll(Map<String, String> versions) throws InterruptedException {
        Set<UploadReport.SentMail> mails = new HashSet<>();
        for (Map.Entry<String, String> version : versions.entrySet()) {
            UploadReport upload =
                    stack.await(version.getKey(), version.getValue(), PATIENCE).orElseThrow();
            assertThat(upload.stage()).as(version.getKey()).isEqualTo(Stage.DONE);
            assertThat(upload.mails()).as("mails about %s", version.getKey()).isNotEmpty();
            mails.addAll(upload.mails());
        }
        return mails;
    }

    /** Of mails about pictures: the one that asks for confirmation may arrive late. */
    private static List<String> subjectsAfter(long last) throws InterruptedException {
        assertThat(stack.awaitMails(last, PATIENCE).complete()).isTrue();
        List<String> subjects = new ArrayList<>();
        stack.awaitMails(last, PATIENCE).mails().forEach(mail -> subjects.add(mail.subject()));
        subjects.removeIf(subject -> subject.startsWith("AWS Notification"));
        return subjects;
    }

    private static int total(List<String> subjects) {
        return subjects.stream()
                .mapToInt(subject -> {
                    Matcher total = TOTAL.matcher(subject);
                    return total.matches() ? Integer.parseInt(total.group(1).replace(",", "")) : 1;
                })
                .sum();
    }

    /** How many messages are in a queue, received ones too. */
    private static int left(String queue) {
        try (SqsClient sqs = TestClients.at(report.endpoint(), SqsClient.builder())) {
            String url = sqs.getQueueUrl(get -> get.queueName(queue)).queueUrl();
            return sqs
                    .getQueueAttributes(get -> get.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                    .attributes()
                    .entrySet()
                    .stream()
                    .filter(attribute -> attribute.getKey().toString().startsWith("ApproximateNumberOfMessages"))
                    .mapToInt(attribute -> Integer.parseInt(attribute.getValue()))
                    .sum();
        }
    }

    private static byte[] picture(int width) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, 40, BufferedImage.TYPE_INT_RGB), "jpg", bytes);
        return bytes.toByteArray();
    }
}
