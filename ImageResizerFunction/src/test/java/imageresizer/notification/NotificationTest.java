package imageresizer.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import imageresizer.SnsRecorder;
import imageresizer.lease.Manifest.Finished;
import imageresizer.model.MadeWith;
import imageresizer.model.Origin;
import imageresizer.model.Outcome.Final;
import imageresizer.model.Outcome.Rejected;
import imageresizer.model.Outcome.Resized;
import imageresizer.model.StoredRendition;
import imageresizer.model.Upload;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Size;
import imageresizer.reason.Language;
import imageresizer.reason.Reason;
import imageresizer.reason.ReasonCode;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;

class NotificationTest {

    private static final String TOPIC = "arn:aws:sns:eu-central-1:000000000000:topic";
    private static final MailLinks LINKS = MailLinks.of(TOPIC, "");

    private static final StoredRendition SMALL = new StoredRendition(
            "200x200",
            "out",
            "trip/cat.jpg/200x200.jpg",
            PictureFormat.JPEG,
            new Size(200, 150),
            5100,
            "ab12",
            "etag1",
            null);

    @Test
    void theManifestTellsMachinesTheSame() throws Exception {
        JsonNode manifest = new ObjectMapper()
                .readTree(notificationOf(resized("trip/cat.jpg")).manifest());

        assertThat(manifest).isEqualTo(new ObjectMapper().readTree("""
            {"outcome": "RESIZED",
             "source": {"bucket": "in", "key": "trip/cat.jpg", "versionId": "v1", "eTag": "e", "sequencer": "0a",
                        "bytes": 3200000},
             "picture": {"format": "JPEG", "width": 4000, "height": 3000},
             "renditions": [{"name": "200x200", "bucket": "out", "key": "trip/cat.jpg/200x200.jpg",
                             "format": "JPEG", "width": 200, "height": 150, "bytes": 5100, "contentType": "image/jpeg", "sha256": "ab12",
                             "eTag": "etag1"}],
             "engine": "some-engine", "milliseconds": 840, "origin": "upload", "settings": "5e77", "abilities": "ab1e"}
            """));
    }

    @ParameterizedTest
    @CsvSource({
        "'trip/cat.jpg', 'Resized: trip/cat.jpg'",
        "'旅行/my photo+ü (1).jpg', 'Resized: _/my photo+u (1).jpg (JPEG 4000x3000, HASH)'",
        "'旅行.jpg', 'Resized: _.jpg (JPEG 4000x3000, HASH)'",
        "'a\nBcc: everyone@example.com\n.jpg', 'Resized: a_Bcc: everyone@example.com_.jpg (JPEG 4000x3000, HASH)'",
        "'\u001b[31mred.jpg', 'Resized: _[31mred.jpg (JPEG 4000x3000, HASH)'",
        "'=?utf-8?q?=0aBcc=3a?=.jpg', 'Resized: =_utf-8?q?=0aBcc=3a?=.jpg (JPEG 4000x3000, HASH)'"
    })
    void aSubjectIsPrintableAsciiWhateverTheKeyHolds(String key, String subject) {
        assertThat(notificationOf(resized(key)).subject().replaceFirst("[0-9a-f]{6}\\)$", "HASH)"))
                .isEqualTo(subject);
    }

    @Test
    void aLongKeyIsShortenedInItsMiddleSoThatFolderAndNameAreSeen() {
        String subject = notificationOf(resized("holidays/" + "x".repeat(900) + "/cat.jpg"))
                .subject();

        assertThat(subject)
                .hasSize(100)
                .startsWith("Resized: holidays/xxx")
                .containsPattern("x\\.\\.\\.x+/cat\\.jpg \\(JPEG 4000x3000, [0-9a-f]{6}\\)$");
    }

