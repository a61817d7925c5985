package imageresizer.local.page;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import imageresizer.picture.Box;
import imageresizer.picture.Fit;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.render.libvips.LibvipsEngine;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;

/** Guards that pictures look as in a browser: every test picture of the function that Chromium shows. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChromiumComparisonTest {

    private static final Path RESOURCES = Path.of("..", "ImageResizerFunction/src/test/resources");
    private static final Path LIBVIPS = Path.of("..", "LibvipsLayer/node_modules/@img");

    /** Cells on each side, over which colours are averaged. */
    private static final int GRID = 32;

    private static final double MOST_DIFFERENCE = 3;

    /** There is no one right way to show light beyond white on a screen without any. */
    private static final double MOST_DIFFERENCE_OF_HDR = 12;

    private static final String INK =
            "Chromium takes ink for the opposite of light; as ink on paper, sharp shows it like us";
    private static final String RANGE =
            "where there is alpha, Chromium expands colours that have the full range; libavif does not";

    /** What is not compared, and why ours is right. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "cmyk.jpg", INK,
            "ycck.jpg", INK,
            "cmyk_without_profile__black_must_be_black.jpg", INK,
            "avif_anim.avif.jpg", RANGE,
            "avif_alpha_premult.avif.jpg", RANGE,
            "orientation-6.webp", "Chromium does not turn WebP as its EXIF data says; cameras and sharp do",
            "min_png_actl_2001_frames__must_not_be_rejected.png",
                    "none of its frames is there, and Chromium shows none",
            "avif_100_megapixels_in_1816_bytes.jpg", "needs more memory than a test should take",
            "jpeg_883_scans_100_megapixels.jpg", "is refused, since it takes a minute to decode");

    private static final Set<PictureFormat> SHOWN =
            Set.of(PictureFormat.JPEG, PictureFormat.PNG, PictureFormat.GIF, PictureFormat.WEBP, PictureFormat.AVIF);

    /** Answers the means of red, green and blue of each cell on white, or null if the picture can't be shown. */
    private static final String SCRIPT = """
        const [url, grid, done] = arguments;
        const image = new Image();
        image.onerror = () => done(null);
        image.onload = () => {
            const canvas = document.createElement('canvas');
            const [width, height] = [image.naturalWidth, image.naturalHeight];
            Object.assign(canvas, {width, height});
            const context = canvas.getContext('2d');
            context.fillStyle = '#fff';
            context.fillRect(0, 0, width, height);
            context.drawImage(image, 0, 0);
            const pixels = context.getImageData(0, 0, width, height).data;
            const means = [];
            for (let row = 0; row < grid; row++) {
                for (let column = 0; column < grid; column++) {
                    const [left, top] = [Math.floor(column * width / grid), Math.floor(row * height / grid)];
                    const right = Math.max(left + 1, Math.floor((column + 1) * width / grid));
                    const bottom = Math.max(top + 1, Math.floor((row + 1) * height / grid));
                    const sum = [0, 0, 0];
                    for (let y = top; y < bottom; y++) {
                        for (let x = left; x < right; x++) {
                            sum.forEach((_, i) => sum[i] += pixels[4 * (y * width + x) + i]);
                        }
                    }
                    means.push(...sum.map(each => each / ((right - left) * (bottom - top))));
                }
            }
            done({width, height, means});
        };
        image.src = url;
        """;

    @Test
    void everyPictureLooksAsInABrowser(@TempDir Path profile) throws Exception {
        assumeTrue(Files.isDirectory(LIBVIPS), "skipped: run `npm ci` in LibvipsLayer to compare pictures");
        LibvipsEngine engine = engine();
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        ChromeDriver browser = Chromium.start(profile);
        try {
            browser.get("data:text/html,<title>pictures</title>");
            for (Path file : pictures()) {
                byte[] content = Files.readAllBytes(file);
                PictureFormat format = PictureFormat.of(content).orElseThrow();
                String url = "data:" + format.contentType() + ";base64,"
                        + Base64.getEncoder().encodeToString(content);
                Optional<BufferedImage> ours = rendered(engine, content);
                if (ours.isPresent() && browser.executeAsyncScript(SCRIPT, url, GRID) instanceof Map<?, ?> shown) {
                    double most = file.toString().contains("pq") ? MOST_DIFFERENCE_OF_HDR : MOST_DIFFERENCE;
                    double difference = difference(ours.get(), shown);
                    if (difference > most) {
                        wrong.add("%s: difference %.1f".formatted(file.getFileName(), difference));
                    }
                    compared++;
                }
            }
        } finally {
            browser.quit();
        }
        assertThat(wrong).isEmpty();
        assertThat(compared).isGreaterThan(20);
    }

    private static List<Path> pictures() throws Exception {
        List<Path> pictures = new ArrayList<>();
        for (String folder : List.of("pictures", "found")) {
            try (Stream<Path> files = Files.list(RESOURCES.resolve(folder))) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    boolean isShown = PictureFormat.of(Files.readAllBytes(file))
                            .filter(SHOWN::contains)
                            .isPresent();
                    if (isShown && !EXCEPTIONS.containsKey(file.getFileName().toString())) {
                        pictures.add(file);
                    }
                }
            }
        }
        return pictures;
    }

    /** The other engine's libraries are not on this module's class path. */
    private static LibvipsEngine engine() throws Exception {
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
        Path libvips = LIBVIPS.resolve("sharp-libvips-linux-" + architecture + "/lib");
        return LibvipsEngine.load(Map.of("LIBVIPS_DIR", libvips.toString()), RenderOptions.DEFAULT);
    }

    /** Empty for what this engine leaves to the other one. */
    private static Optional<BufferedImage> rendered(LibvipsEngine engine, byte[] content) throws Exception {
        RenditionSpec whole =
                new RenditionSpec("whole", Box.of(9999, 9999), Fit.INSIDE, PictureFormat.PNG, /* quality= */ 100);
        try {
            Rendition rendition = engine.render(content, List.of(whole)).getFirst();
            return Optional.of(ImageIO.read(new ByteArrayInputStream(rendition.bytes())));
        } catch (RejectedPictureException e) {
            return Optional.empty();
        }
    }

    private static double[] means(BufferedImage image) {
        double[] means = new double[GRID * GRID * 3];
        for (int cell = 0; cell < GRID * GRID; cell++) {
            int left = cell % GRID * image.getWidth() / GRID;
            int top = cell / GRID * image.getHeight() / GRID;
            int right = Math.max(left + 1, (cell % GRID + 1) * image.getWidth() / GRID);
            int bottom = Math.max(top + 1, (cell / GRID + 1) * image.getHeight() / GRID);
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    for (int i = 0; i < 3; i++) {
                        means[3 * cell + i] += onWhite(image, x, y, i) / ((right - left) * (bottom - top));
                    }
                }
            }
        }
        return means;
    }

    /** Java would convert grey to sRGB as if it were linear, so the samples are taken as they are. */
    private static double onWhite(BufferedImage image, int x, int y, int channel) {
        int bands = image.getRaster().getNumBands();
        if (bands <= 2) {
            double grey = image.getRaster().getSample(x, y, 0);
            double alpha = bands == 1 ? 1 : image.getRaster().getSample(x, y, 1) / 255.0;
            return 255 + (grey - 255) * alpha;
        }
        int pixel = image.getRGB(x, y);
        return 255 + ((pixel >> (16 - 8 * channel) & 0xff) - 255) * ((pixel >>> 24) / 255.0);
    }

    /** The mean over all cells and colours; without end if even the size differs. */
    private static double difference(BufferedImage ours, Map<?, ?> shown) {
        if (!(ours.getWidth() + "x" + ours.getHeight()).equals(shown.get("width") + "x" + shown.get("height"))) {
            return Double.POSITIVE_INFINITY;
        }
        double[] means = means(ours);
        List<?> theirs = (List<?>) requireNonNull(shown.get("means"));
        double sum = 0;
        for (int i = 0; i < means.length; i++) {
            sum += Math.abs(means[i] - ((Number) theirs.get(i)).doubleValue());
        }
        return sum / means.length;
    }
}
