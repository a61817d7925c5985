package imageresizer.local.page;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Pictures drawn for a test. */
final class DrawnPictures {

    private DrawnPictures() {}

    /**
     * Draws a sun over the sea and saves it.
     *
     * @param hue of the sky, from 0 to 1
     * @param file its suffix is the format
     */
    static Path draw(int width, int height, float hue, Path file) throws IOException {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D paint = picture.createGraphics();
        paint.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        int horizon = height * 3 / 5;
        paint.setPaint(new GradientPaint(
                0, 0, Color.getHSBColor(hue, 0.7f, 0.5f), 0, horizon, Color.getHSBColor(hue + 0.1f, 0.4f, 1)));
        paint.fillRect(0, 0, width, horizon);
        paint.setPaint(Color.getHSBColor(hue + 0.12f, 0.25f, 1));
        paint.fillOval(width / 2 - height / 8, horizon - height / 6, height / 4, height / 4);
        paint.setPaint(new GradientPaint(
                0, horizon, Color.getHSBColor(hue + 0.05f, 0.5f, 0.7f), 0, height, Color.getHSBColor(hue, 0.8f, 0.2f)));
        paint.fillRect(0, horizon, width, height - horizon);
        paint.dispose();
        String name = file.getFileName().toString();
        ImageIO.write(picture, name.substring(name.lastIndexOf('.') + 1), file.toFile());
        return file;
    }
}
