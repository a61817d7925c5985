package imageresizer.picture.render.libvips;

import imageresizer.picture.PictureFormat;
import imageresizer.picture.Quality;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.RenderOptions.Metadata;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.ScaleAndCrop;
import imageresizer.picture.Size;
import imageresizer.picture.probe.ColourEncoding;
import imageresizer.picture.probe.Exif;
import imageresizer.picture.probe.FilePrefix;
import imageresizer.picture.probe.PictureFile;
import imageresizer.picture.probe.PictureHeader;
import imageresizer.picture.render.heif.HeifException;
import imageresizer.picture.render.heif.HeifPicture;
import imageresizer.picture.render.heif.Libheif;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One picture on its way to all its renditions, from the largest to the smallest.
 *
 * <p>Each is resized from what was decoded, or, which is faster, from the last larger rendition's pixels where those
 * are at least {@value #REUSE} times as wide and high as all that follow. At 1600, 800 and 200 pixels of detailed
 * photographs that gives PSNR 44 to 52 dB against the resized finest decoding; a decoding for each size, shrunk by
 * libjpeg as far as it goes, gives 38 to 48 dB.
 */
final class Decoding implements AutoCloseable {
    private static final double REUSE = 2;

    /**
     * How much finer than the largest rendition a JPEG is at least decoded. libjpeg's own shrinking is coarse: when
     * nothing is left to do after it, PSNR falls from 46 to 40 dB; 2 would gain 3 dB but cost decoding four times the
     * pixels.
     */
    private static final double JPEG_MARGIN = 1.25;

    /** Likewise for WebP, whose shrinking is no faster when it goes further. */
    private static final double WEBP_MARGIN = 2;

    /** What waits in memory for several renditions is this much finer than the largest of them, if it can be chosen. */
    private static final int MEMORY_MARGIN = 2;

    /** From where on it pays to make that smaller version first. */
    private static final double FAR_FINER = 1.5;

    private static final String FROM_SECOND_FRAME = "page=1";

    /** What a decoder may always take, in pixels and bytes: tiles and what is cropped may be larger than the picture. */
    private static final long SMALL_PIXELS = 4_000_000;

    private static final long SMALL_MEMORY = 64L << 20;

    /** Makes the file of a rendition from its pixels. */
    @FunctionalInterface
    interface RenditionEncoder {
        Rendition encode(VipsImage image, Size size, RenditionSpec spec) throws VipsException;
    }

    /** What is the same for specs whose renditions are the same byte for byte. */
    private record RenditionIdentity(ScaleAndCrop placement, PictureFormat format, Quality quality) {

        static RenditionIdentity of(Step step) {
            return new RenditionIdentity(step.placement, step.spec.format(), step.spec.quality());
        }
    }

    private record Step(int position, RenditionSpec spec, ScaleAndCrop placement, double shrink) {}

    private final Libvips libvips;
    private final PictureFile source;
    private final PictureHeader header;
    private final boolean moving;
    private final Metadata metadata;
    private final Deque<VipsImage> open = new ArrayDeque<>();
    private final Arena arena = Arena.ofShared();

    /** The encoded picture where it is not the source itself; null as long as nothing is known to be wrong with that. */
    private @Nullable MemorySegment repaired;

    /** The decoded picture where libvips has no decoder; null otherwise. */
    private @Nullable HeifPicture decoded;

    private Decoding(Libvips libvips, PictureFile source, PictureHeader header, boolean moving, Metadata metadata) {
        this.libvips = libvips;
        this.source = source;
        this.header = header;
        this.moving = moving;
        this.metadata = metadata;
    }

    /**
     * Reads the header.
     *
     * @param source the encoded picture; must outlive the decoding
     * @param libheif decodes HEIC; empty if there is no such picture
     * @param moving whether to decode all frames of a moving picture instead of its first
     * @throws VipsException if libvips does not see what the header says
     * @throws HeifException if a HEIC picture cannot be decoded
     */
    static Decoding open(
            Libvips libvips, Optional<Libheif> libheif, PictureFile source, boolean moving, Metadata metadata)
            throws VipsException, HeifException, RejectedPictureException {
        Decoding decoding = new Decoding(libvips, source, source.header(), moving, metadata);
        try {
            decoding.repair();
            if (decoding.header.format() == PictureFormat.HEIC) {
                decoding.decoded = decoding.decode(libheif.orElseThrow());
            }
            try (VipsImage image = decoding.load("")) {
                decoding.requireSize(image);
            }
            return decoding;
        } catch (VipsException | HeifException | RejectedPictureException | RuntimeException e) {
            decoding.close();
            throw e;
        }
    }

    private HeifPicture decode(Libheif libheif) throws HeifException, VipsException, RejectedPictureException {
        if (HeicEnd.isFiller(source.content())) {
            throw new VipsException("the file ends with zeros");
        }
        long pixels = (long) header.size().width() * header.size().height();
        return libheif.decode(
                source.content(),
                Math.max(pixels * 2, SMALL_PIXELS),
                header.memory().whole() * 2 + SMALL_MEMORY,
                metadata != Metadata.NONE);
    }

    private void repair() throws VipsException, RejectedPictureException {
        if (header.format() == PictureFormat.AVIF) {
            repaired = AvifBrand.known(source.content(), arena);
        }
        if (header.format() == PictureFormat.GIF) {
            MemorySegment file = source.content();
            try {
                if (GifCanvas.isNeededFor(new FilePrefix(file, file.byteSize()), header.size())) {
                    repaired = GifCanvas.inFront(file, header, arena);
                }
            } catch (FilePrefix.BeyondException e) {
                throw new VipsException("the first frame has no end");
            }
        }
    }

    /** A picture of another size is not the one that header, limits and plan are about. */
    private void requireSize(VipsImage image) throws VipsException {
        Size size = new Size(image.width(), image.height());
        if (!(image.lies() ? size.turned() : size).equals(header.size())) {
            throw new VipsException("libvips sees " + size + " pixels where the header says " + header.size());
        }
    }

    /** Whether all frames of a picture can be rendered. libvips would turn them as one strip. */
    static boolean canMove(PictureHeader header) {
        return (header.format() == PictureFormat.GIF || header.format() == PictureFormat.WEBP)
                && header.orientation() == Exif.UPRIGHT;
    }

    /**
     * A JPEG is decoded while it arrives, unless the wait is short: from a stream, libjpeg takes a fifth longer for a
     * baseline file, because it looks up codes by the dozen only in memory. What other formats need first may be anywhere
     * in them.
     */
    private VipsImage load(String options) throws VipsException, RejectedPictureException {
        if (decoded != null) {
            VipsImage image = libvips.ofPixels(decoded.pixels(), decoded.width(), decoded.height(), decoded.bands());
            CarriedMetadata.set(image, decoded.metadata());
            return image;
        }
        if (repaired != null && header.format() == PictureFormat.GIF) {
            return libvips.open(repaired, options.isEmpty() ? FROM_SECOND_FRAME : options + "," + FROM_SECOND_FRAME);
        }
        if (repaired != null) {
            return libvips.open(repaired, options);
        }
        if (header.format() == PictureFormat.JPEG) {
            VipsImage image =
                    source.isMostlyThere() ? libvips.open(source.content(), options) : libvips.open(source, options);
            // libvips overlooks EXIF data whose preamble is not quite right.
            image.setOrientation(header.orientation());
            return image;
        }
        return libvips.open(source.content(), options);
    }

    /** Renders each spec once; the result is in the order of the specs, of which there is at least one. */
    List<Rendition> render(List<RenditionSpec> specs, RenditionEncoder encoder)
            throws VipsException, RejectedPictureException {
        List<Step> steps = IntStream.range(0, specs.size())
                .mapToObj(i -> step(i, specs.get(i)))
                .sorted(Comparator.comparingDouble(Step::shrink))
                .toList();
        Rendition[] renditions = new Rendition[specs.size()];
        VipsImage from = decode(steps.getFirst().shrink());
        boolean inMemory = decoded != null;
        Map<RenditionIdentity, Rendition> made = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            ScaleAndCrop placement = step.placement();
            RenditionIdentity result = RenditionIdentity.of(step);
            Rendition same = made.get(result);
            if (same != null) {
                renditions[step.position()] = same.as(step.spec());
                continue;
            }
            List<Step> smaller = steps.subList(i + 1, steps.size()).stream()
                    .filter(next -> !RenditionIdentity.of(next).equals(result))
                    .toList();
            boolean servesSmaller = smaller.stream().allMatch(next -> serves(placement, next.placement()));
            if (!servesSmaller && !inMemory) {
                from = held(inMemory(from, steps));
                inMemory = true;
            }
            VipsImage resized = held(from.resize(placement.scaledWidth(), placement.scaledHeight()));
            if (servesSmaller && !smaller.isEmpty()) {
                resized = held(resized.copyToMemory());
                from = resized;
                inMemory = true;
            }
            Size size = new Size(placement.width(), placement.height());
            renditions[step.position()] = encoder.encode(cropped(resized, placement), size, step.spec());
            made.put(result, renditions[step.position()]);
        }
        return List.of(renditions);
    }

    private static boolean serves(ScaleAndCrop larger, ScaleAndCrop smaller) {
        return larger.scaledWidth() >= REUSE * smaller.scaledWidth()
                && larger.scaledHeight() >= REUSE * smaller.scaledHeight();
    }

    private Step step(int position, RenditionSpec spec) {
        ScaleAndCrop placement =
                ScaleAndCrop.of(header.size().width(), header.size().height(), spec.box(), spec.fit());
        return new Step(
                position,
                spec,
                placement,
                placement.shrink(header.size().width(), header.size().height()));
    }

    /** Ready to be read from top to bottom once. */
    private VipsImage decode(double shrink) throws VipsException, RejectedPictureException {
        String loading = "access=sequential,fail_on=warning";
        if (header.format() == PictureFormat.JPEG) {
            loading += ",shrink=" + Math.clamp(Integer.highestOneBit((int) (shrink / JPEG_MARGIN)), 1, 8);
        } else if (header.format() == PictureFormat.WEBP && shrink > WEBP_MARGIN) {
            loading += ",scale=" + WEBP_MARGIN / shrink;
        }
        VipsImage loaded = held(load(moving ? loading + ",n=-1" : loading));
        VipsImage image = header.premultiplied() && loaded.hasAlpha() ? held(loaded.unpremultiply()) : loaded;
        ColourEncoding colours = header.colours();
        if (colours != null) {
            image.setProfile(colours.iccProfile(image.isGrey()));
        }
        if (moving && repaired != null) {
            image.dropFirstDelay();
        }
        CarriedMetadata.reduce(image, metadata);
        return image;
    }

    /** What was decoded; where that is far finer than any of the steps needs, something smaller. */
    private VipsImage inMemory(VipsImage decoded, List<Step> steps) throws VipsException {
        int width = 0;
        int height = 0;
        for (Step step : steps) {
            width = Math.max(width, step.placement().scaledWidth() * MEMORY_MARGIN);
            height = Math.max(height, step.placement().scaledHeight() * MEMORY_MARGIN);
        }
        int decodedWidth = decoded.lies() ? decoded.height() : decoded.width();
        int decodedHeight = decoded.lies() ? decoded.width() : decoded.height();
        boolean farFiner = decodedWidth > width * FAR_FINER && decodedHeight > height * FAR_FINER;
        return farFiner ? held(decoded.resize(width, height)).copyToMemory() : decoded.copyToMemory();
    }

    private VipsImage cropped(VipsImage resized, ScaleAndCrop placement) throws VipsException {
        if (!placement.isCut()) {
            return resized;
        }
        VipsImage whole = resized.frames() > 1 ? held(resized.copyToMemory()) : resized;
        return held(whole.crop(placement.width(), placement.height()));
    }

    private VipsImage held(VipsImage image) {
        open.push(image);
        return image;
    }

    @Override
    public void close() {
        open.forEach(VipsImage::close);
        if (decoded != null) {
            decoded.close();
        }
        arena.close();
    }
}
