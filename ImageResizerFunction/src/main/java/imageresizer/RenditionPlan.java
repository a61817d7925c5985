package imageresizer;

import imageresizer.model.Outcome.Missing;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.ScaleAndCrop;
import imageresizer.picture.Size;
import imageresizer.picture.probe.PictureHeader;
import java.util.ArrayList;
import java.util.List;

/**
 * What can be made of a picture, and what can't.
 *
 * @param possible the renditions to be made
 * @param missing those for which a format is too small
 */
record RenditionPlan(List<RenditionSpec> possible, List<Missing> missing) {

    RenditionPlan {
        possible = List.copyOf(possible);
        missing = List.copyOf(missing);
    }

    static RenditionPlan of(PictureHeader picture, List<RenditionSpec> wanted) {
        List<RenditionSpec> possible = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        for (RenditionSpec spec : wanted) {
            ScaleAndCrop placement =
                    ScaleAndCrop.of(picture.size().width(), picture.size().height(), spec.box(), spec.fit());
            if (Math.max(placement.width(), placement.height()) <= spec.format().longestSide()) {
                possible.add(spec);
            } else {
                missing.add(Missing.tooLong(spec, new Size(placement.width(), placement.height())));
            }
        }
        return new RenditionPlan(possible, missing);
    }
}
