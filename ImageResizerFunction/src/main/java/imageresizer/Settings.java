package imageresizer;

import static java.util.Objects.requireNonNull;

import imageresizer.picture.PictureFormat;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.Size;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code template.yaml} tells the function through its environment.
 *
 * @param outputBucket where the renditions go
 * @param topicArn which SNS topic is told
 * @param boxes what every picture is fitted into, in pixels; at least one, each once
 * @param quality of lossy renditions, 1 to 100
 * @param cacheControl the renditions' Cache-Control header
 */
public record Settings(String outputBucket, String topicArn, List<Size> boxes, int quality, String cacheControl) {

    private static final Pattern BOX = Pattern.compile("([1-9][0-9]{0,4})x([1-9][0-9]{0,4})");
    private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7e]+");

    public Settings {
        requireNonNull(outputBucket);
        requireNonNull(topicArn);
        boxes = List.copyOf(boxes);
        requireNonNull(cacheControl);
    }

    /**
     * Reads and validates the settings.
     *
     * @throws InvalidSettingException naming the first variable that is missing or wrong
     */
    public static Settings from(Map<String, String> environment) {
        return new Settings(
                required(environment, "OUTPUT_BUCKET", "the name of the bucket for the renditions"),
                required(environment, "TOPIC_ARN", "the ARN of the notification topic"),
                boxes(environment),
                quality(environment),
                cacheControl(environment));
    }

    /** The renditions that a picture of the {@code source} format shall have. */
    public List<RenditionSpec> renditionsOf(PictureFormat source) {
        return boxes.stream()
                .map(box -> new RenditionSpec(box.toString(), box, formatLike(source), quality))
                .toList();
    }

    /** A rendition keeps its source's format, unless that is one that browsers or size speak against. */
    private static PictureFormat formatLike(PictureFormat source) {
        return switch (source) {
            case JPEG, TIFF -> PictureFormat.JPEG;
            case PNG, GIF -> PictureFormat.PNG;
            case WEBP -> PictureFormat.WEBP;
            case AVIF -> PictureFormat.AVIF;
        };
    }

    private static List<Size> boxes(Map<String, String> environment) {
        String variable = "SIZES";
        String allowed =
                "a comma list of different WIDTHxHEIGHT boxes, such as 200x200,800x800, each number from 1 to 99999";
        String value = required(environment, variable, allowed);
        List<Size> boxes = Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .map(BOX::matcher)
                .map(box -> {
                    if (!box.matches()) {
                        throw new InvalidSettingException(variable, value, allowed);
                    }
                    return sizeOf(box);
                })
                .toList();
        Set<Size> different = new HashSet<>(boxes);
        if (different.size() < boxes.size()) {
            throw new InvalidSettingException(variable, value, allowed);
        }
        return boxes;
    }

    private static Size sizeOf(Matcher box) {
        return new Size(Integer.parseInt(box.group(1)), Integer.parseInt(box.group(2)));
    }

    private static int quality(Map<String, String> environment) {
        String variable = "QUALITY";
        String allowed = "a whole number from 1 to 100";
        String value = required(environment, variable, allowed);
        if (!value.matches("[1-9][0-9]?|100")) {
            throw new InvalidSettingException(variable, value, allowed);
        }
        return Integer.parseInt(value);
    }

    private static String cacheControl(Map<String, String> environment) {
        String variable = "CACHE_CONTROL";
        String allowed = "one line of printable ASCII, such as public, max-age=86400";
        String value = required(environment, variable, allowed);
        if (!PRINTABLE.matcher(value).matches()) {
            throw new InvalidSettingException(variable, value, allowed);
        }
        return value;
    }

    private static String required(Map<String, String> environment, String variable, String allowed) {
        @Nullable String value = environment.get(variable);
        if (value == null || value.isBlank()) {
            throw new InvalidSettingException(variable, allowed);
        }
        return value;
    }
}
