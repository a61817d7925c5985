package imageresizer.picture.render.libvips;

import imageresizer.picture.PictureFormat;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.ScaleAndCrop;
import imageresizer.picture.probe.PictureHeader;
import java.util.List;

/**
 * What memory it takes to render a picture, in bytes.
 *
 * @param heap for the renditions
 * @param outside of the heap, for decoding, resizing and encoding
 */
record RenderingMemory(long heap, long outside) {

    /** @param frames how many of a moving picture are wanted */
    static RenderingMemory of(PictureHeader header, List<RenditionSpec> specs, int frames) {
        long heap = 0;
        long pixels = 0;
        long encoding = 0;
        double shrink = Double.MAX_VALUE;
        for (RenditionSpec spec : specs) {
            ScaleAndCrop placement =
                    ScaleAndCrop.of(header.size().width(), header.size().height(), spec.box(), spec.fit());
            long scaled = (long) placement.scaledWidth() * placement.scaledHeight() * frames;
            pixels += scaled;
            heap += scaled * encodedBytesPerPixel(spec.format());
            encoding = Math.max(encoding, scaled * encodingBytesPerPixel(spec.format()));
            shrink = Math.min(
                    shrink,
                    placement.shrink(header.size().width(), header.size().height()));
        }
        return new RenderingMemory(heap, header.memory().bytes(header.storedSize(), shrink) + 4 * pixels + encoding);
    }

    private static int encodedBytesPerPixel(PictureFormat format) {
        return format == PictureFormat.PNG ? 4 : 1;
    }

    /** Measured at 10 megapixels, as {@link imageresizer.picture.probe.DecodingMemory} is. */
    private static int encodingBytesPerPixel(PictureFormat format) {
        return switch (format) {
            case JPEG -> 5;
            case PNG, GIF, TIFF, HEIC -> 3;
            case WEBP -> 11;
            case AVIF -> 22;
        };
    }
}
