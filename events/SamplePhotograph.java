import static java.lang.Math.abs;
import static java.lang.Math.clamp;
import static java.lang.Math.max;
import static java.lang.Math.min;
import static java.lang.Math.sqrt;
import static java.lang.StrictMath.atan2;
import static java.lang.StrictMath.cos;
import static java.lang.StrictMath.exp;
import static java.lang.StrictMath.pow;
import static java.lang.StrictMath.sin;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Paints {@code sample.jpg}: a lake, a gate and a volcano at sunrise, none of which exist.
 *
 * <p>Run it with {@code java events/SamplePhotograph.java}. It takes some minutes and writes the same bytes each time:
 * the landscape is a height field followed ray by ray, the meadow is drawn with Java 2D, and every random number comes
 * from a fixed seed. Like a camera held upright, it stores the picture turned and says so in the EXIF orientation, next
 * to a position and a copyright: data that the renditions must follow, drop and keep.
 *
 * <p>Lengths are metres; the camera stands at the origin, looks along z, and the lake's surface is at y = 0.
 */
final class SamplePhotograph {
    private static final int WIDTH = 2400;
    private static final int HEIGHT = 1600;

    public static void main(String[] arguments) throws IOException {
        var file = Path.of(arguments.length > 0 ? arguments[0] : "events/sample.jpg");
        // A second argument such as 0.25 makes a small and quick draft.
        double scale = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 1;
        int width = (int) (WIDTH * scale);
        int height = (int) (HEIGHT * scale);
        var picture = Scene.photograph(width, height);
        Meadow.drawOver(picture, width, height);
        Film.develop(picture, width, height);
        Files.write(file, Camera.store(picture, width, height));
    }

    /** A point, a direction or a linear RGB colour. */
    record Vector(double x, double y, double z) {
        Vector plus(Vector other) {
            return new Vector(x + other.x, y + other.y, z + other.z);
        }

        Vector times(double factor) {
            return new Vector(x * factor, y * factor, z * factor);
        }

        Vector times(Vector other) {
            return new Vector(x * other.x, y * other.y, z * other.z);
        }

        double dot(Vector other) {
            return x * other.x + y * other.y + z * other.z;
        }

        Vector unit() {
            return times(1 / sqrt(dot(this)));
        }

        Vector mix(Vector other, double share) {
            return times(1 - share).plus(other.times(share));
        }
    }

    /** Gradient noise and its sums over octaves; every value depends on the coordinates alone. */
    static final class Noise {
        private static final double[] GRADIENT = new double[64];

        static {
            for (int i = 0; i < 32; i++) {
                GRADIENT[2 * i] = cos(i * StrictMath.PI / 16);
                GRADIENT[2 * i + 1] = sin(i * StrictMath.PI / 16);
            }
        }

        static int hash(int x, int y) {
            int h = x * 374761393 + y * 668265263;
            h = (h ^ (h >>> 13)) * 1274126177;
            return h ^ (h >>> 16);
        }

        /** From 0 to 1, one value per cell of a grid. */
        static double random(int x, int y) {
            return (hash(x, y) >>> 8) * 0x1p-24;
        }

        private static double corner(int x, int y, double dx, double dy) {
            int i = (hash(x, y) >>> 5) & 31;
            return GRADIENT[2 * i] * dx + GRADIENT[2 * i + 1] * dy;
        }

        /** About -0.8 to 0.8. */
        static double at(double x, double y) {
            double fx = Math.floor(x);
            double fy = Math.floor(y);
            int ix = (int) fx;
            int iy = (int) fy;
            double dx = x - fx;
            double dy = y - fy;
            double u = dx * dx * dx * (dx * (dx * 6 - 15) + 10);
            double v = dy * dy * dy * (dy * (dy * 6 - 15) + 10);
            double a = corner(ix, iy, dx, dy);
            double b = corner(ix + 1, iy, dx - 1, dy);
            double c = corner(ix, iy + 1, dx, dy - 1);
            double d = corner(ix + 1, iy + 1, dx - 1, dy - 1);
            return 1.4 * (a + u * (b - a) + v * (c - a + u * (a - b - c + d)));
        }

        static double clouds(double x, double y, int octaves) {
            double sum = 0;
            double weight = 0.5;
            for (int i = 0; i < octaves; i++, weight *= 0.5) {
                sum += weight * at(x, y);
                double turned = 1.62 * x - 1.21 * y + 7.1;
                y = 1.21 * x + 1.62 * y - 3.7;
                x = turned;
            }
            return sum;
        }

        /** From 0 to 1, with sharp crests. */
        static double ridges(double x, double y, int octaves) {
            double sum = 0;
            double weight = 0.55;
            double previous = 1;
            for (int i = 0; i < octaves; i++, weight *= 0.48) {
                double crest = 1 - min(1, abs(at(x, y)) * 1.5);
                crest *= crest;
                sum += weight * crest * previous;
                previous = min(1, 0.25 + crest);
                double turned = 1.62 * x - 1.21 * y + 3.3;
                y = 1.21 * x + 1.62 * y - 9.1;
                x = turned;
            }
            return sum;
        }
    }

    private static double step(double from, double to, double value) {
        double t = clamp((value - from) / (to - from), 0.0, 1.0);
        return t * t * (3 - 2 * t);
    }

