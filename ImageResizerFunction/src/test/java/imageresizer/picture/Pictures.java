package imageresizer.picture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import imageresizer.picture.probe.PngChunk;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/** Pictures that tests make and measure. */
public final class Pictures {

    private Pictures() {}

    /** Red at the top left, green at the top right, blue at the bottom left, white at the bottom right. */
    public static BufferedImage quarters(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        Color[] colors = {Color.RED, Color.GREEN, Color.BLUE, Color.WHITE};
        for (int i = 0; i < colors.length; i++) {
            graphics.setColor(colors[i]);
            graphics.fillRect(i % 2 * (width / 2), i / 2 * (height / 2), width - width / 2, height - height / 2);
        }
        graphics.dispose();
        return image;
    }

    /** One colour all over. */
    public static BufferedImage plain(int width, int height, int rgb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(rgb));
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return image;
    }

    /** Colours that change gradually all over, none of them grey, with some texture. */
    public static BufferedImage colourful(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int wave = (int) (20 * Math.sin(40.0 * x / width) * Math.sin(30.0 * y / height));
                int red = Math.clamp(40 + 200L * x / width + wave, 0, 255);
                int green = Math.clamp(220 - 190L * y / height + wave, 0, 255);
                int blue = Math.clamp(60 + 90L * (x + y) / (width + height), 0, 255);
                image.setRGB(x, y, (red << 16) | (green << 8) | blue);
            }
        }
        return image;
    }

    /** A picture as it must be stored to be upright when it is turned as EXIF's orientation says. */
    public static BufferedImage stored(BufferedImage upright, int orientation) {
        int width = upright.getWidth();
        int height = upright.getHeight();
        boolean turned = orientation >= 5 && orientation <= 8;
        BufferedImage stored =
                new BufferedImage(turned ? height : width, turned ? width : height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                // Row 0 of what is stored is the top (1, 2), bottom (3, 4), left (5, 8) or right (6, 7) of what is
                // seen.
                int right = width - 1 - x;
                int below = height - 1 - y;
                int rgb = upright.getRGB(x, y);
                switch (orientation) {
                    case 2 -> stored.setRGB(right, y, rgb);
                    case 3 -> stored.setRGB(right, below, rgb);
                    case 4 -> stored.setRGB(x, below, rgb);
                    case 5 -> stored.setRGB(y, x, rgb);
                    case 6 -> stored.setRGB(y, right, rgb);
                    case 7 -> stored.setRGB(below, right, rgb);
                    case 8 -> stored.setRGB(below, x, rgb);
                    default -> stored.setRGB(x, y, rgb);
                }
            }
        }
        return stored;
    }

    public static BufferedImage checkerboard(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, (x + y) % 2 == 0 ? 0xffffff : 0);
            }
        }
        return image;
    }

    public static byte[] encoded(BufferedImage image, String format) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            if (!ImageIO.write(image, format, bytes)) {
                throw new IllegalArgumentException("no writer for " + format);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A PNG file with an ICC profile. */
    public static byte[] withProfile(byte[] png, byte[] profile) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes("test\0\0".getBytes(ISO_8859_1));
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(content)) {
            deflater.write(profile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Jpegs.joined(
                Arrays.copyOf(png, PngChunk.AFTER_HEADER),
                PngChunk.encoded("iCCP", content.toByteArray()),
                Arrays.copyOfRange(png, PngChunk.AFTER_HEADER, png.length));
    }

    public static BufferedImage decoded(byte[] bytes) {
        try {
            return ImageIO.read(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the brightness of all pixels, on the scale of 0 to 255. */
    public static double standardDeviation(BufferedImage image) {
        double sum = 0;
        double squares = 0;
        int count = image.getWidth() * image.getHeight();
        for (int pixel : image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())) {
            double brightness = ((pixel >> 16 & 0xff) + (pixel >> 8 & 0xff) + (pixel & 0xff)) / 3.0;
            sum += brightness;
            squares += brightness * brightness;
        }
        return Math.sqrt(Math.max(0, squares / count - sum / count * (sum / count)));
    }

    /** The mean difference between two pictures of one size, over all pixels and channels, on the scale of 0 to 255. */
    public static double meanDifference(BufferedImage one, BufferedImage other) {
        long sum = 0;
        for (int y = 0; y < one.getHeight(); y++) {
            for (int x = 0; x < one.getWidth(); x++) {
                int a = one.getRGB(x, y);
                int b = other.getRGB(x, y);
                for (int shift = 0; shift < 24; shift += 8) {
                    sum += Math.abs((a >> shift & 0xff) - (b >> shift & 0xff));
                }
            }
        }
        return sum / (3.0 * one.getWidth() * one.getHeight());
    }
}
