package imageresizer.picture.portable;

import imageresizer.picture.PictureHeader;
import imageresizer.picture.UnusablePictureException;
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
     * @throws UnusablePictureException if the file is damaged or of a kind that can't be decoded, and more is known
     */
    Decoded decode() throws IOException, UnusablePictureException;

    /** @throws UnusablePictureException if the engine does not read the format, or the file is beyond repair */
    static Decoder of(byte[] source, PictureHeader header) throws UnusablePictureException {
        return switch (header.format()) {
            case JPEG -> new JpegDecoder(source, header);
            case PNG -> new PngDecoder(source, header);
            case GIF -> new GifDecoder(source, header);
            case WEBP -> new WebpDecoder(source, header);
            case TIFF -> new TiffDecoder(source, header);
            case HEIC -> throw new UnusablePictureException(ReasonCode.HEIC_NEEDS_LIBHEIF);
            case AVIF -> throw new UnusablePictureException(ReasonCode.AVIF_NEEDS_LIBVIPS);
        };
    }

    /** @throws UnusablePictureException if too little of the picture, 0 to 1, is there */
    static void requireEnough(double decoded) throws UnusablePictureException {
        if (decoded < ENOUGH) {
            throw new UnusablePictureException(ReasonCode.INCOMPLETE, (int) (100 * decoded));
        }
    }
}