    /** The ground: a volcano, forested hills and a lake. */
    static final class Terrain {
        private static final double SUMMIT_X = -1500;
        private static final double SUMMIT_Z = 16800;
        private static final double LAKE = 860;
        static final double FAR = 30000;
        static final double FORESTED_UNTIL = 7500;

        /** Height in metres above the lake, without trees. */
        static double height(double x, double z, int octaves) {
            if (z < 900) {
                return -12;
            }
            return max(volcano(x, z, octaves), hills(x, z, octaves));
        }

        private static double volcano(double x, double z, int octaves) {
            double dx = x - SUMMIT_X;
            double dz = z - SUMMIT_Z;
            double radius = sqrt(dx * dx + dz * dz);
            if (radius > 15500) {
                return -LAKE;
            }
            double angle = atan2(dz, dx);
            // Gullies run down the cone: noise that is stretched along the radius.
            double gully = Noise.ridges(angle * 4.2 + 40, radius / 9000, min(3, octaves))
                    + 0.45 * Noise.ridges(angle * 13 + 11, radius / 3800, min(4, octaves));
            double rim = 330 + 60 * Noise.at(angle * 2.3, 5);
            double slope = sqrt(radius * radius + rim * rim) - rim * 0.2;
            double cone = 4760 * exp(-slope / 5500);
            double flank = step(150, 1900, radius) * exp(-radius / 8000);
            double rough = octaves > 3 ? Noise.clouds(x / 620, z / 620, octaves) : 0;
            double summit = min(cone, 4330 + 45 * Noise.at(angle * 3, 9) + 22 * Noise.at(angle * 9, 3));
            return summit - LAKE + (gully - 0.75) * 330 * flank + rough * 95 * step(600, 5000, radius);
        }

        private static double hills(double x, double z, int octaves) {
            double shore = 2250
                    + 520 * Noise.at(x / 1500 + 3, 2.5)
                    + 130 * Noise.at(x / 330, 8.5)
                    - 950 * step(700, 2100, abs(x - 250));
            double inland = z - shore;
            if (inland < -150) {
                return -12;
            }
            double beach = clamp(inland * 0.05, -12.0, 34.0);
            // The view of the volcano stays open between the ranges on both sides.
            double axis = SUMMIT_X * z / SUMMIT_Z + 150;
            double side = step(350, 2600, abs(x - axis) * 4600 / (z + 900));
            double range = Noise.ridges(x / 3100 + 1.7, z / 3100 + 0.4, octaves);
            double knolls = Noise.clouds(x / 700 + 9, z / 700, min(4, octaves));
            double rise = step(0, 2300, inland);
            double near = step(0, 500, inland) * 80 * max(-0.3, knolls + 0.15);
            double far = step(900, 3800, inland) * 330 * Noise.ridges(x / 2300 + 5.2, z / 1700 + 2.9, min(5, octaves));
            return beach + near + far * (1 - 0.35 * (1 - side)) + rise * side * (range * 880 - 60);
        }

        /** Height with conifers: one jittered cone in each cell of a grid. */
        static double canopy(double x, double z, double ground) {
            if (ground < 1.2) {
                return ground;
            }
            double cell = 11;
            int cx = (int) Math.floor(x / cell);
            int cz = (int) Math.floor(z / cell);
            double top = 0;
            for (int i = -1; i <= 1; i++) {
                for (int j = -1; j <= 1; j++) {
                    int h = Noise.hash(cx + i, cz + j);
                    double tx = (cx + i + 0.5 + ((h & 255) / 255.0 - 0.5) * 0.9) * cell;
                    double tz = (cz + j + 0.5 + (((h >>> 8) & 255) / 255.0 - 0.5) * 0.9) * cell;
                    double tall = 10 + 15 * ((h >>> 16) & 255) / 255.0;
                    double d = sqrt((x - tx) * (x - tx) + (z - tz) * (z - tz));
                    top = max(top, tall - d * (2.4 + tall * 0.05));
                }
            }
            return ground + max(top, 3);
        }

        static double surface(double x, double z, double distance) {
            int octaves = distance < 4500 ? 7 : 6;
            double ground = height(x, z, octaves);
            return distance < FORESTED_UNTIL ? canopy(x, z, ground) : ground;
        }

        /** Distance along the ray, or NaN where it meets nothing. */
        static double hit(Vector from, Vector ray) {
            double t = 880 / max(ray.z, 0.05);
            double last = t;
            while (t < FAR) {
                double x = from.x + ray.x * t;
                double y = from.y + ray.y * t;
                double z = from.z + ray.z * t;
                if (y > 3750 && ray.y >= 0) {
                    return Double.NaN;
                }
                double above = y - height(x, z, t < 9000 ? 6 : 5);
                if (t < FORESTED_UNTIL && above < 30 && above > 0) {
                    above = y - canopy(x, z, y - above);
                }
                if (above < 0) {
                    return between(from, ray, last, t);
                }
                last = t;
                t += max(above * 0.32, t * 0.00045);
            }
            return Double.NaN;
        }

