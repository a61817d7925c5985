package imageresizer.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import imageresizer.model.Sha256;
import imageresizer.picture.RenditionSpec;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where renditions are stored, as a pattern. Its placeholders are <code>{name}</code> and <code>{ext}</code>, the
 * rendition's, and of the upload either <code>{key}</code> or <code>{dir}/</code> with <code>{stem}</code>. For
 * {@code trip/cat.jpg}, <code>{dir}/</code> is {@code trip/} and <code>{stem}</code> is {@code cat_jpg}. For {@code cat.jpg},
 * <code>{dir}/</code> is empty.
 *
 * <p>Two uploads, or two renditions of one, never share a key, because an output key can be read backwards:
 *
 * <ol>
 *   <li>What is before and behind the upload's parts has a fixed number of slashes, since names, extensions and stems have
 *       none. So its whole folders can be cut off, at both ends and between <code>{dir}/</code> and <code>{stem}</code>.
 *   <li>What else follows the upload's last part begins with a dot or an underscore, and has a fixed number of that
 *       character: extensions have neither, names have no dot, and behind an underscore no name may have one ({@link
 *       #takesName}). So it can be cut off, too.
 *   <li>A stem that ends in an underscore is a file name and that underscore. In any other, the last underscore was the
 *       dot before an extension of letters and digits.
 * </ol>
 *
 * <p>Immutable.
 */
public final class OutputKeyPattern {

    /** S3's limit for a key, in bytes of UTF-8. */
    private static final int LONGEST = 1024;

    /** Of a pattern, so that there is always room for a key. */
    private static final int LONGEST_PATTERN = 200;

    /** The folder of the manifests. */
    private static final String RESERVED = ".image-resizer";

    /** A pattern that begins with a dot could lead into the reserved folder, even by a name. */
    private static final Pattern VALID = Pattern.compile(("(?!(?:\\{dir\\}/)?[/.])(?!.*\\.\\.)(?<before>(?:ANY*/)?)"
                    + "(?:\\{key\\}|\\{dir\\}/(?<between>(?:ANY*/)?)\\{stem\\})"
                    + "(?<behind>|/ANY*|[._](?:(?!/)ANY)*)")
            .replace("ANY", "(?:[A-Za-z0-9/!_.*'() -]|\\{name\\}|\\{ext\\})"));

    private static final Pattern LIKE_SHORTENED = Pattern.compile("(?s).*~[0-9a-f]{64}");
    private static final Pattern WITH_EXTENSION = Pattern.compile("(?s)(.*)\\.([A-Za-z0-9]+)");

    private final String before;
    private final boolean isSplit;
    private final String between;
    private final String behind;

    /** @param between what is between <code>{dir}/</code> and <code>{stem}</code>; null if the pattern has the whole key */
    private OutputKeyPattern(String before, @Nullable String between, String behind) {
        this.before = requireNonNull(before);
        this.isSplit = between != null;
        this.between = between == null ? "" : between;
        this.behind = requireNonNull(behind);
    }

    /** The pattern; empty if two uploads or renditions could share a key under it. */
    public static Optional<OutputKeyPattern> of(String pattern) {
        Matcher parts = VALID.matcher(pattern);
        if (pattern.length() > LONGEST_PATTERN
                || !parts.matches()
                || !holdsOnce(pattern, "{name}")
                || !holdsOnce(pattern, "{ext}")) {
            return Optional.empty();
        }
        return Optional.of(new OutputKeyPattern(parts.group("before"), parts.group("between"), parts.group("behind")));
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

    /** Whether renditions may have this name. Behind an underscore, a name with another one could be of two uploads. */
    public boolean takesName(String name) {
        return !name.contains("_") || !(behind.startsWith("_") && behind.contains("{name}"));
    }

    /**
     * The key of a rendition: always the same for the same upload and spec.
     *
     * @throws IllegalArgumentException if the pattern does not take the spec's name
     */
    public String keyOf(String uploadKey, RenditionSpec spec) {
        if (!takesName(spec.name())) {
            throw new IllegalArgumentException("no rendition may be called " + spec.name() + " by this pattern");
        }
        String head = filled(before, spec);
        String middle = filled(between, spec);
        String tail = filled(behind, spec);
        if (!isSplit) {
            return head + fitted(uploadKey, bytes(head + tail)) + tail;
        }
        // A stem may be a byte longer than its file name.
        String key = fitted(uploadKey, bytes(head + middle + tail) + 1);
        int file = key.lastIndexOf('/') + 1;
        return head + key.substring(0, file) + middle + stem(key.substring(file)) + tail;
    }

    /** A file name in which the dot before the extension is an underscore; one without extension gets an underscore. */
    private static String stem(String file) {
        Matcher parts = WITH_EXTENSION.matcher(file);
        return parts.matches() ? parts.group(1) + "_" + parts.group(2) : file + "_";
    }

    /**
     * The key of an upload's manifest, for every pattern. No rendition has it, since no pattern leads into the reserved
     * folder and uploads in it are not resized.
     */
    public static String manifestKeyOf(String uploadKey) {
        String head = RESERVED + "/";
        String tail = ".json";
        return head + fitted(uploadKey, bytes(head + tail)) + tail;
    }

    /** Whether a key is in the folder of the manifests, or is that folder's name. */
    public static boolean isReserved(String key) {
        return key.equals(RESERVED) || key.startsWith(RESERVED + "/");
    }

    /** The upload's key, or a shorter one for it if others need so many bytes that there is no room. */
    private static String fitted(String uploadKey, int others) {
        int room = LONGEST - others;
        boolean asItIs =
                bytes(uploadKey) <= room && !LIKE_SHORTENED.matcher(uploadKey).matches();
        return asItIs ? uploadKey : shortened(uploadKey, room);
    }

    private static String filled(String part, RenditionSpec spec) {
        return part.replace("{name}", spec.name())
                .replace("{ext}", spec.format().extension());
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
