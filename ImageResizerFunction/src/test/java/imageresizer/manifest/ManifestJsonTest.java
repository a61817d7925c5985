package imageresizer.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.Attempt;
import imageresizer.Outcome.Final;
import imageresizer.Outcome.Missing;
import imageresizer.Outcome.Rejected;
import imageresizer.Outcome.Resized;
import imageresizer.Upload;
import imageresizer.manifest.Manifest.Claimed;
import imageresizer.manifest.Manifest.Finished;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Size;
import imageresizer.storage.StoredRendition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestJsonTest {

    private static final Upload UPLOAD = new Upload("in", "旅/a\n\"b\".jpg", "v1", "e", "0a", 3_200_000_000L);
    private static final Upload UNVERSIONED = new Upload("in", "a.jpg", null, null, null, 0);
    private static final Attempt ATTEMPT = new Attempt("request", "attempt", Instant.parse("2026-01-02T03:04:05.678Z"));
    private static final StoredRendition RENDITION = new StoredRendition(
            "200x", "out", "a.jpg/200x.webp", PictureFormat.WEBP, new Size(200, 150), 5100, "ab12", "\"e1\"");
    private static final Final PARTIAL = new Resized(
            UPLOAD,
            PictureFormat.TIFF,
            new Size(4000, 3000),
            List.of(RENDITION),
            List.of(new Missing("9x", PictureFormat.AVIF, "too long")),
            "libvips",
            Duration.ofMillis(84));

    static Stream<Manifest> manifests() {
        return Stream.of(
                new Manifest(UPLOAD, "5e77", new Finished(PARTIAL, /* losesOriginal= */ true)),
                new Manifest(UPLOAD, "5e77", new Finished(new Rejected(UPLOAD, "no picture"), false)),
                new Manifest(UNVERSIONED, "5e77", new Claimed(ATTEMPT, false, List.of("a", "b\n"), null)),
                new Manifest(UPLOAD, "5e77", new Claimed(ATTEMPT, false, List.of(), PARTIAL)),
                new Manifest(UPLOAD, "5e77", new Claimed(ATTEMPT, true, List.of("a"), null)));
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void whatIsWrittenIsReadAgain(Manifest manifest) {
        assertThat(ManifestJson.read(ManifestJson.write(manifest))).contains(manifest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{\"outcome\": 5}",
                "{\"outcome\": \"IN_PROGRESS\", \"source\": {\"bucket\": \"b\", \"key\": \"k\", \"bytes\": 1},"
                        + " \"settings\": \"s\"}",
                "{\"outcome\": \"EATEN\", \"source\": {\"bucket\": \"b\", \"key\": \"k\", \"bytes\": 1}, \"settings\":"
                        + " \"s\"}",
                "{\"outcome\": \"RESIZED\", \"source\": {\"bucket\": \"b\", \"key\": \"k\", \"bytes\": \"many\"}}",
                "{\"outcome\": \"RESIZED\", \"source\": {\"bucket\": \"b\", \"key\": \"k\", \"bytes\": 1}, \"picture\":"
                        + " {\"format\": \"JPEG\", \"width\": 3000000000, \"height\": 1}}",
                "{\"outcome\": \"RESIZED\", \"source\": {\"bucket\": \"b\", \"key\": \"k\", \"bytes\": 1}, \"picture\":"
                        + " {\"format\": \"JPEG\", \"width\": 1, \"height\": 1}, \"renditions\": [null]}"
            })
    void whatSomebodyElseHasWrittenIsNoManifest(String text) {
        assertThat(ManifestJson.read(text)).isEmpty();
    }
}
