package imageresizer.picture.probe;

import static java.util.Objects.requireNonNull;

import imageresizer.picture.Limits;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.RejectedPictureException;
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
     * @throws RejectedPictureException if the file is no picture, its header can't be read, or it exceeds a limit
     */
    public PictureHeader probe(byte[] source) throws RejectedPictureException {
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
     * @throws RejectedPictureException if the file is no picture, its header can't be read, or it exceeds a limit
     */
    public Finding probe(byte[] prefix, long totalBytes) throws RejectedPictureException {
        checkBytes(totalBytes);
        return probe(new FilePrefix(prefix, totalBytes));
    }

    /** @throws RejectedPictureException if a file of so many bytes exceeds a limit */
    void checkBytes(long totalBytes) throws RejectedPictureException {
        limits.checkBytes(totalBytes);
    }

    Finding probe(FilePrefix prefix) throws RejectedPictureException {
        long needed = Math.min(PictureFormat.SIGNATURE, prefix.total());
        if (prefix.length() < needed) {
            return new Finding.NeedsMore(needed);
        }
        PictureFormat format = format(prefix, (int) needed);
        try {
            if (format == PictureFormat.TIFF && RawPhotograph.is(prefix)) {
                throw new RejectedPictureException(ReasonCode.UNREADABLE_FORMAT, "RAW");
            }
            return new Finding.Known(reader(format).read(prefix, limits));
        } catch (FilePrefix.BeyondException e) {
            if (e.needed() > prefix.total()) {
                throw RejectedPictureException.damaged(format, e);
            }
            return new Finding.NeedsMore(e.needed());
        }
    }

    private static PictureFormat format(FilePrefix prefix, int bytes) throws RejectedPictureException {
        Optional<PictureFormat> format = PictureFormat.of(prefix.start(bytes));
        if (format.isPresent()) {
            return format.get();
        }
        Optional<String> known = UnreadableFormat.of(prefix.start(bytes));
        if (known.isPresent()) {
            throw new RejectedPictureException(ReasonCode.UNREADABLE_FORMAT, known.get());
        }
        throw new RejectedPictureException(prefix.total() == 0 ? ReasonCode.EMPTY_FILE : ReasonCode.NOT_A_PICTURE);
    }

    private static HeaderReader reader(PictureFormat format) {
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

    /** Reads the header of one format, of no more than the file's first bytes, within limits. */
    @FunctionalInterface
    private interface HeaderReader {

        /**
         * @throws FilePrefix.BeyondException if more of the file must be read to tell
         * @throws RejectedPictureException if the header makes no sense or exceeds the limits
         */
        PictureHeader read(FilePrefix file, Limits limits) throws FilePrefix.BeyondException, RejectedPictureException;
    }
}
