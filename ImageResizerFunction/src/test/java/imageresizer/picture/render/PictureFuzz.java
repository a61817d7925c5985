package imageresizer.picture.render;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.fuzz.FuzzTarget;
import imageresizer.picture.Box;
import imageresizer.picture.Fit;
import imageresizer.picture.Jpegs;
import imageresizer.picture.Limits;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Pictures;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.RenderOptions.Metadata;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.ScaleAndCrop;
import imageresizer.picture.Size;
import imageresizer.picture.probe.JpegSegments;
import imageresizer.picture.probe.PictureFile;
import imageresizer.picture.probe.PictureHeader;
import imageresizer.picture.probe.PictureProbe;
import imageresizer.picture.probe.PictureProbe.Finding;
import imageresizer.picture.probe.SourceReader;
import imageresizer.picture.render.heif.Libheif;
import imageresizer.picture.render.heif.LibheifUnavailableException;
import imageresizer.picture.render.libvips.LibvipsEngine;
import imageresizer.picture.render.libvips.LibvipsUnavailableException;
import imageresizer.picture.render.portable.ThumbnailatorEngine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Any file at all is made into renditions that fit and can be decoded, or it is refused with a reason. */
public final class PictureFuzz implements FuzzTarget {

    /** Small, so that much can be tried. */
    private static final Limits LIMITS = new Limits(1_000_000, 50, 1_000_000, 65_535);

    private static final List<RenditionSpec> SPECS = List.of(
            new RenditionSpec("inside", Box.of(32, 24), Fit.INSIDE, PictureFormat.JPEG, 80),
            new RenditionSpec("cover", Box.of(16, 20), Fit.COVER, PictureFormat.PNG, 80),
            new RenditionSpec("fill", Box.of(20, 20), Fit.FILL, PictureFormat.WEBP, 80));

    private final PictureProbe probe = new PictureProbe(LIMITS);

    /** For each of some options the engines that there are. */
    private final List<List<Engine>> engines = Stream.of(
                    RenderOptions.DEFAULT,
                    new RenderOptions("#336699", Metadata.COPYRIGHT, /* animated= */ false),
                    new RenderOptions("#ffffff", Metadata.ALL, /* animated= */ true))
            .map(PictureFuzz::engines)
            .toList();

    private static List<Engine> engines(RenderOptions options) {
        Engine portable = new ThumbnailatorEngine(options);
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
        String folder = "../LibvipsLayer/node_modules/@img/sharp-libvips-linux-" + architecture + "/lib";
        try {
            return List.of(withHeic(LibvipsEngine.load(Map.of("LIBVIPS_DIR", folder), options)), portable);
        } catch (LibvipsUnavailableException e) {
            return List.of(portable);
        }
    }

    private static LibvipsEngine withHeic(LibvipsEngine engine) {
        String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
        try {
            return engine.with(Libheif.load(Map.of("HEIF_DIR", "../HeifLayer/target/heif/" + machine)));
        } catch (LibheifUnavailableException e) {
            return engine;
        }
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/pictures"))) {
            for (Path file : files.sorted().toList()) {
                seeds.add(Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (MalformedJpegs malformed : MalformedJpegs.values()) {
            seeds.add(malformed.file());
        }
        Jpegs jpeg = Jpegs.of(Pictures.quarters(32, 24));
        seeds.add(jpeg.withSegment(JpegSegments.APP1, Jpegs.fullExif()).bytes());
        for (String format : List.of("jpg", "png", "gif", "tif", "bmp")) {
            seeds.add(Pictures.encoded(Pictures.quarters(32, 24), format));
        }
        return seeds;
    }

    @Override
    public void check(byte[] input) throws Exception {
        PictureHeader header;
        try {
            header = probe.probe(input);
        } catch (RejectedPictureException e) {
            checkReason(e);
            checkRefusedWhenReadLittleByLittle(input, e);
            return;
        }
        checkAccepted(input, header);
    }

    private void checkAccepted(byte[] input, PictureHeader header) throws Exception {
        SourceReader.Opened opened = new SourceReader(probe).open(new ByteArrayInputStream(input), input.length);
        try (PictureFile file = opened.rest(() -> {})) {
            assertThat(file.toArray()).isEqualTo(input);
        }
        // Of a prefix, EXIF data may lack what the values of a TIFF file's tags say further behind.
        assertThat(told(input))
                .usingRecursiveComparison()
                .ignoringFields("exif")
                .isEqualTo(header);
        for (Engine engine : engines.get(input.length % engines.size())) {
            byte[] source = input.clone();
            List<Rendition> renditions = List.of();
            try {
                renditions = engine.render(source, SPECS);
            } catch (RejectedPictureException e) {
                checkReason(e);
            }
            assertThat(source).isEqualTo(input);
            for (Rendition rendition : renditions) {
                checkRendition(rendition, header.size());
            }
        }
    }

    private void checkRefusedWhenReadLittleByLittle(byte[] input, RejectedPictureException refusal) {
        try {
            throw new AssertionError(
                    "refused with %s when read as a whole, but otherwise %s".formatted(refusal.reason(), told(input)));
        } catch (RejectedPictureException e) {
            assertThat(e.reason()).isEqualTo(refusal.reason());
        }
    }

    /** What the probe says if it never gets more of the file than it asked for. */
    private PictureHeader told(byte[] input) throws RejectedPictureException {
        int bytes = 0;
        while (true) {
            switch (probe.probe(Arrays.copyOf(input, bytes), input.length)) {
                case Finding.Known known -> {
                    return known.header();
                }
                case Finding.NeedsMore more -> {
                    assertThat(more.bytes()).isGreaterThan(bytes).isLessThanOrEqualTo(input.length);
                    bytes = (int) more.bytes();
                }
            }
        }
    }

    private static void checkReason(RejectedPictureException refusal) {
        assertThat(refusal.getMessage()).endsWith(".").hasSizeLessThan(500).matches("\\P{Cntrl}+");
    }

    private void checkRendition(Rendition rendition, Size source) throws RejectedPictureException {
        RenditionSpec spec = rendition.spec();
        ScaleAndCrop placement = ScaleAndCrop.of(source.width(), source.height(), spec.box(), spec.fit());
        assertThat(rendition.size()).isEqualTo(new Size(placement.width(), placement.height()));
        assertThat(Pictures.decoded(rendition.bytes())).isNotNull();
        // Of what moves, ImageIO shows no more than the part of the first frame that was stored.
        PictureHeader header = probe.probe(rendition.bytes());
        assertThat(header.size()).isEqualTo(rendition.size());
        assertThat(header.format()).isEqualTo(spec.format());
    }
}
