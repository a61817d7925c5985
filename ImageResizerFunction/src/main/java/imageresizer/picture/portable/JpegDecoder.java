package imageresizer.picture.portable;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import imageresizer.picture.PictureHeader;
import imageresizer.picture.Size;
import imageresizer.picture.UnusablePictureException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/**
 * JPEG: the file is tidied first, and then read row by row by the JDK's reader, which is libjpeg; lossless JPEG by
 * TwelveMonkeys'.
 */
final class JpegDecoder implements Decoder {

    private final JpegFile file;
    private final Size size;

    JpegDecoder(byte[] source, PictureHeader header) throws UnusablePictureException {
        this.size = header.storedSize();
        this.file = JpegFile.parse(source, size);
    }

    @Override
    public long heap() {
        // Lossless: the samples as integers, and the image.
        return file.isLossless() ? 6L * size.width() * size.height() * file.components() : 0;
    }

    @Override
    public Decoded decode(Shrink shrink) throws IOException, UnusablePictureException {
        return file.isLossless() ? lossless(shrink) : usual(shrink);
    }

    private Decoded usual(Shrink shrink) throws IOException, UnusablePictureException {
        ImageReader reader = ImageReaders.jpeg();
        try {
            reader.setInput(new ByteArrayImageInputStream(file.tidied()), true, true);
            ImageTypeSpecifier type = reader.getImageTypes(0).next();
            RowConverter converter = RowConverter.of(type.getColorModel(), type.getSampleModel());
            BlockAverage rows = new BlockAverage(size, shrink);
            FillerCount damage = new FillerCount(rows);
            reader.addIIOReadWarningListener((from, warning) -> damage.warned(warning));
            ImageReadParam param = reader.getDefaultReadParam();
            param.setDestination(RowRaster.image(type.getColorModel(), type.getSampleModel(), converter, damage));
            reader.read(0, param);
            damage.check(file.mayLackColours());
            return decoded(rows, converter.kind(), shrink);
        } finally {
            reader.dispose();
        }
    }

    private Decoded lossless(Shrink shrink) throws IOException {
        ImageReader reader = ImageReaders.losslessJpeg();
        try {
            reader.setInput(new ByteArrayImageInputStream(file.tidied()), true, true);
            BufferedImage image = reader.read(0);
            BlockAverage rows = new BlockAverage(size, shrink);
            return decoded(rows, RowConverter.addAll(image, rows), shrink);
        } finally {
            reader.dispose();
        }
    }

    private Decoded decoded(BlockAverage rows, Decoded.Kind kind, Shrink shrink) {
        int[] pixels = rows.finished();
        if (kind == Decoded.Kind.CMYK && !file.isInkInverted()) {
            // The JDK's reader takes all ink for inverted.
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = ~pixels[i];
            }
        }
        return new Decoded(pixels, size, shrink, kind, file.profile());
    }
}
