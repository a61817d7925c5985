package imageresizer.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import imageresizer.Outcome.Final;
import imageresizer.Outcome.Missing;
import imageresizer.Outcome.Rejected;
import imageresizer.Outcome.Resized;
import imageresizer.Upload;
import imageresizer.manifest.Manifest;
import imageresizer.manifest.Manifest.Finished;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Size;
import imageresizer.storage.StoredRendition;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotificationTest {

    private static final StoredRendition SMALL = new StoredRendition(
            "200x200",
            "out",
            "trip/cat.jpg/200x200.jpg",
            PictureFormat.JPEG,
            new Size(200, 150),
            5100,
            "ab12",
            "etag1");

    @Test
    void theMailOfAResizedPictureSaysWhatBecameOfIt() {
        Notification notification = notificationOf(resized("trip/cat.jpg"));

        assertThat(notification.subject()).isEqualTo("Resized: cat.jpg");
        assertThat(notification.text()).isEqualTo("""
            RESIZED  cat.jpg

            Upload      s3://in/trip/cat.jpg
            Picture     JPEG, 4000 x 3000 pixels, 3.2 MB
            Took        0.8 s

            Renditions
              200x200        200 x 150 pixels       5.1 kB    s3://out/trip/cat.jpg/200x200.jpg
            """);
    }

    @Test
    void theMailOfARejectedFileSaysWhyAndWhatToDo() {
        Notification notification =
                notificationOf(new Rejected(upload("notes.jpg"), "The file is not a picture. Upload a JPEG."));

        assertThat(notification.subject()).isEqualTo("Rejected: notes.jpg");
        assertThat(notification.text())
                .startsWith("REJECTED  notes.jpg\n")
                .contains("Reason      The file is not a picture. Upload a JPEG.\n")
                .contains("No rendition was stored.");
    }

    @Test
    void theMailOfAPictureOfWhichNotAllCanBeMadeSaysWhatIsMissing() {
        Notification notification = notificationOf(
                resized("trip/cat.jpg", List.of(new Missing("200x", PictureFormat.WEBP, "It would be too long."))));

        assertThat(notification.subject()).isEqualTo("Partly resized: cat.jpg");
        assertThat(notification.outcome()).isEqualTo("PARTIAL");
        assertThat(notification.text()).startsWith("PARTIAL  cat.jpg\n").endsWith("""

            Missing
              200x           WebP  It would be too long.
            """);
    }

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
             "engine": "some-engine", "milliseconds": 840, "settings": "5e77"}
            """));
    }

    @ParameterizedTest
    @CsvSource({
        "'旅行/my photo+ü (1).jpg', 'Resized: my photo+u (1).jpg'",
        "'旅行.jpg', 'Resized: _.jpg'",
        "'a\nBcc: everyone@example.com\n.jpg', 'Resized: a_Bcc: everyone@example.com_.jpg'",
        "'\u001b[31mred.jpg', 'Resized: _[31mred.jpg'",
        "'=?utf-8?q?=0aBcc=3a?=.jpg', 'Resized: =_utf-8?q?=0aBcc=3a?=.jpg'"
    })
    void aSubjectIsPrintableAsciiWhateverTheKeyHolds(String key, String subject) {
        assertThat(notificationOf(resized(key)).subject()).isEqualTo(subject);
    }

    @Test
    void aSubjectIsAtMostAHundredCharacters() {
        assertThat(notificationOf(resized("x".repeat(1000) + ".jpg")).subject())
                .hasSize(100)
                .endsWith("...");
    }

    @Test
    void aKeyAddsNoLineToTheMail() {
        String honest = notificationOf(resized("a.jpg")).text();

        String hostile = notificationOf(resized("a\nUpload      s3://elsewhere\u001b[2J.jpg"))
                .text();

        assertThat(hostile.lines().count()).isEqualTo(honest.lines().count());
        assertThat(hostile).doesNotContain("\u001b");
    }

    private static Final resized(String key) {
        return resized(key, List.of());
    }

    private static Final resized(String key, List<Missing> missing) {
        return new Resized(
                upload(key),
                PictureFormat.JPEG,
                new Size(4000, 3000),
                List.of(SMALL),
                missing,
                "some-engine",
                Duration.ofMillis(840));
    }

    private static Notification notificationOf(Final outcome) {
        return Notification.of(
                new Manifest(outcome.upload(), "5e77", new Finished(outcome, /* losesOriginal= */ false)), outcome);
    }

    private static Upload upload(String key) {
        return new Upload("in", key, "v1", "e", "0a", 3_200_000);
    }
}
