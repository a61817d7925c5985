package imageresizer.local.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.S3Event;
import com.amazonaws.services.lambda.runtime.events.models.s3.S3EventNotification.S3EventNotificationRecord;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Rules of the working copy. */
class RepositoryTest {
    private static final Path SAMPLE = Repository.ROOT.resolve("events/sample.jpg");

    /** What a newcomer meets first. An addition needs a reason that a newcomer accepts. */
    private static final Set<String> TOP = Set.of(
            ".ci",
            ".devcontainer",
            ".editorconfig",
            ".gitattributes",
            ".github",
            ".gitignore",
            "CHANGELOG.md",
            "CONTRIBUTING.md",
            "HeifLayer",
            "ImageResizerFunction",
            "LICENSE",
            "LibvipsLayer",
            "LocalEmulator",
            "README.ja.md",
            "README.md",
            "SECURITY.md",
            "backfill",
            "benchmarks",
            "conformance",
            "docs",
            "events",
            "local",
            "pom.xml",
            "samconfig.toml",
            "template.yaml");

    @Test
    void nothingUnexpectedLiesAtTheTop() throws Exception {
        var top = new TreeSet<String>();
        Repository.files().forEach(file -> top.add(file.getName(0).toString()));
        assertThat(top).as("Files and folders at the top of the repository").isSubsetOf(TOP);
    }

    @Test
    void noFileNamesAFolderOfSomebodysMachine() throws Exception {
        var home = Pattern.compile("(?<![\\w.})*-])(?:/(?:home|Users|root|work)/|[A-Z]:\\\\Users\\\\)[\\w.-]+");
        var found = new TreeSet<String>();
        for (var file : Repository.files()) {
            var text = new String(Files.readAllBytes(Repository.ROOT.resolve(file)), UTF_8);
            if (text.indexOf('\0') < 0) {
                home.matcher(text).results().forEach(match -> found.add(file + " says " + match.group()));
            }
        }
        assertThat(found).as("Absolute paths that exist on one machine only").isEmpty();
    }

    @Test
    void thePutEventTellsOfTheSamplePhotograph() throws IOException, GeneralSecurityException {
        var digest = MessageDigest.getInstance("MD5").digest(Files.readAllBytes(SAMPLE));
        assertThat(records("s3-put").getFirst().getS3().getObject().geteTag())
                .as("ETag in events/s3-put.json; after painting another sample.jpg, write its MD5 there")
                .isEqualTo(HexFormat.of().formatHex(digest));
    }

    @Test
    void theAwkwardKeyIsEncodedAsS3EncodesIt() throws IOException {
        var object = records("s3-awkward-key").getFirst().getS3().getObject();
        assertThat(object.getUrlDecodedKey()).isEqualTo("旅行/my photo+ü 100% (1).jpg");
        assertThat(object.getKey())
                .isEqualTo(URLEncoder.encode(object.getUrlDecodedKey(), UTF_8).replace("%2F", "/"));
    }

    @Test
    void theTestEventIsWhatS3SendsWhenANotificationIsSetUp() throws IOException {
        var event = new JsonMapper().readTree(Repository.text("events/s3-test-event.json"));
        assertThat(event.fieldNames())
                .toIterable()
                .containsExactly("Service", "Event", "Time", "Bucket", "RequestId", "HostId");
        assertThat(event.get("Event").asText()).isEqualTo("s3:TestEvent");
    }

    @Test
    void theSamplePhotographIsStoredTurned() throws IOException {
        var file = ByteBuffer.wrap(Files.readAllBytes(SAMPLE));
        assertThat(file.getInt()).as("Start of the file: SOI and APP1").isEqualTo(0xFFD8FFE1);
        int orientation = 0;
        // Entries of the first directory, 12 bytes each, begin after 2 of length, 6 of "Exif" and 8 of
        // header.
        int entries = file.getShort(20);
        for (int at = 22; at < 22 + 12 * entries; at += 12) {
            if (file.getShort(at) == 0x0112) {
                orientation = file.getShort(at + 8);
            }
        }
        assertThat(orientation).as("EXIF orientation").isEqualTo(6);
    }

    private static List<S3EventNotificationRecord> records(String name) throws IOException {
        var json = Repository.ROOT.resolve("events/" + name + ".json");
        try (var in = Files.newInputStream(json)) {
            return LambdaEventSerializers.serializerFor(S3Event.class, RepositoryTest.class.getClassLoader())
                    .fromJson(in)
                    .getRecords();
        }
    }
}
