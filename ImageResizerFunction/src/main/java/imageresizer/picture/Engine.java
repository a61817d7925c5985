package imageresizer.picture;

import java.util.List;

/** What turns a file's bytes into renditions. Implementations are safe for use by several threads. */
public interface Engine {

    /** What manifests and logs call this engine. */
    String name();

    /**
     * Makes every rendition from one decoding of the picture: upright whatever its EXIF orientation says, never
     * enlarged, never below one pixel, each encoded once.
     *
     * @param source the whole file; not changed
     * @return one rendition for each spec, in the order of the specs
     * @throws UnusablePictureException if the file can't be made into renditions, however often that is tried
     */
    List<Rendition> render(byte[] source, List<RenditionSpec> specs) throws UnusablePictureException;
}
