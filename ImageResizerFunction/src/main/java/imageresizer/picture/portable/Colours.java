package imageresizer.picture.portable;

import imageresizer.picture.portable.Decoded.Kind;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Converts pixels to sRGB in place: by their ICC profile if that is of any use, and otherwise as devices do. */
final class Colours {

    private static final int ICC_HEADER = 128;
    private static final int ICC_SIGNATURE_AT = 36;
    private static final int ICC_SIGNATURE = 0x61637370; // acsp

    /** Rows that are converted at once. */
    private static final int STRIP = 32;

    private Colours() {}

    static void toSrgb(Decoded decoded) {
        Optional<ICC_Profile> profile = usable(decoded.profile(), decoded.kind());
        boolean converted = profile.isPresent() && convert(decoded, profile.get());
        if (!converted && decoded.kind() == Kind.CMYK) {
            Ink.toSrgb(decoded.pixels());
        }
    }

    /** The profile, unless it is damaged or made for another number of colours. */
    private static Optional<ICC_Profile> usable(byte @Nullable [] bytes, Kind kind) {
        if (bytes == null || bytes.length <= ICC_HEADER) {
            return Optional.empty();
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        int length = header.getInt(0);
        if (header.getInt(ICC_SIGNATURE_AT) != ICC_SIGNATURE || length <= ICC_HEADER || length > bytes.length) {
            return Optional.empty();
        }
        try {
            ICC_Profile profile = ICC_Profile.getInstance(Arrays.copyOf(bytes, length));
            int type = switch (kind) {
                case GREY -> ColorSpace.TYPE_GRAY;
                case COLOUR, TRANSPARENT -> ColorSpace.TYPE_RGB;
                case CMYK -> ColorSpace.TYPE_CMYK;
            };
            return profile.getColorSpaceType() == type ? Optional.of(profile) : Optional.empty();
        } catch (RuntimeException e) {
            // Whatever is wrong with it, viewers show the picture without it, too.
            return Optional.empty();
        }
    }

    /** @return whether the profile could be applied; if not, the pixels are as before */
    private static boolean convert(Decoded decoded, ICC_Profile profile) {
        int columns = decoded.columns();
        int channels = profile.getNumComponents();
        try {
            ColorConvertOp toSrgb =
                    new ColorConvertOp(new ICC_Profile[] {profile, ICC_Profile.getInstance(ColorSpace.CS_sRGB)}, null);
            WritableRaster from = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, columns, STRIP, channels, null);
            WritableRaster to = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, columns, STRIP, 3, null);
            byte[] source = ((DataBufferByte) from.getDataBuffer()).getData();
            byte[] result = ((DataBufferByte) to.getDataBuffer()).getData();
            for (int row = 0; row < decoded.rows(); row += STRIP) {
                int start = row * columns;
                int count = Math.min(STRIP, decoded.rows() - row) * columns;
                unpack(decoded, start, count, channels, source);
                toSrgb.filter(from, to);
                pack(decoded, start, count, result);
            }
            return true;
        } catch (RuntimeException e) {
            // The first strip fails or none does: what is wrong is the profile.
            return false;
        }
    }

    private static void unpack(Decoded decoded, int start, int count, int channels, byte[] to) {
        boolean transparent = decoded.kind() == Kind.TRANSPARENT;
        int at = 0;
        for (int i = start; i < start + count; i++) {
            int pixel = transparent ? unmultiplied(decoded.pixels()[i]) : decoded.pixels()[i];
            for (int shift = 8 * (channels - 1); shift >= 0; shift -= 8) {
                to[at++] = (byte) (pixel >> shift);
            }
        }
    }

    private static void pack(Decoded decoded, int start, int count, byte[] from) {
        boolean transparent = decoded.kind() == Kind.TRANSPARENT;
        int[] pixels = decoded.pixels();
        int at = 0;
        for (int i = start; i < start + count; i++) {
            int colour = ((from[at++] & 0xff) << 16) | ((from[at++] & 0xff) << 8) | (from[at++] & 0xff);
            pixels[i] = transparent ? multiplied((pixels[i] & 0xff000000) | colour) : 0xff000000 | colour;
        }
    }

    /** A pixel with its colours multiplied by its alpha. */
    static int multiplied(int argb) {
        int alpha = argb >>> 24;
        if (alpha == 0xff) {
            return argb;
        }
        return alpha << 24
                | times(argb >> 16 & 0xff, alpha) << 16
                | times(argb >> 8 & 0xff, alpha) << 8
                | times(argb & 0xff, alpha);
    }

    private static int times(int colour, int alpha) {
        return (colour * alpha + 127) / 255;
    }

    private static int unmultiplied(int argb) {
        int alpha = argb >>> 24;
        if (alpha == 0 || alpha == 0xff) {
            return argb;
        }
        return alpha << 24
                | over(argb >> 16 & 0xff, alpha) << 16
                | over(argb >> 8 & 0xff, alpha) << 8
                | over(argb & 0xff, alpha);
    }

    private static int over(int colour, int alpha) {
        return Math.min(255, (colour * 255 + alpha / 2) / alpha);
    }
}
