package imageresizer.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import imageresizer.local.api.StackReport;
import imageresizer.local.api.UploadReport;
import imageresizer.local.api.UploadReport.Stage;
import imageresizer.local.gateway.TestClients;
import imageresizer.local.template.StackDefinition;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The whole way of a picture, with nothing replaced: S3 over HTTP in, the function in its own JVM, mail by IMAP out. */
class StackTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** An attempt has 10 seconds, enough on a busy machine, and an outcome waits 2 seconds for others. */
    private static final int SPEED = 6;

    private static final List<String> LOG = new CopyOnWriteArrayList<>();

    private static Stack stack;
    private static StackReport report;
    private static S3Client s3;
    private static byte[] sample;

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.start(HOME, 0, Map.of(), (_, line) -> LOG.add(line), SPEED);
        report = stack.report();
        s3 = TestClients.at(report.endpoint(), S3Client.builder());
        sample = Files.readAllBytes(HOME.resolve("events/sample.jpg"));
        URI link = stack.confirmationLinks().get("you@example.com");
        HttpClient.newHttpClient().send(HttpRequest.newBuilder(link).build(), BodyHandlers.discarding());
    }

    @AfterAll
    static void stop() {
        s3.close();
        stack.close();
    }

    /** Otherwise it would be in one mail with the upload of the next test. */
    @AfterEach
    void noOutcomeWaitsForItsMail() throws InterruptedException {
        assertThat(stack.awaitMails(Long.MAX_VALUE, PATIENCE).complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"put.jpg", "upper case.JPG", "旅行/my photo+ü (1).jpg", "a%2Fb/100%.jpeg", "dots/../x.JPEG"})
    void anUploadBecomesRenditionsAndOneMail(String key) throws Exception {
        String version = put(key, sample);

        UploadReport upload = awaited(key, version);

        assertThat(upload.stage()).isEqualTo(Stage.DONE);
        assertThat(storedUnder(key))
                .containsExactly(".image-resizer/" + key + ".json", key + "/200x200.jpg", key + "/800x800.jpg");
        assertThat(picture(key + "/800x800.jpg")).satisfies(picture -> {
            assertThat(picture.getWidth()).isEqualTo(800);
            assertThat(picture.getHeight()).isEqualTo(533);
        });
        assertThat(mailsAbout(key)).singleElement().satisfies(mail -> {
            assertThat(mail.getSubject()).startsWith("Resized: ");
            assertThat(mail.getHeader("x-amz-sns-message-id")).hasSize(1);
        });
    }

    @ParameterizedTest
    @MethodSource
    void noKeyDoesHarm(String key) throws Exception {
        int logged = LOG.size();
        String version = put(key, sample);

        UploadReport upload = awaited(key, version);

        assertThat(upload.stage()).isEqualTo(Stage.DONE);
        JsonNode manifest = new ObjectMapper().readTree(upload.manifest());
        assertThat(manifest.at("/source/key").textValue()).isEqualTo(key);
        assertThat(manifest.path("renditions")).hasSize(2).allSatisfy(rendition -> {
            String stored = rendition.path("key").textValue();
            assertThat(stored.getBytes(UTF_8).length).isLessThanOrEqualTo(1024);
            assertThat(picture(stored).getWidth())
                    .isEqualTo(rendition.path("width").intValue());
        });
        UploadReport.SentMail mail = upload.mails().getFirst();
        assertThat(upload.mails()).hasSize(1);
        assertThat(mail.subject()).matches("Resized: [\\x20-\\x7e]{1,91}");
        assertThat(mail.text().lines().count())
                .as("lines of the mail, of which no key adds one")
                .isEqualTo(20);
        assertThat(mail.text() + String.join("", LOG.subList(logged, LOG.size())))
                .doesNotContainPattern("[\\x00-\\x08\\x0b-\\x1f\\x7f\\u202e]");
        assertThat(LOG.subList(logged, LOG.size())).noneMatch(line -> line.contains("\n"));
    }

    /** As S3 does: such a path would lead out of the bucket. Jetty does not read the rest of such a request. */
    @Test
    void aKeyThatLeadsOutOfTheBucketIsRefused() {
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> put("../../etc/x.jpg", new byte[1]))
                .satisfies(refusal -> assertThat(refusal.statusCode()).isEqualTo(400));
    }

    static Stream<String> noKeyDoesHarm() {
        return Stream.of(
                "spaces in it.jpg",
                "a+b.jpg",
                "a%2Bb.jpg",
                "旅行の写真.jpg",
                "🏔️.jpg",
                "a\nBcc: everyone@example.com\n\nHello.jpg",
                "\u001b[2J\u001b[31mred\u0007.jpg",
                "\u202egpj.exe.jpg",
                "x".repeat(1020) + ".jpg",
                "写".repeat(340) + ".jpg",
                "a/b/../../etc/x.jpg",
                "<img src=x onerror=alert(1)>.jpg",
                ".jpg");
    }

    @Test
    void aMultipartUploadIsOneUpload() throws Exception {
        byte[] large = large();
        String key = "multipart.png";
        String id = s3.createMultipartUpload(
                        request -> request.bucket(report.inputBucket()).key(key))
                .uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        int part = 5 << 20;
        for (int start = 0; start < large.length; start += part) {
            int number = parts.size() + 1;
            byte[] content = java.util.Arrays.copyOfRange(large, start, Math.min(large.length, start + part));
            String eTag = s3.uploadPart(
                            request -> request.bucket(report.inputBucket())
                                    .key(key)
                                    .uploadId(id)
                                    .partNumber(number),
                            RequestBody.fromBytes(content))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(eTag).build());
        }
        String version = s3.completeMultipartUpload(request -> request.bucket(report.inputBucket())
                        .key(key)
                        .uploadId(id)
                        .multipartUpload(upload -> upload.parts(parts)))
                .versionId();

        assertThat(parts.size()).isGreaterThan(1);
        assertThat(awaited(key, version).stage()).isEqualTo(Stage.DONE);
        assertThat(mailsAbout(key)).hasSize(1);
    }

    @Test
    void aCopyIsAnUpload() throws Exception {
        awaited("original.jpg", put("original.jpg", sample));

        String version = s3.copyObject(request -> request.sourceBucket(report.inputBucket())
                        .sourceKey("original.jpg")
                        .destinationBucket(report.inputBucket())
                        .destinationKey("copy.jpg"))
                .versionId();

        assertThat(awaited("copy.jpg", version).stage()).isEqualTo(Stage.DONE);
        assertThat(mailsAbout("copy.jpg")).hasSize(1);
    }

    @Test
    void aFileThatIsNoPictureIsRejectedByMail() throws Exception {
        String version = put("notes.jpg", "Dear diary".getBytes(UTF_8));

        UploadReport upload = awaited("notes.jpg", version);

        assertThat(upload.stage()).isEqualTo(Stage.DONE);
        assertThat(upload.manifest()).contains("REJECTED");
        assertThat(mailsAbout("notes.jpg"))
                .singleElement()
                .satisfies(mail -> assertThat((String) mail.getContent()).contains("not a picture"));
        assertThat(storedUnder("notes.jpg")).containsExactly(".image-resizer/notes.jpg.json");
    }

    @Test
    void anotherKindOfFileIsNobodysBusiness() throws Exception {
        put("notes.txt", "Dear diary".getBytes(UTF_8));
        awaited("after.jpg", put("after.jpg", sample));

        assertThat(mailsAbout("notes.txt")).isEmpty();
        assertThat(LOG).noneMatch(line -> line.contains("notes.txt"));
    }

    @Test
    void theSameFunctionCanBeInvokedByLambdasOwnApi() throws Exception {
        awaited("invoked.jpg", put("invoked.jpg", sample));
        String event = Files.readString(HOME.resolve("events/s3-put.json")).replace("sample.jpg", "invoked.jpg");

        String answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(report.endpoint()
                                        .resolve("/2015-03-31/functions/" + report.function() + ":live/invocations"))
                                .POST(BodyPublishers.ofString(event))
                                .build(),
                        BodyHandlers.ofString())
                .body();

        assertThat(answer).contains("RESIZED s3://" + report.inputBucket() + "/invoked.jpg");
    }

    @Test
    void theEventThatKeepsTheFunctionActiveDoesNothing() throws Exception {
        JsonNode function = new ObjectMapper()
                .valueToTree(StackDefinition.load(HOME.resolve("template.yaml"), Map.of())
                        .resources()
                        .get("ImageResizerFunction"));
        String input = function.at("/Events/KeepActive/Properties/Input").textValue();

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(report.endpoint()
                                        .resolve("/2015-03-31/functions/" + report.function() + ":live/invocations"))
                                .POST(BodyPublishers.ofString(input))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.headers().firstValue("X-Amz-Function-Error")).isEmpty();
        assertThat(answer.body()).contains("nothing to do");
    }

    @Test
    void theFunctionLogsInTheFormatOfTheTemplate() throws Exception {
        String key = "logged.jpg";
        awaited(key, put(key, sample));

        String line = LOG.stream()
                .filter(candidate -> candidate.contains(key) && candidate.contains("RESIZED"))
                .findFirst()
                .orElseThrow();
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.path("level").textValue()).isEqualTo("INFO");
        assertThat(json.path("AWSRequestId").textValue()).isNotBlank();
    }

    private static String put(String key, byte[] content) {
        return s3.putObject(request -> request.bucket(report.inputBucket()).key(key), RequestBody.fromBytes(content))
                .versionId();
    }

    private static UploadReport awaited(String key, String version) throws InterruptedException {
        return stack.await(key, version, PATIENCE).orElseThrow();
    }

    private static List<String> storedUnder(String key) {
        return s3.listObjectsV2(request -> request.bucket(report.outputBucket())).contents().stream()
                .map(S3Object::key)
                .filter(stored -> stored.startsWith(key + "/") || stored.equals(".image-resizer/" + key + ".json"))
                .toList();
    }

    private static BufferedImage picture(String key) throws Exception {
        try (ResponseInputStream<GetObjectResponse> object =
                s3.getObject(request -> request.bucket(report.outputBucket()).key(key))) {
            assertThat(object.response().contentType()).isEqualTo("image/jpeg");
            return ImageIO.read(new ByteArrayInputStream(object.readAllBytes()));
        }
    }

    /** Random pixels, so that the file is too large for one part. */
    private static byte[] large() throws Exception {
        BufferedImage noise = new BufferedImage(1900, 1500, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int y = 0; y < noise.getHeight(); y++) {
            for (int x = 0; x < noise.getWidth(); x++) {
                noise.setRGB(x, y, random.nextInt());
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(noise, "png", bytes);
        return bytes.toByteArray();
    }

    private static List<Message> mailsAbout(String key) throws MessagingException, java.io.IOException {
        Store store = Session.getInstance(new Properties()).getStore("imap");
        store.connect("127.0.0.1", report.imapPort(), "you@example.com", "any");
        Folder inbox = store.getFolder("INBOX");
        inbox.open(Folder.READ_ONLY);
        List<Message> mails = new ArrayList<>();
        for (Message mail : inbox.getMessages()) {
            if (((String) mail.getContent()).contains("s3://" + report.inputBucket() + "/" + key + "\r\n")) {
                mails.add(mail);
            }
        }
        return mails;
    }
}
