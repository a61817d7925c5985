package imageresizer.picture.render.portable;

import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.probe.PictureHeader;
import imageresizer.picture.render.JpegRepair;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/** JPEG: the file is repaired first, and then read by the JDK's libjpeg; lossless JPEG is read by TwelveMonkeys. */
final class JpegDecoder implements Decoder {

    private final JpegRepair repair;
    private final PictureHeader header;

    JpegDecoder(byte[] source, PictureHeader header) throws RejectedPictureException {
        this.repair = JpegRepair.of(source, header.storedSize());
        this.header = header;
    }

    @Override
    public long heap() {
        int components = repair.components();
        long pixels = header.storedSize().pixels();
        if (repair.isLossless()) {
            return (6L * components + 4) * pixels; // The samples as integers, and the image.
        }
        return (components + (components == 3 && repair.profile() == null ? 0 : 4)) * pixels;
    }

    @Override
    public Decoded decode() throws IOException, RejectedPictureException {
        return Decoded.whole(header, repair.isLossless() ? lossless() : usual(), repair.profile());
    }

    private BufferedImage usual() throws IOException, RejectedPictureException {
        ImageReader reader = ImageReaders.jpeg();
        try {
            reader.setInput(new BoundedImageInputStream(repair.withoutMetadata()), true, true);
            MissingPixelCounter missing = new MissingPixelCounter();
            reader.addIIOReadWarningListener(missing);
            ImageReadParam param = reader.getDefaultReadParam();
            // The first type is that of the file: inks stay inks.
            param.setDestinationType(reader.getImageTypes(0).next());
            BufferedImage image = reader.read(0, param);
            missing.check(image, repair.mayLackColours());
            return image;
        } finally {
            reader.dispose();
        }
    }

    /** The reader shows black where the data end at a marker, and complains only where the file does. */
    private BufferedImage lossless() throws IOException {
        if (repair.isCut()) {
            throw new EOFException("The file ends within its data");
        }
        ImageReader reader = ImageReaders.losslessJpeg();
        try {
            reader.setInput(new BoundedImageInputStream(repair.withoutMetadata()), true, true);
            return reader.read(0);
        } finally {
            reader.dispose();
        }
    }
}
