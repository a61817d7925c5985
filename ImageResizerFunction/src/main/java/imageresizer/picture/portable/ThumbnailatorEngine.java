package imageresizer.picture.portable;

import static java.util.Objects.requireNonNull;

import imageresizer.picture.Engine;
import imageresizer.picture.Exif;
import imageresizer.picture.MemoryBudget;
import imageresizer.picture.PictureFile;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.PictureHeader;
import imageresizer.picture.Placement;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.Size;
import imageresizer.picture.UnusablePictureException;
import imageresizer.reason.ReasonCode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.coobird.thumbnailator.Thumbnails;

/**
 * The portable engine. The picture is shrunk while it is decoded, to no less than twice the largest rendition;
 * Thumbnailator makes each rendition of that with {@link LanczosResizer}. What the heap has no room for is refused.
 */
public final class ThumbnailatorEngine implements Engine {

    /** Of a rendition's pixels while it is resized, turned, cut and encoded: at most three copies, and the file. */
    private static final long BYTES_PER_RESULT_PIXEL = 4 * 3 + 4;

    private final RenderOptions options;
    private final MemoryBudget memory;

    /** Animations are not for this engine: it renders their first frame, whatever the options say. */
    public ThumbnailatorEngine(RenderOptions options) {
        this(options, MemoryBudget.ofThisFunction());
    }

    ThumbnailatorEngine(RenderOptions options, MemoryBudget memory) {
        this.options = requireNonNull(options);
        this.memory = requireNonNull(memory);
    }

    @Override
    public String name() {
        return "thumbnailator";
    }

    @Override
    public boolean reads(PictureFormat format) {
        return format != PictureFormat.AVIF;
    }

    @Override
    public boolean writes(PictureFormat format) {
        return format == PictureFormat.JPEG || format == PictureFormat.PNG;
    }

    @Override
    public List<Rendition> render(PictureFile file, List<RenditionSpec> specs) throws UnusablePictureException {
        PictureHeader header = file.header();
        // Beside the file itself, some decoders have a copy without what they can't read.
        memory.require(2 * file.size(), 0, header);
        try {
            return render(file.toArray(), header, specs);
        } catch (IOException | RuntimeException e) {
            throw UnusablePictureException.damaged(header.format(), e);
        } catch (OutOfMemoryError e) {
            throw memory.tooLarge(header);
        }
    }

    private List<Rendition> render(byte[] source, PictureHeader header, List<RenditionSpec> specs)
            throws IOException, UnusablePictureException {
        List<Placement> placements = specs.stream()
                .map(spec -> Placement.of(header.size().width(), header.size().height(), spec.box(), spec.fit()))
                .toList();
        Size stored = header.storedSize();
        Size largest = new Size(
                placements.stream()
                        .mapToInt(place -> storedScaled(place, header).width())
                        .max()
                        .orElse(1),
                placements.stream()
                        .mapToInt(place -> storedScaled(place, header).height())
                        .max()
                        .orElse(1));
        Shrink shrink = Shrink.towards(largest.width(), largest.height(), stored);
        Decoder decoder = decoder(source, header);
        memory.require(
                decoder.heap()
                        + 4L * shrink.columns(stored.width()) * shrink.rows(stored.height())
                        + BYTES_PER_RESULT_PIXEL * largest.width() * largest.height(),
                header.format() == PictureFormat.JPEG ? header.memory().whole() : 0,
                header);
        Decoded decoded = decoder.decode(shrink);
        BufferedImage picture = decoded.inSrgb();
        LanczosResizer resizer =
                new LanczosResizer((double) stored.width() / shrink.across(), (double) stored.height() / shrink.down());
        List<Rendition> renditions = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            BufferedImage upright = upright(picture, resizer, header, placements.get(i));
            renditions.add(encoded(upright, decoded.kind(), specs.get(i), header.exif()));
        }
        return List.copyOf(renditions);
    }

    private static Decoder decoder(byte[] source, PictureHeader header) throws UnusablePictureException {
        return switch (header.format()) {
            case JPEG -> new JpegDecoder(source, header);
            case PNG -> new PngDecoder(source, header);
            case GIF -> new GifDecoder(source, header);
            case WEBP -> new WebpDecoder(source, header);
            case TIFF -> new TiffDecoder(source, header);
            case AVIF -> throw new UnusablePictureException(ReasonCode.AVIF_NEEDS_LIBVIPS);
        };
    }

    /** What the picture as it is stored is scaled to, before it is turned upright. */
    private static Size storedScaled(Placement place, PictureHeader header) {
        Size scaled = new Size(place.scaledWidth(), place.scaledHeight());
        return header.isTurned() ? scaled.turned() : scaled;
    }

    /** Resizes first and turns afterwards, since the small picture is the cheaper one to turn. */
    private static BufferedImage upright(
            BufferedImage picture, LanczosResizer resizer, PictureHeader header, Placement place) throws IOException {
        Size scaled = storedScaled(place, header);
        BufferedImage lying = Thumbnails.of(picture)
                .forceSize(scaled.width(), scaled.height())
                .resizer(resizer)
                .imageType(picture.getType())
                .asBufferedImage();
        BufferedImage upright = Upright.turned(lying, header.orientation());
        if (!place.isCut()) {
            return upright;
        }
        return upright.getSubimage(
                (place.scaledWidth() - place.width()) / 2,
                (place.scaledHeight() - place.height()) / 2,
                place.width(),
                place.height());
    }

    private Rendition encoded(BufferedImage upright, Decoded.Kind kind, RenditionSpec asked, Exif exif)
            throws IOException {
        boolean transparent = kind == Decoded.Kind.TRANSPARENT;
        RenditionSpec spec =
                writes(asked.format()) ? asked : asked.in(transparent ? PictureFormat.PNG : PictureFormat.JPEG);
        BufferedImage image = switch (spec.format()) {
            case JPEG -> transparent ? onBackground(upright) : upright;
            default -> transparent ? copy(upright, BufferedImage.TYPE_INT_ARGB) : upright;
        };
        byte[] file = Encoder.encoded(kind == Decoded.Kind.GREY ? inOneChannel(image) : image, spec);
        Optional<byte[]> kept = exif.kept(options.metadata());
        return new Rendition(
                spec,
                new Size(upright.getWidth(), upright.getHeight()),
                kept.isPresent() ? Exif.inserted(kept.get(), spec.format(), file) : file);
    }

    private BufferedImage onBackground(BufferedImage image) {
        BufferedImage result = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = result.createGraphics();
        graphics.setColor(new Color(options.backgroundRgb()));
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return result;
    }

    private static BufferedImage copy(BufferedImage image, int type) {
        BufferedImage result = new BufferedImage(image.getWidth(), image.getHeight(), type);
        Graphics2D graphics = result.createGraphics();
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return result;
    }

    /** One channel instead of three alike. Java would convert to what it calls grey, which is linear. */
    private static BufferedImage inOneChannel(BufferedImage image) {
        BufferedImage grey = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, image.getWidth(), 1, row, 0, image.getWidth());
            for (int x = 0; x < row.length; x++) {
                row[x] &= 0xff;
            }
            grey.getRaster().setSamples(0, y, row.length, 1, 0, row);
        }
        return grey;
    }
}
