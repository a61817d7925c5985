package imageresizer.settings;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables that {@code template.yaml} sets for the function. The parameter of the template that a
 * variable comes from has the same name, written {@code LikeThis} instead of {@code LIKE_THIS}.
 */
public enum Setting {
    INPUT_BUCKET_NAME("the name of a bucket that was there before the stack, or empty"),
    OUTPUT_BUCKET("the name of the bucket for the renditions"),
    TOPIC_ARN("the ARN of the notification topic"),
    SIZES("a comma list of at most 20 differently named boxes WxH, Wx or xH, such as 200x200,banner=1200x:cover, each"
            + " number from 1 to 9999"),
    FIT("inside, cover or fill"),
    FORMATS("same, or a comma list of different ones of jpeg, png, webp and avif"),
    QUALITY("a whole number from 1 to 100, or such as 80,avif=60"),
    BACKGROUND("a colour such as #ffffff"),
    METADATA("none, copyright or all"),
    ANIMATION("first-frame or keep"),
    OUTPUT_KEY("a pattern such as {key}/{name}.{ext} or {dir}/{stem}_{name}.{ext}, with {name} and {ext} once each,"
        + " and either {key}, or {dir}/ and later {stem}; before {key}, {dir} and {stem}, nothing or a slash; behind"
        + " {key} and {stem}, nothing, a slash, or a dot or underscore that no slash follows; no slash or dot at the"
        + " start (also without {dir}/), no two dots together; at most 200 letters, digits, spaces and /!_.*'()-"),
    PUBLIC_BASE_URL("an address such as https://img.example.com/photos, or empty"),
    CACHE_CONTROL("one line of printable ASCII, such as public, max-age=86400"),
    MAX_PIXELS("a whole number from 1 to 1000000000"),
    INCLUDE_PREFIXES("a comma list of prefixes of keys, such as photos/,scans/, or empty"),
    EXCLUDE_PREFIXES("a comma list of prefixes of keys, such as drafts/, or empty"),
    DELETE_ORIGINAL("never or after-success"),
    ON_REMOVAL("remove-renditions or keep");

    private final String allowed;

    Setting(String allowed) {
        this.allowed = allowed;
    }

    /** What the variable must be, as the end of a sentence. */
    String allowed() {
        return allowed;
    }

    /** The variable's value; empty if it is not set and may be empty. */
    String in(Map<String, String> environment) {
        @Nullable String value = environment.get(name());
        if (value == null || value.isBlank()) {
            if (mayBeEmpty()) {
                return "";
            }
            throw new InvalidSettingException(this);
        }
        return value;
    }

    /** Whether another value makes other renditions. */
    boolean shapesRenditions() {
        return switch (this) {
            case SIZES, FIT, FORMATS, QUALITY, BACKGROUND, METADATA, ANIMATION, OUTPUT_KEY, CACHE_CONTROL, MAX_PIXELS ->
                true;
            case INPUT_BUCKET_NAME,
                    OUTPUT_BUCKET,
                    TOPIC_ARN,
                    PUBLIC_BASE_URL,
                    INCLUDE_PREFIXES,
                    EXCLUDE_PREFIXES,
                    DELETE_ORIGINAL,
                    ON_REMOVAL -> false;
        };
    }

    private boolean mayBeEmpty() {
        return switch (this) {
            case INPUT_BUCKET_NAME, PUBLIC_BASE_URL, INCLUDE_PREFIXES, EXCLUDE_PREFIXES -> true;
            default -> false;
        };
    }
}
