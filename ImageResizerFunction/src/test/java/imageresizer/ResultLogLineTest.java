package imageresizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import imageresizer.UploadWorker.Timed;
import imageresizer.model.Outcome;
import imageresizer.model.Outcome.Rejected;
import imageresizer.model.Outcome.Resized;
import imageresizer.model.RetryLaterException;
import imageresizer.model.StoredRendition;
import imageresizer.model.Upload;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Size;
import imageresizer.reason.Reason;
import imageresizer.reason.ReasonCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultLogLineTest {

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

    @Test
    void tellsPeopleAndCloudWatchAboutAResizedUpload() throws Exception {
        Outcome outcome = new Resized(
                upload("cat.jpg"),
                PictureFormat.JPEG,
                new Size(4000, 3000),
                List.of(rendition(5100), rendition(900)),
                List.of(),
                "libvips",
                Duration.ofMillis(84));

        assertThat(parsed(outcome)).isEqualTo(new ObjectMapper().readTree("""
            {"timestamp": "2026-01-02T03:04:05.678Z", "level": "INFO", "AWSRequestId": "request-1",
             "message": "RESIZED s3://in/cat.jpg: 2 renditions in 84 ms by libvips",
             "_aws": {"Timestamp": 1767323045678, "CloudWatchMetrics": [
               {"Namespace": "ImageResizer", "Dimensions": [["FunctionName"]], "Metrics": [
                 {"Name": "Uploads", "Unit": "Count"}, {"Name": "Resized", "Unit": "Count"},
                 {"Name": "DurationMs", "Unit": "Milliseconds"}, {"Name": "BytesIn", "Unit": "Bytes"},
                 {"Name": "BytesOut", "Unit": "Bytes"}, {"Name": "LibvipsRenditions", "Unit": "Count"},
                 {"Name": "WorkMs", "Unit": "Milliseconds"}, {"Name": "WaitedMs", "Unit": "Milliseconds"}]}]},
             "FunctionName": "resizer", "Uploads": 1, "Resized": 1, "DurationMs": 84, "BytesIn": 3200000,
             "BytesOut": 6000, "LibvipsRenditions": 2, "WorkMs": 90, "WaitedMs": 400}
            """));
    }

    @Test
    void whatComesAgainLaterIsCountedButIsNoUpload() throws Exception {
        JsonNode line = new ObjectMapper()
                .readTree(ResultLogLine.of(new RetryLaterException("busy"), TIME, "resizer", "request-1"));

        assertThat(line.path("RetriedLater").intValue()).isEqualTo(1);
        assertThat(line.has("Uploads")).isFalse();
        assertThat(line.path("message").textValue()).isEqualTo("RETRY LATER: busy");
    }

    @Test
    void isOneLineWhateverTheKeyHolds() throws Exception {
        Outcome outcome =
                new Rejected(upload("a\n{\"level\":\"FATAL\"}\u001b[2J.jpg"), Reason.of(ReasonCode.NOT_A_PICTURE));

        assertThat(line(outcome)).doesNotContain("\n", "\u001b");
        assertThat(parsed(outcome).path("Rejected").intValue()).isEqualTo(1);
    }

    private static JsonNode parsed(Outcome outcome) throws Exception {
        return new ObjectMapper().readTree(line(outcome));
    }

    private static String line(Outcome outcome) {
        return ResultLogLine.of(
                new Timed<>(outcome, Duration.ofMillis(490), Duration.ofMillis(400)), TIME, "resizer", "request-1");
    }

    private static Upload upload(String key) {
        return new Upload("in", key, "v1", "e", "0a", 3_200_000);
    }

    private static StoredRendition rendition(long bytes) {
        return new StoredRendition(
                "s", "out", "cat.jpg/s.jpg", PictureFormat.JPEG, new Size(20, 15), bytes, "ab", "etag", null);
    }
}
