package imageresizer.picture;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * What holds for every rendition.
 *
 * @param background colour behind transparency where the format has none, as {@code #rrggbb}
 * @param metadata which metadata of the source the renditions carry
 * @param animated whether a moving source stays moving in formats that can move
 */
public record RenderOptions(String background, Metadata metadata, boolean animated) {

    private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");

    /** White behind transparency, no metadata, nothing moves. */
    public static final RenderOptions DEFAULT = new RenderOptions("#ffffff", Metadata.NONE, false);

    /** Which metadata of a source its renditions carry. Colours are sRGB and the orientation upright in any case. */
    public enum Metadata {
        /** None at all. */
        NONE,
        /** Artist and copyright from the EXIF data. */
        COPYRIGHT,
        /** All EXIF data, the position included, but for what describes the stored picture and its thumbnail. */
        ALL
    }

    public RenderOptions {
        requireNonNull(metadata);
        if (!COLOUR.matcher(background).matches()) {
            throw new IllegalArgumentException("The background must be a colour such as #ffffff, not " + background);
        }
    }

    /** The background as {@code 0xrrggbb}. */
    public int backgroundRgb() {
        return Integer.parseInt(background, 1, background.length(), 16);
    }
}