        private static double between(Vector from, Vector ray, double outside, double inside) {
            for (int i = 0; i < 7; i++) {
                double t = (outside + inside) / 2;
                double y = from.y + ray.y * t;
                if (y < surface(from.x + ray.x * t, from.z + ray.z * t, t)) {
                    inside = t;
                } else {
                    outside = t;
                }
            }
            return inside;
        }

        static Vector normal(double x, double z, double distance) {
            double e = max(0.6, distance * 0.0006);
            double dx = surface(x - e, z, distance) - surface(x + e, z, distance);
            double dz = surface(x, z - e, distance) - surface(x, z + e, distance);
            return new Vector(dx, 2 * e, dz).unit();
        }

        /** From 0 (in the shadow of a mountain) to 1. */
        static double sunlight(double x, double y, double z) {
            double light = 1;
            double t = 60;
            for (int i = 0; i < 26 && light > 0; i++) {
                double above = y + SUN.y * t + 12 - height(x + SUN.x * t, z + SUN.z * t, 4);
                light = min(light, 0.5 + above * 14 / t);
                t *= 1.24;
            }
            return clamp(light, 0.0, 1.0);
        }
    }

    private static final Vector SUN = new Vector(-0.90, 0.25, -0.10).unit();
    private static final Vector SUNLIGHT = new Vector(4.3, 2.75, 1.55);
    private static final Vector SKYLIGHT = new Vector(0.30, 0.42, 0.66);

    /** The gate in the lake, as a distance field. */
    static final class Gate {
        private static final double X = 9.6;
        private static final double Z = 46;
        private static final double COS = cos(0.42);
        private static final double SIN = sin(0.42);

        private static double box(double x, double y, double z, double a, double b, double c) {
            double dx = abs(x) - a;
            double dy = abs(y) - b;
            double dz = abs(z) - c;
            double ox = max(dx, 0);
            double oy = max(dy, 0);
            double oz = max(dz, 0);
            return sqrt(ox * ox + oy * oy + oz * oz) + min(max(dx, max(dy, dz)), 0) - 0.03;
        }

        static double distance(Vector p) {
            double x = COS * (p.x - X) + SIN * (p.z - Z);
            double z = COS * (p.z - Z) - SIN * (p.x - X);
            double y = p.y;
            double leaning = abs(x) - (2.55 - 0.035 * y);
            double pillar = max(sqrt(leaning * leaning + z * z) - (0.31 - 0.008 * y), y - 6.85);
            double foot = max(sqrt((abs(x) - 2.55) * (abs(x) - 2.55) + z * z) - 0.46, y - 0.75);
            double sag = 0.010 * x * x + 0.0006 * x * x * x * x;
            double lintel = box(x, y - 6.85 - sag, z, 4.25 + 0.3 * (y - 6.85), 0.21, 0.34);
            double roof = box(x, y - 7.22 - sag, z, 4.55 + 0.3 * (y - 7.0), 0.13, 0.5);
            double tie = box(x, y - 5.35, z, 3.35, 0.22, 0.15);
            double tablet = box(x, y - 6.1, z, 0.32, 0.52, 0.12);
            double wedge = box(abs(x) - 2.38, y - 5.62, z, 0.5, 0.05, 0.19);
            return min(min(min(pillar, foot), min(lintel, roof)), min(min(tie, tablet), wedge)) * 0.85;
        }

        static double hit(Vector from, Vector ray) {
            double t = max(0, (Z - 6 - from.z) / max(ray.z, 0.01));
            double passing = from.x + ray.x * t - X;
            if (abs(passing) > 16) {
                return Double.NaN;
            }
            for (int i = 0; i < 120 && t < 90; i++) {
                double d = distance(from.plus(ray.times(t)));
                if (d < 0.0016 + t * 0.00006) {
                    return t;
                }
                t += d;
            }
            return Double.NaN;
        }

        static Vector colour(Vector p) {
            double e = 0.012;
            var normal = new Vector(
                            distance(p.plus(new Vector(e, 0, 0))) - distance(p.plus(new Vector(-e, 0, 0))),
                            distance(p.plus(new Vector(0, e, 0))) - distance(p.plus(new Vector(0, -e, 0))),
                            distance(p.plus(new Vector(0, 0, e))) - distance(p.plus(new Vector(0, 0, -e))))
                    .unit();
            double light = 1;
            double t = 0.08;
            for (int i = 0; i < 40 && t < 9; i++) {
                double d = distance(p.plus(SUN.times(t)));
                light = min(light, 0.15 + d * 16 / t);
                t += max(0.03, d);
            }
            light = clamp(light, 0.0, 1.0) * max(0, normal.dot(SUN));
            double weather = 0.5
                    + 0.5 * Noise.clouds(p.x * 3 + p.z, p.y * 0.7, 4)
                    + 0.25 * Noise.clouds(p.x * 23 + 3 * p.z, p.y * 3.1, 3);
            boolean dark = p.y > 7.19 + 0.020 * (p.x - X) * (p.x - X) || p.y < 0.75;
            var paint = dark
                    ? new Vector(0.030, 0.028, 0.030)
                    : new Vector(0.50, 0.075, 0.026).mix(new Vector(0.26, 0.055, 0.03), clamp(weather, 0.0, 1.0));
            // Wet and dark where the waves reach.
            paint = paint.times(0.35 + 0.65 * step(0.05, 0.55, p.y + 0.2 * Noise.at(p.x * 4, p.y * 2)));
            var bounce = new Vector(0.30, 0.26, 0.26).times(0.25 * max(0, -normal.y) + 0.1);
            return paint.times(SUNLIGHT.times(light * 0.9)
                    .plus(SKYLIGHT.times(0.55 + 0.35 * normal.y))
                    .plus(bounce));
        }
    }

