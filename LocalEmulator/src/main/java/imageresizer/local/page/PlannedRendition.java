package imageresizer.local.page;

/**
 * A rendition that settings would make of a picture that nobody has uploaded.
 *
 * @param name as in the setting {@code Sizes}
 * @param key where it would be stored
 * @param width in pixels; so is the height
 * @param isCut whether a part of the picture would be cut off
 */
public record PlannedRendition(String name, String key, int width, int height, boolean isCut) {}
