package imageresizer.picture.render.portable;

import static java.util.Objects.requireNonNull;

import imageresizer.picture.PictureFormat;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.ScaleAndCrop;
import imageresizer.picture.Size;
import imageresizer.picture.probe.Exif;
import imageresizer.picture.probe.MemoryBudget;
import imageresizer.picture.probe.PictureFile;
import imageresizer.picture.probe.PictureHeader;
import imageresizer.picture.render.Engine;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.coobird.thumbnailator.Thumbnails;
import net.coobird.thumbnailator.filters.Canvas;
import net.coobird.thumbnailator.geometry.Positions;

/**
 * The portable engine: ImageIO with TwelveMonkeys' plugins decodes the picture once, Thumbnailator makes each rendition
 * of it. The whole picture is in the heap; what the heap has no room for is refused before it is decoded. Of an
 * animation it shows the first frame, also with {@code Animation=keep}. Thread-safe.
 */
public final class ThumbnailatorEngine implements Engine {

    /** What a pixel of a rendition takes while it is turned, cut and encoded: at most four copies, and the file. */
    private static final long BYTES_OF_RESULT = 4 * 4 + 4;

    /** What a pixel of a step towards a rendition takes. */
    private static final long BYTES_OF_STEP = 4;

    private final RenderOptions options;
    private final MemoryBudget memory;

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
        return format != PictureFormat.AVIF && format != PictureFormat.HEIC;
    }

    @Override
    public boolean writes(PictureFormat format) {
        return format == PictureFormat.JPEG || format == PictureFormat.PNG;
    }

    @Override
    public List<Rendition> render(PictureFile file, List<RenditionSpec> specs) throws RejectedPictureException {
        PictureHeader header = file.header();
        // The file, and a copy without what decoders can't read.
        memory.require(2 * file.size(), 0, header);
        try {
            return render(file.toArray(), header, specs);
        } catch (IOException | RuntimeException e) {
            throw RejectedPictureException.damaged(header.format(), e);
        } catch (OutOfMemoryError e) {
            throw memory.tooLarge(header);
        }
    }

    private List<Rendition> render(byte[] source, PictureHeader header, List<RenditionSpec> specs)
            throws IOException, RejectedPictureException {
        List<ScaleAndCrop> placements = specs.stream()
                .map(spec ->
                        ScaleAndCrop.of(header.size().width(), header.size().height(), spec.box(), spec.fit()))
                .toList();
        int width = 1;
        int height = 1;
        for (ScaleAndCrop placement : placements) {
            Size scaled = asStored(placement, header);
            width = Math.max(width, scaled.width());
            height = Math.max(height, scaled.height());
        }
        long pixels = header.storedSize().pixels();
        long largest = new Size(width, height).pixels();
        Decoder decoder = Decoder.of(source, header);
        // A quarter of the picture's pixels, and of later steps four times those or 64 times the result's.
        long steps = pixels / 4 + Math.min(4 * pixels, 64 * largest);
        memory.require(
                decoder.heap() + BYTES_OF_STEP * steps + BYTES_OF_RESULT * largest,
                header.format() == PictureFormat.JPEG ? header.memory().whole() : 0,
                header);
        Decoded decoded = decoder.decode().encodedAs(header.colours());
        BufferedImage picture = SteppedResizer.halved(decoded.inSrgb(header.storedSize()), width, height);
        List<Rendition> renditions = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            BufferedImage upright = resized(picture, header, placements.get(i));
            renditions.add(encoded(upright, SrgbConverter.isGrey(decoded.image()), specs.get(i), header.exif()));
        }
        return List.copyOf(renditions);
    }

    /** What the picture as it is stored is scaled to, before it is turned upright. */
    private static Size asStored(ScaleAndCrop place, PictureHeader header) {
        Size scaled = new Size(place.scaledWidth(), place.scaledHeight());
        return header.isTurned() ? scaled.turned() : scaled;
    }

    /** Resizes first and turns afterwards, since the small picture is the cheaper one to turn. */
    private static BufferedImage resized(BufferedImage picture, PictureHeader header, ScaleAndCrop place)
            throws IOException {
        Size scaled = asStored(place, header);
        boolean alpha = picture.getColorModel().hasAlpha();
        return Thumbnails.of(picture)
                .forceSize(scaled.width(), scaled.height())
                .resizer(new SteppedResizer())
                .imageType(alpha ? BufferedImage.TYPE_INT_ARGB_PRE : BufferedImage.TYPE_INT_RGB)
                .addFilter(image -> Orientation.upright(image, header.orientation()))
                .addFilter(new Canvas(place.width(), place.height(), Positions.CENTER))
                .asBufferedImage();
    }

    private Rendition encoded(BufferedImage picture, boolean grey, RenditionSpec asked, Exif exif) throws IOException {
        boolean transparent = picture.getColorModel().hasAlpha();
        RenditionSpec spec =
                writes(asked.format()) ? asked : asked.in(transparent ? PictureFormat.PNG : PictureFormat.JPEG);
        BufferedImage image = picture;
        if (transparent) {
            boolean keeps = spec.format() == PictureFormat.PNG;
            image = copy(image, keeps ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        } else if (grey) {
            image = inOneChannel(image);
        }
        byte[] file = Encoder.encoded(image, spec);
        Optional<byte[]> kept = exif.kept(options.metadata());
        return new Rendition(
                spec,
                new Size(picture.getWidth(), picture.getHeight()),
                kept.isPresent() ? Exif.inserted(kept.get(), spec.format(), file) : file);
    }

    /** A copy of another type; where that has no transparency, on the background. */
    private BufferedImage copy(BufferedImage image, int type) {
        BufferedImage copy = new BufferedImage(image.getWidth(), image.getHeight(), type);
        Graphics2D graphics = copy.createGraphics();
        graphics.drawImage(
                image, 0, 0, type == BufferedImage.TYPE_INT_RGB ? new Color(options.backgroundRgb()) : null, null);
        graphics.dispose();
        return copy;
    }

    /** One channel instead of three alike. Java would convert to what it calls grey, which is linear. */
    private static BufferedImage inOneChannel(BufferedImage image) {
        BufferedImage grey = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        int[] blue = image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), 2, (int[]) null);
        grey.getRaster().setSamples(0, 0, image.getWidth(), image.getHeight(), 0, blue);
        return grey;
    }
}