    /** What a ray from the camera sees. */
    static final class Scene {
        private static final Vector EYE = new Vector(0, 3.1, 0);
        private static final Vector AIR = new Vector(1.04, 1.02, 1.04);
        private static final double HALF_WIDTH = 0.45;
        /** Rays per pixel in each direction. */
        private static final int RAYS = 2;

        private static final double HORIZON = 0.515;

        static double[][] photograph(int width, int height) {
            var pixels = new double[3][width * height];
            IntStream.range(0, height).parallel().forEach(row -> {
                for (int column = 0; column < width; column++) {
                    var sum = new Vector(0, 0, 0);
                    for (int i = 0; i < RAYS * RAYS; i++) {
                        double u = (column + (i % RAYS + 0.5) / RAYS) / width;
                        double v = (row + (i / RAYS + 0.5) / RAYS) / height;
                        double up = (HORIZON - v) * 2 * HALF_WIDTH * HEIGHT / WIDTH;
                        var ray = new Vector((u - 0.5) * 2 * HALF_WIDTH, up, 1).unit();
                        // Averaged after the film's curve, so that the edges of highlights are smooth.
                        sum = sum.plus(Film.curve(look(ray)));
                    }
                    int i = row * width + column;
                    pixels[0][i] = sum.x / (RAYS * RAYS);
                    pixels[1][i] = sum.y / (RAYS * RAYS);
                    pixels[2][i] = sum.z / (RAYS * RAYS);
                }
            });
            return pixels;
        }

        private static Vector look(Vector ray) {
            double gate = Gate.hit(EYE, ray);
            double water = ray.y < 0 ? -EYE.y / ray.y : Double.POSITIVE_INFINITY;
            if (gate < water) {
                return Gate.colour(EYE.plus(ray.times(gate)));
            }
            double land = Terrain.hit(EYE, ray);
            if (!Double.isNaN(land) && land <= water) {
                return ground(EYE, ray, land);
            }
            return water < Terrain.FAR ? lake(ray, water) : sky(ray);
        }

        private static Vector lake(Vector ray, double distance) {
            var p = EYE.plus(ray.times(distance));
            // A light wind touches the lake in places; between them it is a mirror.
            double wind = 0.25 + step(-0.1, 0.5, Noise.clouds(p.x / 160 + 5, p.z / 420, 3));
            double calm = 1 / (1 + distance / 260);
            double a = 0.011 * wind * calm * Noise.at(p.x * 0.55, p.z * 1.1)
                    + 0.006 * calm * Noise.at(p.x * 2.1, p.z * 3.7)
                    + 0.0022 * wind * Noise.at(p.x * 0.09, p.z * 0.13);
            double b = 0.020 * wind * calm * Noise.at(p.x * 0.5 + 40, p.z * 1.3)
                    + 0.011 * calm * Noise.at(p.x * 1.7, p.z * 4.1 + 9)
                    + 0.0042 * wind * Noise.at(p.x * 0.07, p.z * 0.21 + 3);
            var normal = new Vector(a, 1, b).unit();
            double facing = -ray.dot(normal);
            var mirrored = ray.plus(normal.times(2 * facing));
            if (mirrored.y < 0.002) {
                mirrored = new Vector(mirrored.x, 0.002, mirrored.z).unit();
            }
            double fresnel = 0.03 + 0.97 * pow(1 - max(0, facing), 4.2);
            double gate = Gate.hit(p, mirrored);
            double land;
            Vector image;
            if (!Double.isNaN(gate)) {
                image = Gate.colour(p.plus(mirrored.times(gate)));
            } else if (Double.isNaN(land = Terrain.hit(p, mirrored))) {
                image = sky(mirrored);
            } else {
                image = ground(p, mirrored, land);
            }
            var deep = new Vector(0.018, 0.042, 0.055).times(1.4);
            var colour = deep.mix(image, fresnel * 0.96);
            return haze(colour, EYE, ray, distance);
        }

        private static Vector ground(Vector from, Vector ray, double distance) {
            double x = from.x + ray.x * distance;
            double y = from.y + ray.y * distance;
            double z = from.z + ray.z * distance;
            var normal = Terrain.normal(x, z, distance);
            double patches = Noise.clouds(x / 240, z / 240, 5);
            double grain = Noise.clouds(x / 34, z / 34, 4);
            var forest = new Vector(0.030, 0.050, 0.022).mix(new Vector(0.085, 0.080, 0.028), step(-0.2, 0.5, patches));
            if (distance < Terrain.FORESTED_UNTIL) {
                int tree = Noise.hash((int) Math.floor(x / 11), (int) Math.floor(z / 11));
                forest = forest.times(0.6 + 0.8 * ((tree >>> 4) & 255) / 255.0);
                if ((tree & 15) == 3) {
                    forest = forest.mix(new Vector(0.16, 0.075, 0.03), 0.6);
                }
            } else {
                forest = forest.times(1 + 0.9 * grain);
            }
            var rock = new Vector(0.115, 0.082, 0.072).times(1 + 0.8 * grain);
            double trees = 1 - step(1050, 1650, y + 420 * patches);
            var soil = rock.mix(forest, trees);
            double line = y + 560 * Noise.clouds(x / 900, z / 900, 5) + 260 * grain + 620 * (normal.y - 0.86);
            double snow = step(1650, 2000, line);
            if (y < 1.6) {
                soil = new Vector(0.10, 0.09, 0.075);
            }
            var surface = soil.mix(new Vector(0.88, 0.90, 0.95), snow);
            double sun = max(0, normal.dot(SUN)) * Terrain.sunlight(x, y, z);
            double open = 0.55 + 0.45 * normal.y;
            double blue = snow * 0.35;
            var light = SUNLIGHT.times(sun).plus(SKYLIGHT.times(open * (0.75 + blue)));
            return haze(surface.times(light), from, ray, distance);
        }

