package imageresizer.picture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import net.coobird.thumbnailator.util.exif.ExifUtils;
import net.coobird.thumbnailator.util.exif.Orientation;
import org.jspecify.annotations.Nullable;

/** Reads the header of a picture without decoding it. */
public final class PictureProbe {

    static {
        // The function's disk is small and slow next to its memory, and a source is in memory already.
        ImageIO.setUseCache(false);
    }

    /**
     * @param source the whole file
     * @throws UnusablePictureException if the file is no picture, or none whose header can be read
     */
    public PictureHeader probe(byte[] source) throws UnusablePictureException {
        PictureFormat format =
                PictureFormat.of(source).orElseThrow(() -> new UnusablePictureException(whatItIs(source)));
        try (ImageInputStream stream = ImageIO.createImageInputStream(new ByteArrayInputStream(source))) {
            ImageReader reader = reader(stream, format);
            try {
                reader.setInput(stream);
                Size stored = new Size(reader.getWidth(0), reader.getHeight(0));
                return new PictureHeader(format, isTurned(orientation(reader)) ? stored.turned() : stored);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            throw damaged(format, e);
        }
    }

    static ImageReader reader(ImageInputStream stream, PictureFormat format) throws UnusablePictureException {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
        if (!readers.hasNext()) {
            throw new UnusablePictureException("The file is a " + format.displayName()
                    + " picture, a format that can't be read here. Save it as JPEG or PNG and upload that.");
        }
        return readers.next();
    }

    /** The orientation in the picture's EXIF data; upright if there is none, or none that makes sense. */
    static Orientation orientation(ImageReader reader) {
        @Nullable Orientation orientation;
        try {
            orientation = ExifUtils.getExifOrientation(reader, 0);
        } catch (IOException | RuntimeException e) {
            orientation = null;
        }
        return orientation == null ? Orientation.TOP_LEFT : orientation;
    }

    static boolean isTurned(Orientation orientation) {
        return switch (orientation) {
            case TOP_LEFT, TOP_RIGHT, BOTTOM_LEFT, BOTTOM_RIGHT -> false;
            case LEFT_TOP, RIGHT_TOP, RIGHT_BOTTOM, LEFT_BOTTOM -> true;
        };
    }

    static UnusablePictureException damaged(PictureFormat format, Throwable cause) {
        return new UnusablePictureException(
                "The file begins as a " + format.displayName()
                        + " picture but can't be decoded: it is damaged, incomplete, or of an unusual kind."
                        + " Open it in a photo program, save it anew, and upload that.",
                cause);
    }

    private static String whatItIs(byte[] source) {
        String advice = " Upload a JPEG, PNG or GIF file.";
        if (source.length == 0) {
            return "The file is empty." + advice;
        }
        return "The file is not a picture: its content begins like none of the formats that are known here, whatever"
                + " its name says." + advice;
    }
}
