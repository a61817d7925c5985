package imageresizer.picture.portable;

import imageresizer.picture.UnusablePictureException;
import imageresizer.reason.ReasonCode;
import java.io.IOException;

/** Decodes one file. */
interface Decoder {

    /**
     * How much of a picture must be there to be shown; what is missing of the rest stays grey. With less, viewers show
     * mostly grey, and whoever uploaded it would rather know.
     */
    double ENOUGH = 0.9;

    /** How much heap it takes to decode the file, in bytes, besides the file and the shrunk picture. */
    long heap();

    /**
     * @throws IOException if the file is damaged
     * @throws UnusablePictureException if the file is damaged or of a kind that can't be decoded, and more is known
     */
    Decoded decode(Shrink shrink) throws IOException, UnusablePictureException;

    /** @param decoded how much of the picture was decoded, 0 to 1 */
    static UnusablePictureException incomplete(double decoded) {
        return new UnusablePictureException(ReasonCode.INCOMPLETE, (int) (100 * decoded));
    }
}
