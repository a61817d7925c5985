package imageresizer.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.faults.FaultPlan;
import imageresizer.local.faults.FaultPlan.DeliveryFaults;
import imageresizer.local.faults.FaultPlan.Kills;
import imageresizer.local.faults.FaultPlan.Requests;
import imageresizer.local.faults.FaultReport;
import imageresizer.local.faults.RequestFault;
import imageresizer.local.gateway.TestClients;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** {@link FaultyDeliveryTest} by way of EventBridge, with one bucket for pictures and renditions, and without versions. */
@Timeout(1200)
class FaultyGivenBucketTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String BUCKET = "my-photos";
    private static final int SPEED = 6;
    private static final int KEYS = 40;

    @Test
    void everyKeyEndsWithTheRenditionsOfItsLastUploadWhateverFails() throws Exception {
        Map<String, String> parameters = Map.of(
                "InputBucketName",
                BUCKET,
                "OutputBucketName",
                BUCKET,
                "OutputKey",
                "resized/{key}/{name}.{ext}",
                "Sizes",
                "30x30");
        try (Stack stack = Stack.start(HOME, 0, parameters, (_, _) -> {}, SPEED);
                S3Client s3 = TestClients.at(stack.report().endpoint(), S3Client.builder())) {
            stack.confirmSubscriptions();
            stack.faults()
                    .set(new FaultPlan(
                            1,
                            new Requests(0.1, 0.1, Set.of(RequestFault.UNAVAILABLE, RequestFault.INTERNAL_ERROR)),
                            new DeliveryFaults(0.3, 0.5, 2000),
                            new Kills(0.03, 0, null, 10)));
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < KEYS; i++) {
                String key = "trip/" + i + ".jpg";
                put(s3, key, 40 + 2 * i);
                if (i % 2 == 0) {
                    put(s3, key, 41 + 2 * i);
                }
                expected.addAll(List.of(key, "resized/" + key + "/30x30.jpg", ".image-resizer/" + key + ".json"));
            }

            assertThat(stack.awaitIdle(PATIENCE)).as("all is done in time").isTrue();
            for (int round = 0; round < 50 && !stack.deadLetters().isEmpty(); round++) {
                stack.redrive();
                assertThat(stack.awaitIdle(PATIENCE)).isTrue();
            }

            FaultReport faults = stack.faults().report();
            assertThat(faults.kills()).isEqualTo(10);
            assertThat(stack.deadLetters()).isEmpty();
            assertThat(s3.listObjectsV2(list -> list.bucket(BUCKET)).contents())
                    .as("what is in the bucket: no rendition of a rendition")
                    .extracting(S3Object::key)
                    .containsExactlyInAnyOrderElementsOf(expected);
            for (int i = 0; i < KEYS; i++) {
                JsonNode manifest = manifest(s3, "trip/" + i + ".jpg");
                assertThat(manifest.has("lease")).as("%s", manifest).isFalse();
                assertThat(manifest.at("/picture/width").asInt())
                        .as("%s", manifest)
                        .isEqualTo((i % 2 == 0 ? 41 : 40) + 2 * i);
            }
        }
    }

    private static void put(S3Client s3, String key, int width) throws IOException {
        ByteArrayOutputStream picture = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, 40, BufferedImage.TYPE_INT_RGB), "jpg", picture);
        s3.putObject(put -> put.bucket(BUCKET).key(key), RequestBody.fromBytes(picture.toByteArray()));
    }

    private static JsonNode manifest(S3Client s3, String key) throws IOException {
        return new JsonMapper()
                .readTree(s3.getObjectAsBytes(get -> get.bucket(BUCKET).key(".image-resizer/" + key + ".json"))
                        .asByteArray());
    }
}
