package imageresizer.picture;

/**
 * What a file's first bytes say about the picture, before anything is decoded.
 *
 * @param format told by content
 * @param size in pixels, upright: as the picture is seen, not as it is stored
 */
public record PictureHeader(PictureFormat format, Size size) {}
