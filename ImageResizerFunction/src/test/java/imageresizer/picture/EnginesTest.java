package imageresizer.picture;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.picture.portable.ThumbnailatorEngine;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnginesTest {

    @Test
    void formatsThatTheEngineDoesNotWriteDoNotMakeTwinsOfARendition() throws Exception {
        Engines portableAlone = new Engines(List.of(new ThumbnailatorEngine(RenderOptions.DEFAULT)));
        List<RenditionSpec> specs =
                List.of(spec(PictureFormat.WEBP), spec(PictureFormat.JPEG), spec(PictureFormat.PNG));

        List<Rendition> renditions = portableAlone
                .render(PictureFile.of(Pictures.encoded(Pictures.quarters(40, 30), "jpg")), specs)
                .renditions();

        assertThat(renditions)
                .extracting(rendition -> rendition.spec().format())
                .containsExactly(PictureFormat.JPEG, PictureFormat.PNG);
    }

    private static RenditionSpec spec(PictureFormat format) {
        return new RenditionSpec("small", Box.of(20, 20), Fit.INSIDE, format, 80);
    }
}
