package imageresizer.lease;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.lease.Manifest.Finished;
import imageresizer.lease.Manifest.LeaseRecord;
import imageresizer.model.MadeWith;
import imageresizer.model.Origin;
import imageresizer.model.Outcome.Final;
import imageresizer.model.Outcome.Missing;
import imageresizer.model.Outcome.Rejected;
import imageresizer.model.Outcome.Resized;
import imageresizer.model.StoredRendition;
import imageresizer.model.Upload;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Size;
import imageresizer.reason.Reason;
import imageresizer.reason.ReasonCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestJsonTest {

    private static final Upload UPLOAD = new Upload("in", "旅/a\n\"b\".jpg", "v1", "e", "0a", 3_200_000_000L);
    private static final Upload UNVERSIONED = new Upload("in", "a.jpg", null, null, null, 0);
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final MadeWith SETTINGS = new MadeWith("5e77", "ab1e libvips");
    private static final StoredRendition RENDITION = rendition(null);
    private static final Reason TOO_LONG = Reason.of(ReasonCode.RENDITION_TOO_LONG, 9, 20_000, "AVIF", 16_384);
    private static final Final PARTIAL = new Resized(
            UPLOAD,
            PictureFormat.TIFF,
            new Size(4000, 3000),
            List.of(RENDITION, rendition("https://img.example.com/a.jpg/200x.webp?v=ab12")),
            List.of(new Missing("9x", PictureFormat.AVIF, TOO_LONG)),
            "libvips",
            Duration.ofMillis(84));

    private static StoredRendition rendition(@Nullable String url) {
        return new StoredRendition(
                "200x", "out", "a.jpg/200x.webp", PictureFormat.WEBP, new Size(200, 150), 5100, "ab12", "\"e1\"", url);
    }

    static Stream<Manifest> manifests() {
        Finished partial = new Finished(UPLOAD, SETTINGS, PARTIAL, /* losesOriginal= */ true, TIME, Origin.UPLOAD);
        Finished rejected = new Finished(
                UNVERSIONED,
                SETTINGS,
                new Rejected(UNVERSIONED, Reason.of(ReasonCode.TOO_MANY_PIXELS, 30_000, 20_000, 100_000_000L)),
                false,
                null,
                Origin.BACKFILL);
        return Stream.of(
                new Manifest(partial, null),
                new Manifest(rejected, null),
                new Manifest(null, lease(UNVERSIONED, List.of("a", "b\n"), null)),
                new Manifest(rejected, lease(UPLOAD, List.of(), PARTIAL)),
                new Manifest(partial, lease(UNVERSIONED, List.of("a"), null)));
    }

    private static LeaseRecord lease(Upload upload, List<String> keys, @Nullable Final stored) {
        return new LeaseRecord(upload, SETTINGS, "request", "attempt", TIME, keys, stored);
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void whatIsWrittenIsReadAgain(Manifest manifest) {
        assertThat(ManifestJson.read(ManifestJson.write(manifest))).contains(manifest);
    }

    @Test
    void aReasonIsACodeForProgramsAndASentenceForPeople() {
        Finished rejected = new Finished(
                UNVERSIONED,
                SETTINGS,
                new Rejected(UNVERSIONED, Reason.of(ReasonCode.TOO_MANY_PIXELS, 30_000, 20_000, 9)),
                /* losesOriginal= */ false,
                null,
                Origin.UPLOAD);

        assertThat(ManifestJson.write(rejected)).contains("""
            "reason":{"code":"TOO_MANY_PIXELS","arguments":[30000,20000,9],"text":"The picture has 30,000 x 20,000 pixels;\
             this function accepts at most 9. Make it smaller, or raise MaxPixels."}\
            """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"no picture\"",
                "{}",
                "{\"code\": \"EATEN\"}",
                "{\"code\": \"TOO_MANY_FRAMES\"}",
                "{\"code\": \"TOO_MANY_FRAMES\", \"arguments\": []}",
                "{\"code\": \"TOO_MANY_FRAMES\", \"arguments\": [1, 2]}",
                "{\"code\": \"TOO_MANY_FRAMES\", \"arguments\": [null]}",
                "{\"code\": \"TOO_MANY_FRAMES\", \"arguments\": [0.5]}",
                "{\"code\": \"TOO_MANY_FRAMES\", \"arguments\": [{}]}"
            })
    void aReasonThatIsNotKnownMakesNoManifest(String reason) {
        String manifest = "{\"outcome\": \"REJECTED\", \"source\": {\"bucket\": \"b\", \"key\": \"k\", \"bytes\": 1},"
                + " \"settings\": \"s\", \"abilities\": \"a\", \"reason\": %s}";

        assertThat(ManifestJson.read(manifest.formatted("{\"code\": \"TOO_MANY_FRAMES\", \"arguments\": [2000]}")))
                .isPresent();
        assertThat(ManifestJson.read(manifest.formatted(reason))).isEmpty();
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
