package imageresizer.picture.render.libvips;

import imageresizer.picture.RenderOptions.Metadata;
import imageresizer.picture.probe.Exif;
import imageresizer.picture.render.heif.HeifPicture;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What of a source's metadata its renditions carry. */
final class CarriedMetadata {
    private static final String EXIF = "exif-";
    private static final String XMP = "xmp-data";
    private static final String IPTC = "iptc-data";

    /** In libvips' spelling. ifd0 is the picture itself; without the original block, libvips writes one of these. */
    private static final Set<String> EXIF_RIGHTS = Set.of("exif-ifd0-Artist", "exif-ifd0-Copyright");

    /** The embedded thumbnail, which shows the picture before any edit, and the directory that describes it. */
    private static final String THUMBNAIL = "jpeg-thumbnail-data";

    private static final String THUMBNAIL_DIRECTORY = "exif-ifd1-";

    private static final String EXIF_DATA = "exif-data";
    private static final List<String> ORIENTATION = List.of("orientation", "exif-ifd0-Orientation");

    private CarriedMetadata() {}

    private static Optional<byte[]> rights(byte[] data) {
        return Exif.of(data).kept(Metadata.COPYRIGHT).map(Exif::withPreamble);
    }

    /** Gives a picture that another library has decoded what its file said, as libvips' own loaders do. */
    static void set(VipsImage picture, HeifPicture.HeifMetadata metadata) {
        metadata.profile().ifPresent(picture::setProfile);
        metadata.xmp().ifPresent(xmp -> picture.setBlob(XMP, xmp));
        if (metadata.exif().isPresent()) {
            picture.setBlob(EXIF_DATA, Exif.withPreamble(metadata.exif().get()));
            try {
                picture.parseExif();
            } catch (VipsException e) {
                picture.remove(EXIF_DATA); // Broken metadata is no reason to refuse a picture.
            }
            // It is upright already.
            ORIENTATION.forEach(picture::remove);
        }
    }

    /** Takes from a freshly opened picture what its renditions shall not carry. */
    static void reduce(VipsImage picture, Metadata policy) throws VipsException {
        switch (policy) {
            case NONE -> {} // The saver writes none.
            case ALL -> {
                picture.remove(THUMBNAIL);
                for (String field : picture.fields()) {
                    if (field.startsWith(THUMBNAIL_DIRECTORY)) {
                        picture.remove(field);
                    }
                }
            }
            case COPYRIGHT -> {
                picture.remove(THUMBNAIL);
                for (String field : picture.fields()) {
                    if (field.startsWith(EXIF) && !field.equals(EXIF_DATA) && !EXIF_RIGHTS.contains(field)) {
                        picture.remove(field);
                    }
                }
                // The other fields are texts for people; without these bytes libvips would make new ones of the texts.
                reduce(picture, EXIF_DATA, CarriedMetadata::rights);
                reduce(picture, XMP, XmpRights::of);
                reduce(picture, IPTC, IptcRights::of);
            }
        }
    }

    /** The value of the saver's option {@code keep}. The colour profile is left out: renditions are sRGB. */
    static String keep(Metadata policy) {
        return switch (policy) {
            case NONE -> "none";
            case COPYRIGHT -> "exif:xmp:iptc";
            case ALL -> "exif:xmp:iptc:other";
        };
    }

    private static void reduce(VipsImage picture, String field, Function<byte[], Optional<byte[]>> filter)
            throws VipsException {
        if (picture.has(field)) {
            Optional<byte[]> reduced = filter.apply(picture.blob(field));
            picture.remove(field);
            reduced.ifPresent(kept -> picture.setBlob(field, kept));
        }
    }
}
