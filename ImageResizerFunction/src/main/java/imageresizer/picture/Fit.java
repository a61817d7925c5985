package imageresizer.picture;

/** How a picture is fitted into a {@link Box}. */
public enum Fit {
    /** The whole picture, as large as the box has room for. */
    INSIDE,
    /** The middle of the picture, in the shape of the box and filling it. */
    COVER,
    /** The whole picture, in the shape of the box, however that distorts it. */
    FILL
}
