package imageresizer.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import imageresizer.model.MadeWith;
import imageresizer.model.Sha256;
import imageresizer.model.Upload;
import imageresizer.picture.Box;
import imageresizer.picture.Fit;
import imageresizer.picture.Limits;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Quality;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.RenderOptions.Metadata;
import imageresizer.picture.RenditionSpec;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code template.yaml} passes to the function through its environment. This is the only place where it is validated.
 *
 * @param outputBucket where the renditions go
 * @param topicArn which SNS topic is told
 * @param sizes what every picture is fitted into; at least one, differently named
 * @param formats what renditions are encoded as; empty means like the source
 * @param quality of lossy renditions
 * @param options what holds for every rendition
 * @param outputKey where renditions are stored
 * @param publicBaseUrl what addresses of renditions on the web begin with; empty if they have none
 * @param cacheControl the renditions' Cache-Control header
 * @param limits of a picture
 * @param includePrefixes only uploads whose key begins with one of these are resized; empty means all
 * @param excludePrefixes uploads whose key begins with one of these are not resized
 * @param deletesOriginal whether an upload is deleted once all its renditions are stored
 * @param renditionsFollow whether renditions are removed when their upload is
 * @param madeWith fingerprints of what an outcome depends on
 */
public record Settings(
        String outputBucket,
        String topicArn,
        List<NamedBox> sizes,
        List<PictureFormat> formats,
        Quality quality,
        RenderOptions options,
        OutputKeyPattern outputKey,
        String publicBaseUrl,
        String cacheControl,
        Limits limits,
        List<String> includePrefixes,
        List<String> excludePrefixes,
        boolean deletesOriginal,
        boolean renditionsFollow,
        MadeWith madeWith) {

    private static final int MOST_SIZES = 20;
    private static final int FINGERPRINT_DIGITS = 16;
    private static final Pattern SIZE = Pattern.compile("(?:(?<name>[A-Za-z0-9_-]{1,40})=)?"
            + "(?=[0-9x]*[0-9])(?<width>[1-9][0-9]{0,3})?x(?<height>[1-9][0-9]{0,3})?"
            + "(?::(?<fit>inside|cover|fill))?");
    private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");
    private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7e]+");
    private static final Pattern WEB_ADDRESS =
            Pattern.compile("(https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~%/-]*)?)?");
    private static final Pattern PIXELS = Pattern.compile("[1-9][0-9]{0,8}|1000000000");

    public Settings {
        requireNonNull(outputBucket);
        requireNonNull(topicArn);
        sizes = List.copyOf(sizes);
        formats = List.copyOf(formats);
        requireNonNull(quality);
        requireNonNull(options);
        requireNonNull(outputKey);
        requireNonNull(publicBaseUrl);
        requireNonNull(cacheControl);
        requireNonNull(limits);
        includePrefixes = List.copyOf(includePrefixes);
        excludePrefixes = List.copyOf(excludePrefixes);
        requireNonNull(madeWith);
    }

    /** A box with what it is called in keys and mails. */
    public record NamedBox(String name, Box box, Fit fit) {}

    /**
     * Reads and validates the settings.
     *
     * @throws InvalidSettingException naming the first variable that is missing or wrong
     */
    public static Settings from(Map<String, String> environment) {
        return new Settings(
                Setting.OUTPUT_BUCKET.in(environment),
                Setting.TOPIC_ARN.in(environment),
                sizes(environment),
                formats(environment),
                quality(environment),
                new RenderOptions(
                        matching(Setting.BACKGROUND, COLOUR, environment),
                        oneOf(Setting.METADATA, Metadata.values(), environment),
                        oneOf(Setting.ANIMATION, Animation.values(), environment) == Animation.KEEP),
                outputKey(environment),
                matching(Setting.PUBLIC_BASE_URL, WEB_ADDRESS, environment),
                matching(Setting.CACHE_CONTROL, PRINTABLE, environment),
                Limits.ofPixels(Long.parseLong(matching(Setting.MAX_PIXELS, PIXELS, environment))),
                prefixes(Setting.INCLUDE_PREFIXES, environment),
                prefixes(Setting.EXCLUDE_PREFIXES, environment),
                oneOf(Setting.DELETE_ORIGINAL, DeleteOriginal.values(), environment) == DeleteOriginal.AFTER_SUCCESS,
                oneOf(Setting.ON_REMOVAL, OnRemoval.values(), environment) == OnRemoval.REMOVE_RENDITIONS,
                new MadeWith(
                        fingerprint(Arrays.stream(Setting.values())
                                .filter(Setting::shapesRenditions)
                                .map(setting -> setting + "=" + setting.in(environment))),
                        // With more memory or newer code, a picture that was rejected may be resized.
                        fingerprint(Stream.of("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION")
                                .map(variable -> variable + "=" + environment.getOrDefault(variable, "")))));
    }

    private static String fingerprint(Stream<String> values) {
        return Sha256.of(values.collect(Collectors.joining("\n")).getBytes(UTF_8))
                .substring(0, FINGERPRINT_DIGITS);
    }

    /** Every rendition that an upload of any format could have, also where an engine can't write what was asked. */
    public List<RenditionSpec> possibleRenditions() {
        return sizes.stream()
                .flatMap(
                        size -> Stream.of(PictureFormat.JPEG, PictureFormat.PNG, PictureFormat.WEBP, PictureFormat.AVIF)
                                .map(format -> new RenditionSpec(size.name(), size.box(), size.fit(), format, quality)))
                .toList();
    }

    /** The renditions that a picture of the {@code source} format shall have. */
    public List<RenditionSpec> renditionsOf(PictureFormat source) {
        List<PictureFormat> wanted = formats.isEmpty() ? List.of(formatLike(source)) : formats;
        return sizes.stream()
                .flatMap(size -> wanted.stream()
                        .map(format -> new RenditionSpec(size.name(), size.box(), size.fit(), format, quality)))
                .toList();
    }

    /** Whether uploads of this key are to be resized. */
    public boolean concerns(String key) {
        return (includePrefixes.isEmpty() || includePrefixes.stream().anyMatch(key::startsWith))
                && excludePrefixes.stream().noneMatch(key::startsWith);
    }

    /** Whether an upload's key is in the folder of the renditions, of a bucket that holds both. */
    public boolean isRenditionKey(Upload upload) {
        return upload.bucket().equals(outputBucket) && outputKey.isRenditionKey(upload.key());
    }

    /** A rendition keeps its source's format, unless that is one that browsers or size speak against. */
    private static PictureFormat formatLike(PictureFormat source) {
        return switch (source) {
            case JPEG, TIFF, HEIC -> PictureFormat.JPEG;
            case PNG, GIF -> PictureFormat.PNG;
            case WEBP -> PictureFormat.WEBP;
            case AVIF -> PictureFormat.AVIF;
        };
    }

    private enum Animation {
        FIRST_FRAME,
        KEEP
    }

    private enum DeleteOriginal {
        NEVER,
        AFTER_SUCCESS
    }

    private enum OnRemoval {
        REMOVE_RENDITIONS,
        KEEP
    }

    private static List<NamedBox> sizes(Map<String, String> environment) {
        Fit fit = oneOf(Setting.FIT, Fit.values(), environment);
        String value = Setting.SIZES.in(environment);
        List<NamedBox> sizes = items(value)
                .map(SIZE::matcher)
                .map(size -> {
                    if (!size.matches()) {
                        throw new InvalidSettingException(Setting.SIZES, value);
                    }
                    return named(size, fit);
                })
                .toList();
        if (sizes.size() > MOST_SIZES || !areDifferent(sizes, NamedBox::name)) {
            throw new InvalidSettingException(Setting.SIZES, value);
        }
        return sizes;
    }

    private static NamedBox named(Matcher size, Fit usualFit) {
        Box box = new Box(side(size.group("width")), side(size.group("height")));
        @Nullable String fit = size.group("fit");
        @Nullable String name = size.group("name");
        if (name == null) {
            name = fit == null ? box.toString() : box + "-" + fit;
        }
        return new NamedBox(name, box, fit == null ? usualFit : Fit.valueOf(fit.toUpperCase(Locale.ROOT)));
    }

    private static OptionalInt side(@Nullable String pixels) {
        return pixels == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(pixels));
    }

    private static List<PictureFormat> formats(Map<String, String> environment) {
        String value = Setting.FORMATS.in(environment);
        if (value.equals("same")) {
            return List.of();
        }
        List<PictureFormat> formats = items(value)
                .map(name -> switch (name) {
                    case "jpeg" -> PictureFormat.JPEG;
                    case "png" -> PictureFormat.PNG;
                    case "webp" -> PictureFormat.WEBP;
                    case "avif" -> PictureFormat.AVIF;
                    default -> throw new InvalidSettingException(Setting.FORMATS, value);
                })
                .toList();
        if (!areDifferent(formats, Function.identity())) {
            throw new InvalidSettingException(Setting.FORMATS, value);
        }
        return formats;
    }

    private static Quality quality(Map<String, String> environment) {
        String value = Setting.QUALITY.in(environment);
        try {
            return Quality.parse(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(Setting.QUALITY, value);
        }
    }

    private static OutputKeyPattern outputKey(Map<String, String> environment) {
        String value = Setting.OUTPUT_KEY.in(environment);
        OutputKeyPattern pattern =
                OutputKeyPattern.of(value).orElseThrow(() -> new InvalidSettingException(Setting.OUTPUT_KEY, value));
        boolean isOneBucket = Setting.INPUT_BUCKET_NAME.in(environment).equals(Setting.OUTPUT_BUCKET.in(environment));
        if (isOneBucket && !pattern.hasFolderOfItsOwn()) {
            throw new InvalidSettingException(
                    Setting.OUTPUT_KEY.name(),
                    "a pattern that begins with a folder for the renditions alone, such as resized/{key}/{name}.{ext},"
                            + " because " + Setting.INPUT_BUCKET_NAME + " and " + Setting.OUTPUT_BUCKET
                            + " are the same bucket",
                    value);
        }
        for (NamedBox size : sizes(environment)) {
            if (!pattern.takesName(size.name())) {
                throw new InvalidSettingException(
                        Setting.OUTPUT_KEY.name(),
                        "a pattern without {name} behind an underscore, because " + Setting.SIZES + " has the name "
                                + size.name() + "; with this pattern, a name such as "
                                + size.name().replace('_', '-') + " is allowed",
                        value);
            }
        }
        return pattern;
    }

    private static List<String> prefixes(Setting setting, Map<String, String> environment) {
        String value = setting.in(environment);
        List<String> prefixes = value.isEmpty() ? List.of() : items(value).toList();
        if (prefixes.stream().anyMatch(String::isEmpty)) {
            throw new InvalidSettingException(setting, value);
        }
        return prefixes;
    }

    private static Stream<String> items(String list) {
        return Arrays.stream(list.split(",", -1)).map(String::strip);
    }

    private static <T> boolean areDifferent(List<T> items, Function<T, ?> identity) {
        return items.stream().map(identity).allMatch(new HashSet<>()::add);
    }

    private static String matching(Setting setting, Pattern allowed, Map<String, String> environment) {
        String value = setting.in(environment);
        if (!allowed.matcher(value).matches()) {
            throw new InvalidSettingException(setting, value);
        }
        return value;
    }

    /** A constant is set as {@code like-this}. */
    private static <E extends Enum<E>> E oneOf(Setting setting, E[] constants, Map<String, String> environment) {
        String value = setting.in(environment);
        return Arrays.stream(constants)
                .filter(constant -> constant.name()
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-')
                        .equals(value))
                .findFirst()
                .orElseThrow(() -> new InvalidSettingException(setting, value));
    }
}
