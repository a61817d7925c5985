package imageresizer.picture.render;

import imageresizer.picture.PictureFormat;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.probe.PictureFile;
import java.util.List;

/** What turns a file's bytes into renditions. Implementations are safe for use by several threads. */
public interface Engine {

    /** What manifests and logs call this engine. */
    String name();

    /** Whether it can decode pictures of this format, if they are sound. */
    boolean reads(PictureFormat format);

    /** Whether it can encode renditions in this format. */
    boolean writes(PictureFormat format);

    /**
     * Makes every rendition from one decoding of the picture: upright by its EXIF orientation, in sRGB,
     * never enlarged, never below one pixel, each encoded once. Where a format is asked for that this engine doesn't
     * write, the rendition's spec names the one that it has instead: PNG if the picture has transparency, else JPEG.
     *
     * @param source the whole file; not changed
     * @return one rendition for each spec, in the order of the specs
     * @throws RejectedPictureException if the file can't be made into renditions, however often that is tried
     */
    List<Rendition> render(PictureFile source, List<RenditionSpec> specs) throws RejectedPictureException;

    /** The same for a file that is in the heap. */
    default List<Rendition> render(byte[] source, List<RenditionSpec> specs) throws RejectedPictureException {
        try (PictureFile file = PictureFile.of(source)) {
            return render(file, specs);
        }
    }
}
