package imageresizer.picture;

import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How good lossy renditions look: one number on JPEG's scale, which gives the same look in every format, and
 * a format's own number in its place if there is one.
 *
 * @param common 1 to 100, on the scale of libjpeg
 * @param own 1 to 100 on the scale of that format's encoder
 */
public record Quality(int common, Map<PictureFormat, Integer> own) {

    private static final String NUMBER = "[1-9][0-9]?|100";

    private static final Pattern VALUE =
            Pattern.compile("(?<common>" + NUMBER + ")(?<own>( *, *(jpeg|webp|avif)=(" + NUMBER + "))*)");

    private static final Pattern OWN = Pattern.compile("(jpeg|webp|avif)=(" + NUMBER + ")");

    /**
     * On the scales of JPEG, WebP and AVIF, what has the same similarity (SSIM) to photographs of 800 and 400 pixels, by
     * libvips 8.18 with the options of this function. Measured by {@code benchmarks/quality_scale.py}.
     */
    private static final int[][] SAME_LOOK = {
        {1, 1, 1},
        {10, 5, 14},
        {20, 17, 32},
        {30, 29, 40},
        {40, 38, 44},
        {50, 47, 48},
        {60, 57, 51},
        {70, 70, 56},
        {80, 79, 63},
        {90, 88, 77},
        {95, 94, 88},
        {100, 100, 100}
    };

    public Quality {
        own = Map.copyOf(own);
        requireInRange(common);
        own.values().forEach(Quality::requireInRange);
    }

    private static void requireInRange(int quality) {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("quality must be 1 to 100, not " + quality);
        }
    }

    /** The same look in every format. */
    public static Quality of(int common) {
        return new Quality(common, Map.of());
    }

    /**
     * Reads what people write, such as {@code 80} or {@code 80,avif=60}. Of two numbers for one format, the last counts.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Quality parse(String value) {
        Matcher matcher = VALUE.matcher(value);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(value + " is no quality");
        }
        Map<PictureFormat, Integer> own = OWN.matcher(matcher.group("own"))
                .results()
                .collect(Collectors.toMap(
                        each -> format(each.group(1)), each -> Integer.parseInt(each.group(2)), (first, last) -> last));
        return new Quality(Integer.parseInt(matcher.group("common")), own);
    }

    private static PictureFormat format(String name) {
        return Arrays.stream(PictureFormat.values())
                .filter(format -> format.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow();
    }

    /** The number for a format's encoder, 1 to 100 on its own scale. */
    public int in(PictureFormat format) {
        Integer number = own.get(format);
        if (number != null) {
            return number;
        }
        return switch (format) {
            case WEBP -> sameLook(1);
            case AVIF -> sameLook(2);
            case JPEG, PNG, GIF, TIFF, HEIC -> common;
        };
    }

    private int sameLook(int scale) {
        int above = 1;
        while (SAME_LOOK[above][0] < common) {
            above++;
        }
        int[] from = SAME_LOOK[above - 1];
        int[] to = SAME_LOOK[above];
        double share = (common - from[0]) / (double) (to[0] - from[0]);
        return (int) Math.round(from[scale] + share * (to[scale] - from[scale]));
    }
}
