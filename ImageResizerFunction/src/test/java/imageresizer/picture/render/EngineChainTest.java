package imageresizer.picture.render;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.picture.Box;
import imageresizer.picture.Fit;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Pictures;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.probe.PictureFile;
import imageresizer.picture.render.portable.ThumbnailatorEngine;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineChainTest {

    @Test
    void formatsThatTheEngineDoesNotWriteDoNotMakeTwinsOfARendition() throws Exception {
        EngineChain portableAlone = new EngineChain(List.of(new ThumbnailatorEngine(RenderOptions.DEFAULT)));
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
