package imageresizer.picture.render.portable;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.IIOServiceProvider;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ImageReaderWriterSpi;
import javax.imageio.spi.ImageWriterSpi;

/**
 * Readers and writers by their class. ImageIO would search all plugins that the current class loader finds, in any order.
 */
final class ImageReaders {

    private ImageReaders() {}

    static ImageReader jpeg() throws IOException {
        return ofJdk(ImageReaderSpi.class, "jpeg").createReaderInstance();
    }

    static ImageReader png() throws IOException {
        return ofJdk(ImageReaderSpi.class, "png").createReaderInstance();
    }

    static ImageReader gif() throws IOException {
        return ofJdk(ImageReaderSpi.class, "gif").createReaderInstance();
    }

    /** Reads lossless JPEG, too. */
    static ImageReader losslessJpeg() throws IOException {
        return registered(JPEGImageReaderSpi.class, new JPEGImageReaderSpi()).createReaderInstance();
    }

    static ImageReader webp() {
        return new WebPImageReaderSpi().createReaderInstance(null);
    }

    static ImageReader tiff() throws IOException {
        registered(JPEGImageReaderSpi.class, new JPEGImageReaderSpi());
        return new TIFFImageReaderSpi().createReaderInstance(null);
    }

    /** An image for the first picture of a file, of the type that suits it best. */
    static BufferedImage emptyImage(ImageReader reader) throws IOException {
        ImageTypeSpecifier type = reader.getImageTypes(0).next();
        return type.createBufferedImage(reader.getWidth(0), reader.getHeight(0));
    }

    static ImageWriter writer(String format) throws IOException {
        return ofJdk(ImageWriterSpi.class, format).createWriterInstance();
    }

    private static <T extends ImageReaderWriterSpi> T ofJdk(Class<T> category, String format) {
        Iterator<T> providers = IIORegistry.getDefaultInstance()
                .getServiceProviders(
                        category,
                        provider -> provider.getClass().getModule() == ImageReaderSpi.class.getModule()
                                && provider instanceof ImageReaderWriterSpi spi
                                && Arrays.asList(spi.getFormatNames()).contains(format),
                        true);
        return providers.next();
    }

    /** A provider that delegates to the JDK's finds that only by being registered. */
    private static <T extends IIOServiceProvider> T registered(Class<T> type, T provider) {
        IIORegistry registry = IIORegistry.getDefaultInstance();
        T known = registry.getServiceProviderByClass(type);
        if (known != null) {
            return known;
        }
        registry.registerServiceProvider(provider);
        return provider;
    }
}
