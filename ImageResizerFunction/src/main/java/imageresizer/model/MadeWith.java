package imageresizer.model;

import static java.util.Objects.requireNonNull;

/**
 * What an outcome depends on.
 *
 * @param settings fingerprint of the settings that renditions are made with
 * @param abilities fingerprint of what else a rejection depends on: memory, limits, engines, the function's version
 */
public record MadeWith(String settings, String abilities) {

    public MadeWith {
        requireNonNull(settings);
        requireNonNull(abilities);
    }
}
