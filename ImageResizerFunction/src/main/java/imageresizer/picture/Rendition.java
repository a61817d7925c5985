package imageresizer.picture;

import static java.util.Objects.requireNonNull;

/**
 * One resized copy, encoded.
 *
 * @param spec what was asked, in the format that was really written
 * @param size of the result in pixels
 * @param bytes the encoded file; owned by this record and never written to
 */
public record Rendition(RenditionSpec spec, Size size, byte[] bytes) {

    public Rendition {
        requireNonNull(spec);
        requireNonNull(size);
        requireNonNull(bytes);
    }

    /** The same file as what another spec asks for, in the format that was really written. */
    public Rendition as(RenditionSpec asked) {
        return new Rendition(asked.in(spec.format()), size, bytes);
    }
}