        /** Air between the eye and a thing: blue from afar, and mist that lies on the lake. */
        private static Vector haze(Vector colour, Vector from, Vector ray, double distance) {
            var air = sky(new Vector(ray.x * 0.4, 0.07 + 0.3 * max(0, ray.y), ray.z).unit(), false)
                    .times(AIR);
            double d = distance / 1000;
            var clear = new Vector(exp(-d * 0.021), exp(-d * 0.027), exp(-d * 0.037));
            var seen = colour.times(clear)
                    .plus(air.times(new Vector(1 - clear.x, 1 - clear.y, 1 - clear.z))
                            .times(0.80));
            double rise = ray.y * distance;
            double low = abs(rise) < 0.01
                    ? exp(-from.y / 55)
                    : (exp(-from.y / 55) - exp(-(from.y + rise) / 55)) / (rise / 55);
            double x = from.x + ray.x * distance;
            double wisps = 0.65 + 0.9 * Noise.clouds(x / 900 + 3, (from.y + rise) / 90, 4);
            double mist = 1 - exp(-max(0, distance - 900) * 0.00034 * max(0, low) * max(0, wisps));
            seen = seen.mix(air.times(0.97), clamp(mist, 0.0, 0.93));
            if (distance > 12500) {
                seen = stratus(seen, from, ray);
            }
            return seen;
        }

        /** A thin sheet of cloud before the volcano. */
        private static Vector stratus(Vector behind, Vector from, Vector ray) {
            double t = 12500 / ray.z;
            double x = from.x + ray.x * t;
            double y = from.y + ray.y * t;
            double shape = Noise.clouds(x / 2100 + 4, y / 190 + 1.5, 6);
            double band = step(430, 620, y) * (1 - step(720, 1010, y));
            double cover = step(-0.02, 0.42, shape + 0.10) * band;
            double lit = 0.5 + 0.9 * (Noise.clouds((x - 160) / 2100 + 4, (y + 46) / 190 + 1.5, 6) - shape);
            var cloud =
                    new Vector(0.80, 0.66, 0.66).mix(new Vector(1.28, 1.02, 0.86), clamp(0.6 - lit * 0.6, 0.0, 1.0));
            return behind.mix(cloud, cover * 0.72);
        }

        private static Vector sky(Vector ray) {
            return sky(ray, true);
        }

        private static Vector sky(Vector ray, boolean clouded) {
            double up = max(0, ray.y);
            var zenith = new Vector(0.085, 0.20, 0.47);
            var middle = new Vector(0.36, 0.53, 0.79);
            var low = new Vector(0.98, 0.76, 0.66);
            double toSun = ray.dot(new Vector(SUN.x, 0, SUN.z).unit());
            low = low.mix(new Vector(1.25, 0.84, 0.55), step(-0.5, 0.6, toSun));
            var colour = low.mix(middle, step(-0.02, 0.20, up)).mix(zenith, step(0.10, 0.52, up));
            if (!clouded || up < 0.015) {
                return colour;
            }
            double x = ray.x / (up + 0.035) * 4.2;
            double z = ray.z / (up + 0.035) * 4.2;
            // Cirrus: fine streaks, drawn out by the wind; below it, rows of altocumulus.
            double warp = Noise.clouds(x * 0.12, z * 0.12, 3);
            double cirrus = Noise.clouds(x * 0.15 + z * 0.05 + warp, z * 0.055 - x * 0.03 + 2.2 * warp, 7);
            double thin = step(-0.02, 0.55, cirrus + 0.05) * step(0.05, 0.16, up);
            var pink = new Vector(1.32, 0.99, 0.88);
            colour = colour.mix(pink, thin * 0.62);
            double puffs = puffs(x, z);
            double cover = step(0.03, 0.33, puffs) * step(0.03, 0.10, up);
            double thickness = puffs - puffs(x + SUN.x * 0.55, z + SUN.z * 0.55);
            var puff = new Vector(0.60, 0.55, 0.66)
                    .mix(new Vector(1.75, 1.24, 0.93), clamp(0.5 + 2.1 * thickness, 0.0, 1.0));
            return colour.mix(puff.mix(colour, 0.25 * (1 - step(0.05, 0.2, up))), cover * 0.85);
        }

