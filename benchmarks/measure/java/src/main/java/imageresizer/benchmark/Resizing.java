package imageresizer.benchmark;

import imageresizer.picture.Box;
import imageresizer.picture.Fit;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.render.Engine;
import imageresizer.picture.render.libvips.LibvipsEngine;
import imageresizer.picture.render.libvips.LibvipsUnavailableException;
import imageresizer.picture.render.portable.ThumbnailatorEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sample.Resizer;

/** One of the Java contestants, without Lambda and S3. */
interface Resizing {

    /** The renditions that fit into squares of these {@code sizes}, in their order. */
    List<byte[]> render(byte[] source, List<Integer> sizes, String format, int quality)
            throws RejectedPictureException, IOException;

    /** @param contestant {@code libvips}, {@code portable} or {@code imageio} */
    static Resizing of(String contestant) throws LibvipsUnavailableException {
        RenderOptions options = new RenderOptions("#ffffff", RenderOptions.Metadata.NONE, false);
        return switch (contestant) {
            case "libvips" -> by(LibvipsEngine.load(System.getenv(), options));
            case "portable" -> by(new ThumbnailatorEngine(options));
            case "imageio" ->
                (source, sizes, format, quality) -> {
                    List<byte[]> made = new ArrayList<>();
                    for (int size : sizes) {
                        made.add(Resizer.resize(source, size, quality));
                    }
                    return made;
                };
            default -> throw new IllegalArgumentException("no contestant is called " + contestant);
        };
    }

    private static Resizing by(Engine engine) {
        return (source, sizes, format, quality) -> {
            PictureFormat target = PictureFormat.valueOf(format.toUpperCase(Locale.ROOT));
            return engine
                    .render(
                            source,
                            sizes.stream()
                                    .map(size -> new RenditionSpec(
                                            "s" + size, Box.of(size, size), Fit.INSIDE, target, quality))
                                    .toList())
                    .stream()
                    .map(Rendition::bytes)
                    .toList();
        };
    }
}