    @ParameterizedTest
    @CsvSource({
        "旅行.jpg, 家族写真.jpg",
        "ü.jpg, u.jpg",
        "summer/cat.jpg, winter/cat.jpg",
        "XXa/cat.jpg, XXb/cat.jpg",
    })
    void twoKeysHaveTwoSubjects(String one, String other) {
        String filler = "x".repeat(500);

        assertThat(notificationOf(resized(one.replace("XX", filler))).subject())
                .isNotEqualTo(
                        notificationOf(resized(other.replace("XX", filler))).subject());
        assertThat(notificationOf(rejected(one)).subject())
                .isNotEqualTo(notificationOf(rejected(other)).subject());
    }

    @Test
    void aKeyAddsNoLineToTheMail() {
        String honest = notificationOf(resized("a.jpg")).text();

        String hostile = notificationOf(resized("a\n\nUpload: s3://elsewhere\u202e\u001b[2J.jpg"))
                .text();

        assertThat(hostile.lines().count()).isEqualTo(honest.lines().count());
        assertThat(hostile).doesNotContain("\u001b", "\u202e");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "\"", "\\", "旅", "😀", "\u202e", "x"})
    void aNotificationIsShortenedRatherThanTooLongForSns(String character) throws Exception {
        int repeats = 1000 / character.getBytes(UTF_8).length;
        String key = character.repeat(repeats) + ".jpg";
        List<StoredRendition> renditions = IntStream.range(0, 80)
                .mapToObj(i -> new StoredRendition(
                        "size-number-" + i,
                        "out",
                        key + "/size-number-" + i + ".webp",
                        PictureFormat.WEBP,
                        new Size(200, 150),
                        5100,
                        "ab".repeat(32),
                        "etag",
                        "https://img.example.com/" + key + "/size-number-" + i + ".webp?v=abababab"))
                .toList();
        Final outcome = new Resized(
                upload(key),
                PictureFormat.JPEG,
                new Size(4000, 3000),
                renditions,
                List.of(),
                "libvips",
                Duration.ofMillis(9));

        try (SnsRecorder recorder = new SnsRecorder();
                SnsClient sns = SnsClient.builder()
                        .endpointOverride(recorder.endpoint())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                        .build()) {
            new NotificationTopic(sns, TOPIC).publish(finished(outcome));

            String message = requireNonNull(recorder.published().getFirst().get("Message"));
            assertThat(message.getBytes(UTF_8).length).isLessThan(262_144 - 1_000);
            JsonNode parts = new ObjectMapper().readTree(message);
            Announcement announcement =
                    Announcement.read(parts.path("default").textValue()).orElseThrow();
            assertThat(announcement.outcome().upload()).isEqualTo(outcome.upload());
            assertThat(announcement.outcome().renditions().size() + announcement.omitted())
                    .isEqualTo(80);
            assertThat(announcement.outcome().renditions())
                    .isNotEmpty()
                    .isEqualTo(renditions.subList(
                            0, announcement.outcome().renditions().size()));
            String text = parts.path("email").textValue();
            long listed =
                    text.lines().filter(line -> line.startsWith("size-number-")).count();
            assertThat(listed).isPositive();
            if (listed < 80) {
                assertThat(text).contains("… and " + (80 - listed) + " more.");
            }
            String again = new PictureMail(Language.JA, LINKS).of(announcement).text();
            if (announcement.omitted() > 0) {
                assertThat(again).containsPattern("…ほか [0-9]+ 件あります。");
            }
        }
    }

    private static Final resized(String key) {
        return new Resized(
                upload(key),
                PictureFormat.JPEG,
                new Size(4000, 3000),
                List.of(SMALL),
                List.of(),
                "some-engine",
                Duration.ofMillis(840));
    }

    private static Final rejected(String key) {
        return new Rejected(upload(key), Reason.of(ReasonCode.NOT_A_PICTURE));
    }

    private static Notification notificationOf(Final outcome) {
        return Notification.of(finished(outcome), new PictureMail(Language.EN, LINKS));
    }

    private static Finished finished(Final outcome) {
        return new Finished(
                outcome.upload(),
                new MadeWith("5e77", "ab1e"),
                outcome,
                /* losesOriginal= */ false,
                null,
                Origin.UPLOAD);
    }

    private static Upload upload(String key) {
        return new Upload("in", key, "v1", "e", "0a", 3_200_000);
    }
}
