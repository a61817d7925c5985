package imageresizer.picture.render.portable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.picture.Pictures;
import java.awt.image.BufferedImage;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.coobird.thumbnailator.resizers.Resizers;
import org.junit.jupiter.api.Test;

/** Thumbnailator is no ornament: its resizer makes the pixels of every rendition. */
class WithoutThumbnailatorTest {

    @Test
    void nothingIsResized() throws Exception {
        List<URL> others = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!entry.contains("thumbnailator")) {
                others.add(Path.of(entry).toUri().toURL());
            }
        }
        try (URLClassLoader without =
                new URLClassLoader(others.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> test = without.loadClass(Rendering.class.getName());

            assertThatExceptionOfType(InvocationTargetException.class)
                    .isThrownBy(() -> test.getMethod("render").invoke(null))
                    .havingCause()
                    .isInstanceOf(NoClassDefFoundError.class)
                    .withMessageContaining("net/coobird/thumbnailator");
        }
        assertThat(Rendering.render()).isEqualTo(1);
    }

    @Test
    void halvingIsThumbnailatorsOwn() {
        BufferedImage source = Pictures.colourful(640, 480);
        BufferedImage steps = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
        BufferedImage thumbnailators = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);

        new SteppedResizer().resize(source, steps);
        Resizers.BILINEAR.resize(source, thumbnailators);

        assertThat(Pictures.meanDifference(steps, thumbnailators)).isZero();
    }
}
