package imageresizer.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import net.coobird.thumbnailator.Thumbnails;
import net.coobird.thumbnailator.util.exif.ExifFilterUtils;
import net.coobird.thumbnailator.util.exif.Orientation;

/** The portable engine: decodes and encodes by ImageIO, resizes by Thumbnailator with {@link LanczosResizer}. */
public final class ThumbnailatorEngine implements Engine {

    @Override
    public String name() {
        return "thumbnailator";
    }

    @Override
    public List<Rendition> render(byte[] source, List<RenditionSpec> specs) throws UnusablePictureException {
        PictureFormat format = new PictureProbe().probe(source).format();
        try (ImageInputStream stream = ImageIO.createImageInputStream(new ByteArrayInputStream(source))) {
            ImageReader reader = PictureProbe.reader(stream, format);
            try {
                reader.setInput(stream);
                Orientation orientation = PictureProbe.orientation(reader);
                BufferedImage stored = reader.read(0);
                List<Rendition> renditions = new ArrayList<>();
                for (RenditionSpec spec : specs) {
                    renditions.add(render(stored, orientation, spec));
                }
                return List.copyOf(renditions);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            throw PictureProbe.damaged(format, e);
        }
    }

    /** Resizes first and turns afterwards, since the small picture is the cheaper one to turn. */
    private static Rendition render(BufferedImage stored, Orientation orientation, RenditionSpec spec)
            throws IOException {
        boolean turned = PictureProbe.isTurned(orientation);
        Size storedSize = new Size(stored.getWidth(), stored.getHeight());
        Size target = storedSize.inside(turned ? spec.box().turned() : spec.box());
        BufferedImage small = Thumbnails.of(stored)
                .forceSize(target.width(), target.height())
                .resizer(new LanczosResizer())
                .imageType(stored.getColorModel().hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB)
                .asBufferedImage();
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        Thumbnails.of(ExifFilterUtils.getFilterForOrientation(orientation).apply(small))
                .scale(1)
                .outputFormat(spec.format().extension())
                .outputQuality(spec.quality() / 100.0)
                .toOutputStream(encoded);
        return new Rendition(spec, turned ? target.turned() : target, encoded.toByteArray());
    }
}
