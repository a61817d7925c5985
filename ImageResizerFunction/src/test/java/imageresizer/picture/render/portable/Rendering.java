package imageresizer.picture.render.portable;

import imageresizer.picture.Box;
import imageresizer.picture.Fit;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Pictures;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.RenditionSpec;
import java.util.List;

/** One rendering, for a class loader of its own. */
public final class Rendering {

    private Rendering() {}

    /** @return how many renditions were made */
    public static int render() throws Exception {
        RenditionSpec spec = new RenditionSpec("a", Box.of(20, 20), Fit.INSIDE, PictureFormat.PNG, 80);
        byte[] source = Pictures.encoded(Pictures.quarters(64, 48), "png");
        return new ThumbnailatorEngine(RenderOptions.DEFAULT)
                .render(source, List.of(spec))
                .size();
    }
}
