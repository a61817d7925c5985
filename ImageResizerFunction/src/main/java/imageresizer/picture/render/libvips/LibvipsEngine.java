package imageresizer.picture.render.libvips;

import imageresizer.picture.Limits;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.Size;
import imageresizer.picture.probe.FilePrefix;
import imageresizer.picture.probe.MemoryBudget;
import imageresizer.picture.probe.PictureFile;
import imageresizer.picture.probe.PictureHeader;
import imageresizer.picture.probe.TiffPage;
import imageresizer.picture.render.Engine;
import imageresizer.picture.render.heif.HeifException;
import imageresizer.picture.render.heif.Libheif;
import imageresizer.reason.ReasonCode;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Renders with libvips: each picture is decoded once, no finer than its largest rendition needs.
 *
 * <p>Strict: a picture of which libvips has to guess a part is refused, not rendered half grey. Renditions are 8-bit
 * sRGB or grey, upright, and never larger than the picture. Thread-safe; renders one picture at a time, because libvips
 * keeps one list of complaints for the whole process, and what it says must be about this picture.
 */
public final class LibvipsEngine implements Engine {
    private final Libvips libvips;
    private final RenderOptions options;
    private final MemoryBudget memory;
    private final Optional<Libheif> libheif;

    LibvipsEngine(Libvips libvips, RenderOptions options) {
        this(libvips, options, MemoryBudget.ofThisFunction());
    }

    LibvipsEngine(Libvips libvips, RenderOptions options, MemoryBudget memory) {
        this(libvips, options, memory, Optional.empty());
    }

    private LibvipsEngine(Libvips libvips, RenderOptions options, MemoryBudget memory, Optional<Libheif> libheif) {
        this.libvips = libvips;
        this.options = options;
        this.memory = memory;
        this.libheif = libheif;
    }

    /** The same engine with a decoder for HEIC, which libvips lacks. */
    public LibvipsEngine with(Libheif decoder) {
        return new LibvipsEngine(libvips, options, memory, Optional.of(decoder));
    }

    /**
     * Loads libvips from the folder that {@code LIBVIPS_DIR} names, or else from where the Lambda layer puts it.
     *
     * @throws LibvipsUnavailableException when it is not there or not for this machine; another engine must do
     */
    public static LibvipsEngine load(Map<String, String> environment, RenderOptions options)
            throws LibvipsUnavailableException {
        return new LibvipsEngine(Libvips.load(LibvipsLibrary.find(environment)), options);
    }

    @Override
    public String name() {
        return "libvips";
    }

    @Override
    public boolean reads(PictureFormat format) {
        return format != PictureFormat.HEIC || libheif.isPresent();
    }

    @Override
    public boolean writes(PictureFormat format) {
        return switch (format) {
            case JPEG, PNG, WEBP, AVIF -> true;
            case GIF, TIFF, HEIC -> false;
        };
    }

    @Override
    public List<Rendition> render(PictureFile source, List<RenditionSpec> specs) throws RejectedPictureException {
        PictureHeader header = source.header();
        PictureFormat format = header.format();
        if (!reads(format)) {
            throw new RejectedPictureException(ReasonCode.HEIC_NEEDS_LIBHEIF);
        }
        if (format == PictureFormat.TIFF) {
            requireFit(source);
        }
        synchronized (libvips) {
            libvips.takeErrors();
            boolean moving = options.animated()
                    && specs.stream().anyMatch(spec -> spec.format() == PictureFormat.WEBP)
                    && Decoding.canMove(header);
            if (moving) {
                Limits.checkAnimation(header.size(), header.frames());
            }
            RenderingMemory needed = RenderingMemory.of(header, specs, moving ? header.frames() : 1);
            memory.require(needed.heap(), needed.outside(), header);
            try {
                List<Rendition> renditions = render(source, specs, moving);
                // Of some damage to a JPEG, libvips learns only when it has handed out the last row.
                String complaints = libvips.takeErrors();
                if (complaints.lines().anyMatch(line -> line.startsWith("VipsJpeg:"))) {
                    throw new VipsException(complaints);
                }
                if (format == PictureFormat.JPEG && !JpegEnd.isIn(source.content())) {
                    throw new VipsException("no end of image");
                }
                return renditions;
            } catch (VipsException | HeifException e) {
                source.content(); // To libvips, what doesn't arrive is damage.
                throw RejectedPictureException.damaged(format, e);
            } finally {
                libvips.freeRows();
            }
        }
    }

    private static void requireFit(PictureFile source) throws RejectedPictureException {
        MemorySegment file = source.content();
        if (!TiffPage.shownOf(new FilePrefix(file, file.byteSize())).isFitForLibvips()) {
            throw RejectedPictureException.damaged(
                    PictureFormat.TIFF, new VipsException("libvips would show this kind of TIFF wrong"));
        }
    }

    private List<Rendition> render(PictureFile source, List<RenditionSpec> specs, boolean moving)
            throws VipsException, HeifException, RejectedPictureException {
        if (specs.isEmpty()) {
            return List.of();
        }
        try (Decoding decoding = Decoding.open(libvips, libheif, source, moving, options.metadata())) {
            return decoding.render(specs, this::encode);
        }
    }

    private Rendition encode(VipsImage image, Size size, RenditionSpec asked) throws VipsException {
        RenditionSpec spec =
                writes(asked.format()) ? asked : asked.in(image.hasAlpha() ? PictureFormat.PNG : PictureFormat.JPEG);
        if (spec.format() == PictureFormat.WEBP || image.frames() == 1) {
            return new Rendition(spec, size, image.encode(saver(spec, image.isGrey())));
        }
        try (VipsImage still = image.firstFrame()) {
            return new Rendition(spec, size, still.encode(saver(spec, still.isGrey())));
        }
    }

    /** The file suffix by which libvips picks the saver, and the saver's options. */
    private String saver(RenditionSpec spec, boolean grey) {
        String keep = "keep=" + CarriedMetadata.keep(options.metadata());
        int quality = spec.quality().in(spec.format());
        return switch (spec.format()) {
            case JPEG -> ".jpg[Q=" + quality + ",optimize_coding,background=" + background(grey) + "," + keep + "]";
            case PNG -> ".png[" + keep + "]";
            case WEBP -> ".webp[Q=" + quality + "," + keep + "]";
            // Effort 4, the default, takes ten times as long and saves nothing.
            case AVIF -> ".avif[Q=" + quality + ",effort=2," + keep + "]";
            case GIF, TIFF, HEIC -> throw new IllegalArgumentException("no saver for " + spec.format());
        };
    }

    /** As libvips reads it: red, green and blue; of a grey picture only the first counts, so that is the brightness. */
    private String background(boolean grey) {
        int rgb = options.backgroundRgb();
        int red = rgb >> 16;
        int green = rgb >> 8 & 0xff;
        int blue = rgb & 0xff;
        if (grey) {
            return String.valueOf(Math.round(0.2126 * red + 0.7152 * green + 0.0722 * blue));
        }
        return red + " " + green + " " + blue;
    }
}
