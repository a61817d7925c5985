package imageresizer.picture.render.portable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.picture.Box;
import imageresizer.picture.Fit;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Pictures;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.probe.Budgets;
import imageresizer.picture.render.Engine;
import imageresizer.picture.render.EngineContractTest;
import imageresizer.picture.render.MalformedJpegs;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ThumbnailatorEngineTest extends EngineContractTest {

    @Override
    protected Engine engine(RenderOptions options) {
        return new ThumbnailatorEngine(options);
    }

    @ParameterizedTest
    @EnumSource(MalformedJpegs.class)
    void whatViewersShowIsResizedAndTheRestIsNot(MalformedJpegs malformed) {
        boolean resized = true;
        try {
            rendered(malformed.file(), Fit.INSIDE, 80, 60);
        } catch (RejectedPictureException e) {
            resized = false;
        }
        assertThat(resized).isEqualTo(malformed.isShown());
    }

    @Test
    void losslessJpegIsRead() throws Exception {
        assertThat(Pictures.meanDifference(
                        rendered(fixture("lossless.jpg"), Fit.INSIDE, 32, 24), Pictures.quarters(32, 24)))
                .isLessThan(5);
    }

    @Test
    void saysWhatItCannotRead() throws Exception {
        assertRejected(fixture("quarters.avif"), "AVIF", "libvips");
        assertRejected(fixture("12-bit.jpg"), "12 bits");
    }

    @Test
    void refusesBeforeDecodingWhatTheMemoryHasNoRoomFor() {
        byte[] source = Pictures.encoded(Pictures.quarters(4000, 3000), "png");
        Engine small = new ThumbnailatorEngine(RenderOptions.DEFAULT, Budgets.ofHeap(32));

        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() ->
                        small.render(source, List.of(spec(Box.of(4000, 3000), Fit.INSIDE, PictureFormat.PNG, 80))))
                .withMessageContaining("MemorySize");
    }

    private void assertRejected(byte[] source, String... reasons) {
        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> rendered(source, Fit.INSIDE, 32, 24))
                .satisfies(fault -> assertThat(fault.getMessage()).contains(reasons));
    }
}
