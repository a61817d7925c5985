package imageresizer.picture.render.portable;

import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.probe.PictureHeader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.BitSet;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import org.w3c.dom.Element;

/** The first frame of GIF by the JDK's reader, in its place on the canvas. */
final class GifDecoder implements Decoder {

    private static final String METADATA = "javax_imageio_gif_image_1.0";

    private final byte[] source;
    private final PictureHeader header;

    GifDecoder(byte[] source, PictureHeader header) {
        this.source = source;
        this.header = header;
    }

    @Override
    public long heap() {
        // The indices and the colours of the frame, which is hardly ever larger than the canvas, and that.
        return 9 * header.storedSize().pixels();
    }

    @Override
    public Decoded decode() throws IOException, RejectedPictureException {
        ImageReader reader = ImageReaders.gif();
        try {
            reader.setInput(new BoundedImageInputStream(source), true);
            IIOMetadataNode tree = (IIOMetadataNode) reader.getImageMetadata(0).getAsTree(METADATA);
            Element place =
                    (Element) tree.getElementsByTagName("ImageDescriptor").item(0);
            BufferedImage frame = ImageReaders.emptyImage(reader);
            BitSet missing = MissingRows.of(
                    reader, frame, place.getAttribute("interlaceFlag").equals("TRUE"));
            int left = Integer.parseInt(place.getAttribute("imageLeftPosition"));
            int top = Integer.parseInt(place.getAttribute("imageTopPosition"));
            return new Decoded(frame, left, top, missing, null);
        } finally {
            reader.dispose();
        }
    }
}
