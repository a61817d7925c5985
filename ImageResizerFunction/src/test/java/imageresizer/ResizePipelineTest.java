package imageresizer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.SimulatedAws.Answer;
import imageresizer.SimulatedAws.AwsRequest;
import imageresizer.SimulatedAws.AwsResult;
import imageresizer.SimulatedAws.Effect;
import imageresizer.SimulatedAws.KeyVersion;
import imageresizer.SimulatedAws.Verb;
import imageresizer.model.InvocationAttempt;
import imageresizer.model.Outcome;
import imageresizer.model.Upload;
import imageresizer.picture.Pictures;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.probe.PictureFile;
import imageresizer.picture.render.Engine;
import imageresizer.picture.render.EngineChain;
import imageresizer.picture.render.ForwardingEngine;
import imageresizer.picture.render.portable.ThumbnailatorEngine;
import imageresizer.settings.Settings;
import imageresizer.settings.SettingsTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The lease is acquired beside the rendering: a fault of either lets the next attempt have it at once. */
class ResizePipelineTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Settings SETTINGS = Settings.from(SettingsTest.ENVIRONMENT);
    private static final String PICTURE = new String(Pictures.encoded(Pictures.quarters(8, 6), "jpg"), ISO_8859_1);
    private static final Upload UPLOAD = new Upload("input", "cat.jpg", "v1", null, "01", PICTURE.length());
    private static final Engine ENGINE = new ThumbnailatorEngine(SETTINGS.options());

    private final TimelessAws server = new TimelessAws();

    @Test
    void aLookAtTheKeyThatFailsLeavesNoLease() {
        server.unavailable = Verb.HEAD_SOURCE;

        assertThatExceptionOfType(S3Exception.class).isThrownBy(() -> resize(ENGINE, "first"));

        server.unavailable = null;
        assertThat(resize(ENGINE, "second")).isInstanceOf(Outcome.Resized.class);
    }

    @Test
    void aRenderingThatFailsLeavesNoLease() {
        Engine broken = new ForwardingEngine(ENGINE) {
            @Override
            public List<Rendition> render(PictureFile source, List<RenditionSpec> specs) {
                throw new OutOfMemoryError("as a test wants it");
            }
        };

        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> resize(broken, "first"));

        assertThat(server.aws.published()).isEmpty();
        assertThat(resize(ENGINE, "second")).isInstanceOf(Outcome.Resized.class);
    }

    private Outcome resize(Engine engine, String attempt) {
        ResizePipeline pipeline = new ResizePipeline(
                SETTINGS,
                SimulatedAws.s3(server),
                SimulatedAws.sns(server),
                new EngineChain(List.of(engine)),
                SimulatedAws.clock(server),
                new ConcurrentRequests(),
                new RecordingContext().getLogger());
        return pipeline.resize(UPLOAD, new InvocationAttempt("event", attempt, NOW.plus(TIMEOUT), TIMEOUT));
    }

    /** One server for all attempts, on which no time passes: who had to wait for a lease would wait for ever. */
    private static final class TimelessAws implements SimulatedAws.Server {

        private SimulatedAws aws = SimulatedAws.EMPTY.with(new KeyVersion("v1", PICTURE, NOW));
        private volatile @Nullable Verb unavailable;

        @Override
        public synchronized Answer answer(AwsRequest request) {
            if (request.verb() == unavailable) {
                return Answer.of(AwsResult.UNAVAILABLE);
            }
            assertThat(request.verb()).as("nobody has to wait").isNotEqualTo(Verb.SLEEP);
            Effect effect = aws.carryOut(request);
            aws = effect.aws();
            return effect.answer();
        }

        @Override
        public Instant now() {
            return NOW;
        }
    }
}
