package imageresizer.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Runtime.ExitError: RequestId: f95-1 Error: Runtime exited with error: signal: killed"
                        + " | Runtime exited with error: signal: killed",
                "software.amazon.awssdk.services.sns.model.SnsException: Service unavailable (Service: Sns, Status"
                        + " Code: 503, Request ID: 1) (SDK Attempt Count: 3) | Service unavailable",
                "imageresizer.storage.TryAgainException: S3 is busy | S3 is busy",
                "Sandbox.Timedout: Task timed out after 60.00 seconds | Sandbox.Timedout: Task timed out after 60.00"
                        + " seconds",
            })
    void aFailureIsToldWithoutTheClassesOfLibraries(String failure, String text) {
        assertThat(PictureText.failure(failure)).isEqualTo(text);
    }

    @Test
    void aReasonIsASentenceOrAnObjectThatHasOne() throws Exception {
        JsonMapper json = new JsonMapper();
        assertThat(PictureText.of(json.readTree("{\"reason\":\"No picture.\"}")))
                .isEqualTo("No picture.");
        assertThat(PictureText.of(json.readTree(
                        "{\"reason\":{\"code\":\"NOT_A_PICTURE\",\"arguments\":[],\"text\":\"No picture.\"}}")))
                .isEqualTo("No picture.");
        assertThat(PictureText.of(json.readTree("""
            {"renditions":[{"width":20,"height":10,"bytes":999}],
             "missing":[{"name":"s","format":"avif","reason":{"text":"No encoder."}}]}\
            """)))
                .isEqualTo("20x10" + " 999 bytes," + " no s" + " in avif:" + " No encoder.");
    }
}
