package imageresizer.local.s3;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keys as names of files in one folder: the hexadecimal digits of their UTF-8 bytes. Names sort as S3 sorts keys, and
 * the name of a prefix is the prefix of the names.
 */
final class FlatKey {
    private static final Pattern NAME = Pattern.compile("(?:[0-9a-f]{2})+");

    private FlatKey() {}

    static String encode(String key) {
        return HexFormat.of().formatHex(key.getBytes(StandardCharsets.UTF_8));
    }

    static @Nullable String encodeNullable(@Nullable String key) {
        return key == null ? null : encode(key);
    }

    /** Returns the key, or nothing for a file that is not an object, such as one that is just being written. */
    static Optional<String> decode(String name) {
        return NAME.matcher(name).matches()
                ? Optional.of(new String(HexFormat.of().parseHex(name), StandardCharsets.UTF_8))
                : Optional.empty();
    }
}
