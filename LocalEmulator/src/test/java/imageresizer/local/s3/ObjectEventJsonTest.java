package imageresizer.local.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObjectEventJsonTest {
    private static final JsonMapper JSON = new JsonMapper();

    private static JsonNode write(ObjectEventName name, String key, @Nullable String versionId)
            throws JsonProcessingException {
        var event = new ObjectEvent(
                name,
                "photos",
                key,
                5_000_000_000L,
                "d41d8cd98f00b204e9800998ecf8427e",
                versionId,
                "0055AED6DCD90281",
                Instant.parse("2026-01-02T03:04:05Z"),
                "C3D13FE58DE4C810",
                "127.0.0.1");
        return JSON.readTree(new ObjectEventJson("us-east-1", "000000000000").write(event, "config"));
    }

    @Test
    void aCreationIsWrittenAsTheDocumentationShowsIt() throws JsonProcessingException {
        assertThat(write(ObjectEventName.PUT, "HappyFace.jpg", "096fKKXTRTtl3on89fVO.nfljtsv6qko"))
                .isEqualTo(JSON.readTree("""
                    {"Records": [{
                      "eventVersion": "2.1",
                      "eventSource": "aws:s3",
                      "awsRegion": "us-east-1",
                      "eventTime": "2026-01-02T03:04:05.000Z",
                      "eventName": "ObjectCreated:Put",
                      "userIdentity": {"principalId": "AWS:000000000000"},
                      "requestParameters": {"sourceIPAddress": "127.0.0.1"},
                      "responseElements": {
                        "x-amz-request-id": "C3D13FE58DE4C810",
                        "x-amz-id-2": "C3D13FE58DE4C810"
                      },
                      "s3": {
                        "s3SchemaVersion": "1.0",
                        "configurationId": "config",
                        "bucket": {
                          "name": "photos",
                          "ownerIdentity": {"principalId": "000000000000"},
                          "arn": "arn:aws:s3:::photos"
                        },
                        "object": {
                          "key": "HappyFace.jpg",
                          "size": 5000000000,
                          "eTag": "d41d8cd98f00b204e9800998ecf8427e",
                          "versionId": "096fKKXTRTtl3on89fVO.nfljtsv6qko",
                          "sequencer": "0055AED6DCD90281"
                        }
                      }
                    }]}
                    """));
    }

    @Test
    void theKeyIsFormEncodedButKeepsItsSlashes() throws JsonProcessingException {
        assertThat(write(ObjectEventName.PUT, "旅行/my photo+ü (1).jpg", null)
                        .at("/Records/0/s3/object/key")
                        .textValue())
                .isEqualTo("%E6%97%85%E8%A1%8C/my+photo%2B%C3%BC+%281%29.jpg");
    }

    @Test
    void aRemovalHasNeitherSizeNorETag() throws JsonProcessingException {
        assertThat(write(ObjectEventName.DELETE_MARKER_CREATED, "a", "v1").at("/Records/0/s3/object"))
                .isEqualTo(
                        JSON.readTree("{\"key\": \"a\", \"versionId\": \"v1\", \"sequencer\": \"0055AED6DCD90281\"}"));
    }
}
