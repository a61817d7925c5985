package imageresizer.picture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The picture formats that are told apart, always by content: a file's name and Content-Type prove nothing. */
public enum PictureFormat {
    JPEG("JPEG", "jpg", "image/jpeg", 65_500),
    PNG("PNG", "png", "image/png", 1_000_000),
    GIF("GIF", "gif", "image/gif", 65_535),
    WEBP("WebP", "webp", "image/webp", 16_383),
    TIFF("TIFF", "tif", "image/tiff", 1_000_000),
    AVIF("AVIF", "avif", "image/avif", 16_384),
    HEIC("HEIC", "heic", "image/heic", 16_384);

    /** Brands of pictures that are coded with HEVC, and the general ones (ISO/IEC 23008-12, annex B). */
    private static final Set<String> HEIC_BRANDS =
            Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "mif2", "msf1");

    /** How many bytes at the start of a file tell its format, at most. */
    public static final int SIGNATURE = 256;

    /** Where in the first box no brand is, but a number. */
    private static final int MINOR_VERSION = 12;

    private final String displayName;
    private final String extension;
    private final String contentType;
    private final int longestSide;

    PictureFormat(String displayName, String extension, String contentType, int longestSide) {
        this.displayName = displayName;
        this.extension = extension;
        this.contentType = contentType;
        this.longestSide = longestSide;
    }

    /**
     * The format of this display name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static PictureFormat named(String displayName) {
        return Arrays.stream(values())
                .filter(format -> format.displayName.equals(displayName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no format is called " + displayName));
    }

    /** The name that people know the format by. */
    public String displayName() {
        return displayName;
    }

    /** The usual file name extension, without the dot. */
    public String extension() {
        return extension;
    }

    /** The media type, as registered with IANA. */
    public String contentType() {
        return contentType;
    }

    /** The most pixels on a side that its encoder writes. */
    public int longestSide() {
        return longestSide;
    }

    /**
     * Tells the format by the signature at the start of {@code content}; empty if it is none of these. The signatures
     * are those of the formats' own specifications: ITU-T T.81, PNG third edition 5.2, GIF89a, RFC 9649, TIFF 6.0 with
     * BigTIFF, ISO/IEC 23000-22 for AVIF and ISO/IEC 23008-12 for HEIC.
     */
    public static Optional<PictureFormat> of(byte[] content) {
        if (startsWith(content, 0, 0xff, 0xd8, 0xff)) {
            return Optional.of(JPEG);
        }
        if (startsWith(content, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
            return Optional.of(PNG);
        }
        if (startsWith(content, 0, 'G', 'I', 'F', '8')) {
            return Optional.of(GIF);
        }
        if (startsWith(content, 0, 'R', 'I', 'F', 'F') && startsWith(content, 8, 'W', 'E', 'B', 'P')) {
            return Optional.of(WEBP);
        }
        if (startsWith(content, 0, 'I', 'I', 42, 0)
                || startsWith(content, 0, 'M', 'M', 0, 42)
                || startsWith(content, 0, 'I', 'I', 43, 0)
                || startsWith(content, 0, 'M', 'M', 0, 43)) {
            return Optional.of(TIFF);
        }
        if (startsWith(content, 4, 'f', 't', 'y', 'p')) {
            List<String> brands = brandsOf(content);
            if (brands.contains("avif") || brands.contains("avis")) {
                return Optional.of(AVIF);
            }
            if (brands.stream().anyMatch(HEIC_BRANDS::contains)) {
                return Optional.of(HEIC);
            }
        }
        return Optional.empty();
    }

    /** The major and compatible brands of an ISO base media file: the whole of its first box. */
    private static List<String> brandsOf(byte[] content) {
        int end = Math.clamp(ByteBuffer.wrap(content).getInt(), 8, Math.min(content.length, SIGNATURE));
        List<String> brands = new ArrayList<>();
        for (int at = 8; at + 4 <= end; at += 4) {
            if (at != MINOR_VERSION) {
                brands.add(new String(content, at, 4, StandardCharsets.ISO_8859_1));
            }
        }
        return brands;
    }

    private static boolean startsWith(byte[] content, int offset, int... signature) {
        if (content.length < offset + signature.length) {
            return false;
        }
        for (int i = 0; i < signature.length; i++) {
            if ((content[offset + i] & 0xff) != signature[i]) {
                return false;
            }
        }
        return true;
    }
}