        private static double puffs(double x, double z) {
            double field = Noise.clouds(x * 0.045 + 8.2, z * 0.05 + 1.4, 2);
            return Noise.clouds(x * 0.21 + 3, z * 0.30 + 5, 7) + 0.9 * field - 0.16;
        }
    }

    /** The bank in front: grass and its plumes, drawn with Java 2D from far to near. */
    static final class Meadow {
        private final SplittableRandom random = new SplittableRandom(20260101);
        private final Graphics2D pen;

        private Meadow(Graphics2D pen) {
            this.pen = pen;
        }

        static void drawOver(double[][] pixels, int width, int height) {
            // The nearest stalks are out of focus.
            var sharp = layer(width, height, 0, 0.9);
            var blurred = blur(layer(width, height, 0.9, 1), 3.2 * width / WIDTH);
            lay(sharp, pixels);
            lay(blurred, pixels);
        }

        private static BufferedImage layer(int width, int height, double from, double to) {
            var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB_PRE);
            var pen = image.createGraphics();
            pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            pen.scale(width / (double) WIDTH, height / (double) HEIGHT);
            var meadow = new Meadow(pen);
            int rows = 240;
            for (int row = 0; row < rows; row++) {
                double depth = row / (double) rows;
                meadow.row(depth, depth >= from && depth < to);
            }
            pen.dispose();
            return image;
        }

        /** Where the bank begins, in pixels from the top. */
        private static double edge(double x) {
            double u = x / WIDTH;
            return HEIGHT
                    * (0.985
                            - 0.135 * pow(max(0, 1 - u / 0.62), 1.5)
                            - 0.055 * pow(max(0, (u - 0.55) / 0.45), 2)
                            + 0.012 * Noise.clouds(u * 9, 3.5, 4));
        }

        private void row(double depth, boolean drawn) {
            int blades = (int) (420 - 250 * depth);
            for (int i = 0; i < blades; i++) {
                double x = WIDTH * (-0.05 + 1.1 * random.nextDouble());
                double top = edge(x);
                double y = top + (HEIGHT * 1.09 - top) * pow(depth, 1.15);
                double length = (26 + 150 * depth) * (0.55 + 0.75 * random.nextDouble());
                double lean = length * (0.16 + 0.42 * random.nextGaussian());
                double clump = Noise.clouds(x / 130, y / 60 + 9, 3);
                double tone = clamp(0.42 + 0.5 * clump + 0.16 * random.nextGaussian(), 0.0, 1.0);
                double straw = clamp(
                        0.42 + 1.3 * Noise.clouds(x / 230 + 5, y / 90, 3) + 0.24 * random.nextGaussian(), 0.0, 1.0);
                double open = abs(x / WIDTH - 0.56) * 0.75 - 0.1;
                double stand = step(-0.05, 0.4, Noise.clouds(x / 330 + 2.6, 7.7, 2) + open);
                boolean plume = random.nextDouble() < 0.024 * stand * (1.1 - depth) * (1.1 - depth);
                long seed = random.nextLong();
                if (drawn) {
                    blade(x, y, lean, length * (0.75 + 0.5 * tone), 1.1 + 3.6 * depth, tone, straw);
                    if (plume) {
                        var own = new SplittableRandom(seed);
                        plume(own, x, y, (length * 1.7 + 52) * (0.75 + 0.6 * own.nextDouble()), depth);
                    }
                }
            }
        }

        private void blade(double x, double y, double lean, double length, double width, double tone, double straw) {
            var dark = new Vector(0.10, 0.13, 0.055).mix(new Vector(0.20, 0.15, 0.07), straw);
            var light = new Vector(0.55, 0.60, 0.20).mix(new Vector(0.96, 0.76, 0.40), straw);
            double tipX = x + lean;
            double tipY = y - length;
            double bendX = x + lean * 0.18;
            double bendY = y - length * 0.62;
            var shape = new Path2D.Double();
            shape.moveTo(x - width / 2, y);
            shape.quadTo(bendX - width / 2, bendY, tipX, tipY);
            shape.quadTo(bendX + width / 2, bendY, x + width / 2, y);
            shape.closePath();
            var tip = dark.mix(light, 0.25 + 0.75 * tone);
            pen.setPaint(new GradientPaint(
                    (float) x, (float) y, colour(dark.times(0.55), 1), (float) tipX, (float) tipY, colour(tip, 1)));
            pen.fill(shape);
        }

