package imageresizer.picture.render.portable;

import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.probe.PictureHeader;
import imageresizer.reason.ReasonCode;
import java.io.IOException;

/** Decodes one file. */
interface Decoder {

    /**
     * How much of a picture must be there, 0 to 1. With less, viewers show a picture that is mostly empty, and the
     * person who uploaded it should know.
     */
    double ENOUGH = 0.9;

    /** How much heap it takes to decode the file and to convert it to sRGB, in bytes, besides the file. */
    long heap();

    /**
     * @throws IOException if the file is damaged
     * @throws RejectedPictureException if the file is damaged or of a kind that can't be decoded, and more is known
     */
    Decoded decode() throws IOException, RejectedPictureException;

    /** @throws RejectedPictureException if the engine does not read the format, or the file is beyond repair */
    static Decoder of(byte[] source, PictureHeader header) throws RejectedPictureException {
        return switch (header.format()) {
            case JPEG -> new JpegDecoder(source, header);
            case PNG -> new PngDecoder(source, header);
            case GIF -> new GifDecoder(source, header);
            case WEBP -> new WebpDecoder(source, header);
            case TIFF -> new TiffDecoder(source, header);
            case HEIC -> throw new RejectedPictureException(ReasonCode.HEIC_NEEDS_LIBHEIF);
            case AVIF -> throw new RejectedPictureException(ReasonCode.AVIF_NEEDS_LIBVIPS);
        };
    }

    /** @throws RejectedPictureException if too little of the picture, 0 to 1, is there */
    static void requireEnough(double decoded) throws RejectedPictureException {
        if (decoded < ENOUGH) {
            throw new RejectedPictureException(ReasonCode.INCOMPLETE, (int) (100 * decoded));
        }
    }
}
