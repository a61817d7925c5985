package imageresizer.picture.portable;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import imageresizer.picture.PictureHeader;
import imageresizer.picture.Size;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/** The first page of TIFF, by TwelveMonkeys' reader. */
final class TiffDecoder implements Decoder {

    private final byte[] source;
    private final Size size;

    TiffDecoder(byte[] source, PictureHeader header) {
        this.source = source;
        this.size = header.storedSize();
    }

    @Override
    public long heap() {
        // At most four samples of two bytes.
        return 8L * size.width() * size.height();
    }

    @Override
    public Decoded decode(Shrink shrink) throws IOException {
        ImageReader reader = ImageReaders.tiff();
        try {
            reader.setInput(new ByteArrayImageInputStream(source), true, true);
            BufferedImage image = reader.read(0);
            BlockAverage rows = new BlockAverage(size, shrink);
            Decoded.Kind kind = RowConverter.addAll(image, rows);
            return new Decoded(rows.finished(), size, shrink, kind, profile(image.getColorModel()));
        } finally {
            reader.dispose();
        }
    }

    /** The page's own profile; the reader puts Java's in the place of none, of which that for grey would be wrong. */
    private static byte @Nullable [] profile(ColorModel model) {
        return !(model instanceof IndexColorModel)
                        && model.getColorSpace() instanceof ICC_ColorSpace profiled
                        && !profiled.isCS_sRGB()
                        && profiled != ColorSpace.getInstance(ColorSpace.CS_GRAY)
                ? profiled.getProfile().getData()
                : null;
    }
}
