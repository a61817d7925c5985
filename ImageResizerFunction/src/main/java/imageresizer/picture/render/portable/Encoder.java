package imageresizer.picture.render.portable;

import imageresizer.picture.PictureFormat;
import imageresizer.picture.RenditionSpec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Encodes by the JDK's writers; no metadata. */
final class Encoder {

    private static final String JPEG_METADATA = "javax_imageio_jpeg_image_1.0";

    /** From here on colours are stored as fine as brightness, as libvips does. */
    private static final int FINE_COLOURS = 90;

    /** Of zlib's levels turned around, as ImageIO has it: 0 is the ninth. This one is the sixth, zlib's own default. */
    private static final float PNG_COMPRESSION = 1 - 6 / 9f;

    private Encoder() {}

    /** @param image opaque for a format without transparency */
    static byte[] encoded(BufferedImage image, RenditionSpec spec) throws IOException {
        return switch (spec.format()) {
            case JPEG -> jpeg(image, spec.quality().in(PictureFormat.JPEG));
            case PNG -> png(image);
            case GIF, WEBP, TIFF, AVIF, HEIC -> throw new IllegalArgumentException("no encoder for " + spec.format());
        };
    }

    /**
     * The writer is libjpeg, and from a quality it makes the same tables as libjpeg's own scale: sequential, with
     * Huffman tables made for the picture, colours at half the resolution (4:2:0) below {@link #FINE_COLOURS}.
     */
    private static byte[] jpeg(BufferedImage image, int quality) throws IOException {
        ImageWriter writer = ImageReaders.writer("jpeg");
        try {
            JPEGImageWriteParam param = (JPEGImageWriteParam) writer.getDefaultWriteParam();
            param.setOptimizeHuffmanTables(true);
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(quality / 100f);
            IIOMetadata metadata =
                    writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), param);
            if (quality >= FINE_COLOURS) {
                Element tree = (Element) metadata.getAsTree(JPEG_METADATA);
                NodeList components = tree.getElementsByTagName("componentSpec");
                for (int i = 0; i < components.getLength(); i++) {
                    Element component = (Element) components.item(i);
                    component.setAttribute("HsamplingFactor", "1");
                    component.setAttribute("VsamplingFactor", "1");
                }
                metadata.setFromTree(JPEG_METADATA, tree);
            }
            return written(writer, new IIOImage(image, null, metadata), param);
        } finally {
            writer.dispose();
        }
    }

    private static byte[] png(BufferedImage image) throws IOException {
        ImageWriter writer = ImageReaders.writer("png");
        try {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(PNG_COMPRESSION);
            return written(writer, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
    }

    private static byte[] written(ImageWriter writer, IIOImage image, ImageWriteParam param) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.write(null, image, param);
        }
        return bytes.toByteArray();
    }
}
