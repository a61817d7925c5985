package imageresizer.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import imageresizer.model.Sha256;
import imageresizer.picture.RenditionSpec;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where renditions are stored, as a pattern with the placeholders <code>{key}</code> (the upload's), <code>{name}</code>
 * and <code>{ext}</code> (the rendition's).
 *
 * <p>Two uploads, or two renditions of one, never share a key: names and extensions hold neither slash nor dot, so an
 * output key can be read backwards. The part before <code>{key}</code> has a fixed number of slashes, and the part behind
 * it either has a fixed number of them and begins with one, or has none and a fixed number of dots and begins with one.
 * Both can therefore be cut off, and what is left is the upload's key.
 */
public final class OutputKeyPattern {

    /** S3's limit for a key, in bytes of UTF-8. */
    private static final int LONGEST = 1024;

    /** Of a pattern, so that there is always room for a key. */
    private static final int LONGEST_PATTERN = 200;

    /** The folder of the manifests. */
    private static final String RESERVED = ".image-resizer/";

    private static final String TEXT = "[A-Za-z0-9/!_.*'() -]";
    private static final Pattern VALID = Pattern.compile("(?!/)(?!.*\\.\\.)"
            + "(?<before>(?:(?:TEXT|\\{name\\}|\\{ext\\})*/)?)\\{key\\}".replace("TEXT", TEXT)
            + "(?<behind>|[/.](?:TEXT|\\{name\\}|\\{ext\\})*)".replace("TEXT", TEXT));
    private static final Pattern LIKE_SHORTENED = Pattern.compile("(?s).*~[0-9a-f]{64}");

    private final String before;
    private final String behind;

    private OutputKeyPattern(String before, String behind) {
        this.before = requireNonNull(before);
        this.behind = requireNonNull(behind);
    }

    /** The pattern; empty if two uploads or renditions could share a key under it. */
    public static Optional<OutputKeyPattern> of(String pattern) {
        Matcher parts = VALID.matcher(pattern);
        if (pattern.length() > LONGEST_PATTERN
                || pattern.startsWith(RESERVED)
                || !parts.matches()
                || !holdsOnce(pattern, "{name}")
                || !holdsOnce(pattern, "{ext}")) {
            return Optional.empty();
        }
        String behind = parts.group("behind");
        if (behind.startsWith(".") && behind.contains("/")) {
            return Optional.empty();
        }
        return Optional.of(new OutputKeyPattern(parts.group("before"), behind));
    }

    private static boolean holdsOnce(String pattern, String placeholder) {
        int first = pattern.indexOf(placeholder);
        return first >= 0 && first == pattern.lastIndexOf(placeholder);
    }

    /**
     * Whether all renditions are in a folder that holds nothing else. One bucket may then hold uploads and renditions: the
     * function makes no renditions of what is in that folder.
     */
    public boolean hasFolderOfItsOwn() {
        return !folder().isEmpty();
    }

    /** Whether a key is in the folder of the renditions. False if they have no folder of their own. */
    public boolean isRenditionKey(String key) {
        String folder = folder();
        return !folder.isEmpty() && key.startsWith(folder);
    }

    /** What the key of every rendition begins with, up to a slash; empty if they differ before that. */
    private String folder() {
        int placeholder = before.indexOf('{');
        String fixed = placeholder < 0 ? before : before.substring(0, placeholder);
        return fixed.substring(0, fixed.lastIndexOf('/') + 1);
    }

    /** The key of a rendition: always the same for the same upload and spec. */
    public String keyOf(String uploadKey, RenditionSpec spec) {
        return keyOf(uploadKey, spec.name(), spec.format().extension());
    }

    /**
     * The key of an upload's manifest, for every pattern. No rendition has it, since no pattern begins with the
     * reserved folder and uploads in it are not resized.
     */
    public static String manifestKeyOf(String uploadKey) {
        return between(RESERVED, uploadKey, ".json");
    }

    /** Whether a key is in the folder of the manifests. */
    public static boolean isReserved(String key) {
        return key.startsWith(RESERVED);
    }

    private String keyOf(String uploadKey, String name, String extension) {
        return between(filled(before, name, extension), uploadKey, filled(behind, name, extension));
    }

    private static String between(String head, String uploadKey, String tail) {
        int room = LONGEST - bytes(head) - bytes(tail);
        boolean asItIs =
                bytes(uploadKey) <= room && !LIKE_SHORTENED.matcher(uploadKey).matches();
        return head + (asItIs ? uploadKey : shortened(uploadKey, room)) + tail;
    }

    private static String filled(String part, String name, String extension) {
        return part.replace("{name}", name).replace("{ext}", extension);
    }

    /**
     * A key too long to be kept has its end replaced by its hash. So has a key that looks as if it had been shortened:
     * no uploader can choose a key that leads to another upload's renditions.
     */
    private static String shortened(String key, int room) {
        String hash = "~" + Sha256.of(key.getBytes(UTF_8));
        StringBuilder kept = new StringBuilder();
        int left = room - hash.length();
        for (int codePoint : key.codePoints().toArray()) {
            String character = Character.toString(codePoint);
            left -= bytes(character);
            if (left < 0) {
                break;
            }
            kept.append(character);
        }
        return kept + hash;
    }

    private static int bytes(String text) {
        return text.getBytes(UTF_8).length;
    }
}