        /** A stalk of silver grass: an arch with a feather of hairs that glows against the light. */
        private void plume(SplittableRandom own, double x, double y, double length, double depth) {
            double lean = length * (0.20 + 0.13 * own.nextGaussian());
            double size = 0.45 + 0.75 * depth;
            var straw = new Vector(0.55, 0.43, 0.25).times(0.75 + 0.4 * own.nextDouble());
            var stalk = new Path2D.Double();
            stalk.moveTo(x, y);
            stalk.quadTo(x + lean * 0.15, y - length * 0.7, x + lean * 0.75, y - length);
            pen.setStroke(new BasicStroke((float) (1.1 + 1.7 * depth), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            pen.setPaint(colour(straw, 1));
            pen.draw(stalk);
            int branches = 7 + own.nextInt(6);
            double feather = length * (0.24 + 0.08 * own.nextDouble());
            for (int b = 0; b < branches; b++) {
                double start = b / (double) branches;
                double bx = x + lean * (0.60 + 0.15 * start);
                double by = y - length * (0.90 + 0.10 * start);
                double reachX = feather * (0.42 + 0.32 * own.nextDouble() - 0.5 * (1 - start) * own.nextDouble());
                double reachY = feather * (0.35 + 0.65 * start) * (0.55 + 0.35 * own.nextDouble());
                hairs(own, bx, by, reachX, reachY, size);
            }
        }

        private void hairs(SplittableRandom own, double x, double y, double reachX, double reachY, double size) {
            int hairs = (int) (26 + 26 * size);
            for (int i = 0; i < hairs; i++) {
                double t = (i + own.nextDouble()) / hairs;
                // Up first, then over with the wind.
                double hx = x + reachX * t * (0.35 + 0.65 * t);
                double hy = y - reachY * (1.7 * t - 1.05 * t * t);
                double length = size * (5 + 7 * own.nextDouble()) * (1.1 - 0.5 * t);
                double angle = 0.1 + 0.75 * own.nextGaussian() + 0.5 * t;
                double glow = clamp(0.62 + 0.22 * own.nextGaussian() - 0.12 * t, 0.2, 1.0);
                var hair = new Vector(0.52, 0.40, 0.30).mix(new Vector(1.0, 0.90, 0.74), glow);
                pen.setPaint(colour(hair, 0.62));
                pen.setStroke(
                        new BasicStroke((float) (0.75 * size + 0.3), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
                pen.draw(new Line2D.Double(
                        hx, hy, hx + length * cos(angle), hy + length * (0.35 + 0.4 * t) * sin(angle) - length * 0.25));
            }
        }

        private static Color colour(Vector c, double opacity) {
            return new Color(
                    (float) clamp(c.x, 0.0, 1.0), (float) clamp(c.y, 0.0, 1.0), (float) clamp(c.z, 0.0, 1.0), (float)
                            opacity);
        }

        private static BufferedImage blur(BufferedImage image, double radius) {
            int reach = (int) Math.ceil(radius * 2.5);
            var weights = new float[2 * reach + 1];
            float sum = 0;
            for (int i = -reach; i <= reach; i++) {
                weights[i + reach] = (float) exp(-i * i / (2 * radius * radius));
                sum += weights[i + reach];
            }
            for (int i = 0; i < weights.length; i++) {
                weights[i] /= sum;
            }
            var across = new ConvolveOp(new Kernel(weights.length, 1, weights), ConvolveOp.EDGE_NO_OP, null);
            var down = new ConvolveOp(new Kernel(1, weights.length, weights), ConvolveOp.EDGE_NO_OP, null);
            return down.filter(across.filter(image, null), null);
        }

        private static void lay(BufferedImage layer, double[][] pixels) {
            int[] argb = layer.getRGB(0, 0, layer.getWidth(), layer.getHeight(), null, 0, layer.getWidth());
            for (int i = 0; i < argb.length; i++) {
                double opacity = (argb[i] >>> 24) / 255.0;
                for (int c = 0; c < 3; c++) {
                    double value = (argb[i] >> (16 - 8 * c) & 255) / 255.0;
                    pixels[c][i] = pixels[c][i] * (1 - opacity) + value * opacity;
                }
            }
        }
    }

    /** From light to the values of pixels. */
    static final class Film {
        /** Linear light to sRGB from 0 to 1, with a soft shoulder. */
        static Vector curve(Vector light) {
            return new Vector(curve(light.x), curve(light.y), curve(light.z));
        }

        private static double curve(double light) {
            double exposed = light * 0.78;
            double film = exposed * (2.51 * exposed + 0.03) / (exposed * (2.43 * exposed + 0.59) + 0.14);
            return pow(clamp(film, 0.0, 1.0), 1 / 2.2);
        }

        /** Richer colours, darker corners and grain. */
        static void develop(double[][] pixels, int width, int height) {
            var random = new SplittableRandom(7);
            for (int i = 0; i < width * height; i++) {
                double x = (i % width) / (double) width - 0.5;
                double y = (i / width) / (double) height - 0.5;
                double vignette = 1 - 0.24 * pow((x * x + y * y * 0.7) * 2, 1.4);
                double grey = 0.30 * pixels[0][i] + 0.59 * pixels[1][i] + 0.11 * pixels[2][i];
                double grain = 0.0085 * random.nextGaussian() * (1.15 - grey);
                for (var channel : pixels) {
                    double vivid = grey + 1.16 * (channel[i] - grey);
                    double contrast = vivid + 0.22 * vivid * (1 - vivid) * (vivid - 0.42);
                    channel[i] = clamp(contrast * vignette + grain + 0.003 * random.nextGaussian(), 0.0, 1.0);
                }
            }
        }
    }

    /** The file: turned pixels, and the EXIF that says so. */
    static final class Camera {
        private static final float QUALITY = 0.88f;
        /** The picture's first row is stored as the last column: a viewer must turn it clockwise. */
        private static final int TURNED = 6;

        static byte[] store(double[][] pixels, int width, int height) throws IOException {
            var stored = new BufferedImage(height, width, BufferedImage.TYPE_INT_RGB);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int rgb = 0;
                    for (var channel : pixels) {
                        rgb = rgb << 8 | (int) (channel[y * width + x] * 255 + 0.5);
                    }
                    stored.setRGB(y, width - 1 - x, rgb);
                }
            }
            var jpeg = jpeg(stored);
            int afterJfif = 4 + ((jpeg[4] & 255) << 8 | jpeg[5] & 255);
            var exif = exif(height, width);
            return ByteBuffer.allocate(2 + 4 + exif.length + jpeg.length - afterJfif)
                    .putShort((short) 0xFFD8)
                    .putShort((short) 0xFFE1)
                    .putShort((short) (exif.length + 2))
                    .put(exif)
                    .put(jpeg, afterJfif, jpeg.length - afterJfif)
                    .array();
        }

        private static byte[] jpeg(BufferedImage image) throws IOException {
            var bytes = new ByteArrayOutputStream();
            var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
            var settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(QUALITY);
            try (var out = new MemoryCacheImageOutputStream(bytes)) {
                writer.setOutput(out);
                writer.write(null, new IIOImage(image, null, null), settings);
            } finally {
                writer.dispose();
            }
            return bytes.toByteArray();
        }

        /** Tags by their numbers in the EXIF 2.32 standard. */
        private static byte[] exif(int width, int height) {
            var position = new Directory()
                    .add(0, 1, 4, new byte[] {2, 3, 0, 0})
                    .text(1, "N")
                    .ratios(2, 35, 1, 21, 1, 38, 1)
                    .text(3, "E")
                    .ratios(4, 138, 1, 43, 1, 39, 1)
                    .add(5, 1, 1, new byte[] {0})
                    .ratios(6, 3776, 1);
            var shot = new Directory()
                    .ratios(0x829A, 1, 125)
                    .ratios(0x829D, 8, 1)
                    .number(0x8827, 100)
                    .add(0x9000, 7, 4, ascii("0232"))
                    .text(0x9003, "2026:01:01 06:58:00")
                    .text(0x9011, "+09:00")
                    .ratios(0x920A, 40, 1)
                    .number(0xA001, 1)
                    .number(0xA002, width)
                    .number(0xA003, height)
                    .text(0xA434, "Fractal 40mm F2.8");
            var main = new Directory()
                    .text(0x010F, "Image Resizer")
                    .text(0x0110, "Sample Photograph")
                    .number(0x0112, TURNED)
                    .ratios(0x011A, 72, 1)
                    .ratios(0x011B, 72, 1)
                    .number(0x0128, 2)
                    .text(0x0131, "SamplePhotograph.java")
                    .text(0x0132, "2026:01:01 06:58:00")
                    .text(0x013B, "Image Resizer")
                    .text(0x8298, "Copyright 2026 the authors of Image Resizer");
            int header = 8;
            int shotAt = header + main.size() + 2 * Directory.ENTRY;
            int positionAt = shotAt + shot.size();
            main.pointer(0x8769, shotAt).pointer(0x8825, positionAt);
            return ByteBuffer.allocate(6 + positionAt + position.size())
                    .put(ascii("Exif\0\0MM\0*"))
                    .putInt(header)
                    .put(main.at(header))
                    .put(shot.at(shotAt))
                    .put(position.at(positionAt))
                    .array();
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }

        /** One image file directory of TIFF, big-endian: entries in the order of their tags, then what is over 4 bytes. */
        private static final class Directory {
            static final int ENTRY = 12;

            private final TreeMap<Integer, Entry> entries = new TreeMap<>();

            private record Entry(int type, int count, byte[] value) {
                int outside() {
                    return value.length > 4 ? value.length + value.length % 2 : 0;
                }
            }

            Directory add(int tag, int type, int count, byte[] value) {
                entries.put(tag, new Entry(type, count, value));
                return this;
            }

            Directory text(int tag, String text) {
                return add(tag, 2, text.length() + 1, ascii(text + "\0"));
            }

            Directory number(int tag, int value) {
                return add(
                        tag,
                        3,
                        1,
                        ByteBuffer.allocate(2).putShort((short) value).array());
            }

            Directory pointer(int tag, int offset) {
                return add(tag, 4, 1, ByteBuffer.allocate(4).putInt(offset).array());
            }

            Directory ratios(int tag, int... numbers) {
                var value = ByteBuffer.allocate(4 * numbers.length);
                IntStream.of(numbers).forEach(value::putInt);
                return add(tag, 5, numbers.length / 2, value.array());
            }

            int size() {
                return 2
                        + ENTRY * entries.size()
                        + 4
                        + entries.values().stream().mapToInt(Entry::outside).sum();
            }

            byte[] at(int offset) {
                var bytes = ByteBuffer.allocate(size()).putShort((short) entries.size());
                int outside = 2 + ENTRY * entries.size() + 4;
                for (var tag : entries.keySet()) {
                    var entry = entries.get(tag);
                    bytes.putShort(tag.shortValue())
                            .putShort((short) entry.type)
                            .putInt(entry.count);
                    if (entry.value.length > 4) {
                        bytes.putInt(offset + outside).put(outside, entry.value);
                    } else {
                        bytes.put(entry.value).put(new byte[4 - entry.value.length]);
                    }
                    outside += entry.outside();
                }
                return bytes.array();
            }
        }
    }
}
