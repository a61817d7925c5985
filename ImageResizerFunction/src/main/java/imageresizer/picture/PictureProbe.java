package imageresizer.picture;

import static java.util.Objects.requireNonNull;

import imageresizer.reason.ReasonCode;
import java.util.Optional;

/**
 * Tells what a picture is from its header alone, and refuses what exceeds the limits. Nothing is decoded or inflated, no
 * count or offset in the file is trusted, and no more memory is taken than a few EXIF entries need.
 */
public final class PictureProbe {

    private final Limits limits;

    public PictureProbe(Limits limits) {
        this.limits = requireNonNull(limits);
    }

    /** What the first bytes of a file say. */
    public sealed interface Finding {

        /** Everything there is to know. */
        record Known(PictureHeader header) implements Finding {}

        /**
         * More of the file must be read.
         *
         * @param bytes how many of its first bytes are needed at least; more than now, and never more than there are
         */
        record NeedsMore(long bytes) implements Finding {}
    }

    /**
     * Tells what the whole file is.
     *
     * @throws UnusablePictureException if the file is no picture, its header can't be read, or it exceeds a limit
     */
    public PictureHeader probe(byte[] source) throws UnusablePictureException {
        return switch (probe(source, source.length)) {
            case Finding.Known known -> known.header();
            case Finding.NeedsMore more -> throw new IllegalStateException("a whole file can't need " + more);
        };
    }

    /**
     * Tells what a file is from its first bytes, if they suffice. A few kilobytes mostly do; for a GIF animation, whose
     * frames are counted, it takes the whole file.
     *
     * @param prefix the first bytes of the file; not changed
     * @param totalBytes how many the whole file has
     * @throws UnusablePictureException if the file is no picture, its header can't be read, or it exceeds a limit
     */
    public Finding probe(byte[] prefix, long totalBytes) throws UnusablePictureException {
        checkBytes(totalBytes);
        return probe(new Prefix(prefix, totalBytes));
    }

    /** @throws UnusablePictureException if a file of so many bytes exceeds a limit */
    void checkBytes(long totalBytes) throws UnusablePictureException {
        limits.checkBytes(totalBytes);
    }

    Finding probe(Prefix prefix) throws UnusablePictureException {
        long needed = Math.min(PictureFormat.SIGNATURE, prefix.total());
        if (prefix.length() < needed) {
            return new Finding.NeedsMore(needed);
        }
        PictureFormat format = format(prefix, (int) needed);
        try {
            if (format == PictureFormat.TIFF && RawPhotograph.is(prefix)) {
                throw new UnusablePictureException(ReasonCode.UNREADABLE_FORMAT, "RAW");
            }
            return new Finding.Known(header(format, reader(format).read(prefix, limits)));
        } catch (Prefix.BeyondException e) {
            if (e.needed() > prefix.total()) {
                throw UnusablePictureException.damaged(format, e);
            }
            return new Finding.NeedsMore(e.needed());
        }
    }

    private static PictureFormat format(Prefix prefix, int bytes) throws UnusablePictureException {
        Optional<PictureFormat> format = PictureFormat.of(prefix.start(bytes));
        if (format.isPresent()) {
            return format.get();
        }
        Optional<String> known = UnreadableFormat.of(prefix.start(bytes));
        if (known.isPresent()) {
            throw new UnusablePictureException(ReasonCode.UNREADABLE_FORMAT, known.get());
        }
        throw new UnusablePictureException(prefix.total() == 0 ? ReasonCode.EMPTY_FILE : ReasonCode.NOT_A_PICTURE);
    }

    private static StoredHeader.Reader reader(PictureFormat format) {
        return switch (format) {
            case JPEG -> JpegHeader::read;
            case PNG -> PngHeader::read;
            case GIF -> GifHeader::read;
            case WEBP -> WebpHeader::read;
            case TIFF -> TiffHeader::read;
            case AVIF -> HeifHeader::readAvif;
            case HEIC -> HeifHeader::readHeic;
        };
    }

    private static PictureHeader header(PictureFormat format, StoredHeader stored) {
        Size size = new Size(stored.width(), stored.height());
        return new PictureHeader(
                format,
                stored.orientation() >= 5 ? size.turned() : size,
                stored.frames(),
                stored.orientation(),
                stored.alpha(),
                stored.exif(),
                stored.memory(),
                stored.colours(),
                stored.premultiplied());
    }
}
