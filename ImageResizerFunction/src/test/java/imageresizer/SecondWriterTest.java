package imageresizer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import imageresizer.SimulatedAws.Answer;
import imageresizer.SimulatedAws.AwsRequest;
import imageresizer.SimulatedAws.Effect;
import imageresizer.model.Upload;
import imageresizer.output.OutputBucket;
import imageresizer.output.RenditionStore;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.Size;
import imageresizer.settings.Settings;
import imageresizer.settings.SettingsTest;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The second line of defence: an attempt that went on after the end of its lease does not touch the renditions of the
 * next one. No schedule of {@link InterleavingTest} gets that far, since every process there dies at its deadline.
 */
class SecondWriterTest {

    private static final Settings SETTINGS = Settings.from(SettingsTest.ENVIRONMENT);
    private static final RenditionSpec SPEC =
            SETTINGS.renditionsOf(PictureFormat.JPEG).getFirst();
    private static final Upload UPLOAD = new Upload("input", "cat.jpg", "v1", "\"e\"", "01", 5);
    private static final String KEY = SETTINGS.outputKey().keyOf(UPLOAD.key(), SPEC);
    private static final Rendition MINE = new Rendition(SPEC, new Size(1, 1), "mine".getBytes(ISO_8859_1));

    private final WritingBucket bucket = new WritingBucket();
    private final RenditionStore store = new RenditionStore(
            new OutputBucket(SimulatedAws.s3(bucket), "output"), SETTINGS.outputKey(), "no-cache", "");

    @Test
    void aRenditionThatSomebodyElseStoredIsNotReplacedWithoutTheLease() {
        bucket.holds("theirs");

        assertThatThrownBy(() -> store.store(UPLOAD, MINE, Map.of(), SecondWriterTest::leaseIsLost))
                .hasMessage("lost");
        assertThat(bucket.content()).isEqualTo("theirs");
    }

    @Test
    void aRenditionThatSomebodyElseReplacedIsNotReplacedWithoutTheLease() {
        bucket.holds("theirs");

        assertThatThrownBy(() -> store.store(
                        UPLOAD, MINE, Map.of(KEY, SimulatedAws.eTag("before")), SecondWriterTest::leaseIsLost))
                .hasMessage("lost");
        assertThat(bucket.content()).isEqualTo("theirs");
    }

    @Test
    void aRenditionThatSomebodyElseReplacedIsNotRemovedWithoutTheLease() {
        bucket.holds("theirs");

        assertThatThrownBy(() -> store.remove(KEY, SimulatedAws.eTag("before"), SecondWriterTest::leaseIsLost))
                .hasMessage("lost");
        assertThat(bucket.content()).isEqualTo("theirs");
    }

    @Test
    void whatIsStoredAfterTheLookAtTheLeaseIsNotReplaced() {
        bucket.holds("of a dead attempt");
        Runnable leaseIsLostAfterThis = () -> {
            if (bucket.content().equals("theirs")) {
                throw new IllegalStateException("lost");
            }
            bucket.holds("theirs");
        };

        assertThatThrownBy(() -> store.store(UPLOAD, MINE, Map.of(), leaseIsLostAfterThis))
                .hasMessage("lost");
        assertThat(bucket.content()).isEqualTo("theirs");
    }

    @Test
    void whatADeadAttemptLeftIsReplacedUnderTheLease() {
        bucket.holds("of a dead attempt");

        store.store(UPLOAD, MINE, Map.of(), () -> {});

        assertThat(bucket.content()).isEqualTo("mine");
    }

    private static void leaseIsLost() {
        throw new IllegalStateException("lost");
    }

    /** Carries out requests one after another. */
    private static final class WritingBucket implements SimulatedAws.Server {

        private SimulatedAws aws = SimulatedAws.EMPTY;

        void holds(String content) {
            aws = aws.with(KEY, content);
        }

        String content() {
            return aws.output().getOrDefault(KEY, "");
        }

        @Override
        public Answer answer(AwsRequest request) {
            Effect effect = aws.carryOut(request);
            aws = effect.aws();
            return effect.answer();
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }
    }
}
