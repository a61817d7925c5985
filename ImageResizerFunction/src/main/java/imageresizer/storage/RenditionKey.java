package imageresizer.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import imageresizer.picture.RenditionSpec;

/**
 * Where a rendition is stored: always the same key for the same upload and spec, and never one that another upload's
 * rendition has, since the folder is the upload's whole key.
 */
final class RenditionKey {

    /** S3's limit for a key, in bytes of UTF-8. */
    private static final int LONGEST = 1024;

    private RenditionKey() {}

    static String of(String uploadKey, RenditionSpec spec) {
        String file = "/" + spec.name() + "." + spec.format().extension();
        int room = LONGEST - file.getBytes(UTF_8).length;
        return (uploadKey.getBytes(UTF_8).length <= room ? uploadKey : shortened(uploadKey, room)) + file;
    }

    /** A key too long to be a folder keeps its beginning, and its hash keeps it apart from others that begin so. */
    private static String shortened(String key, int room) {
        String hash = "~" + Sha256.of(key.getBytes(UTF_8));
        StringBuilder kept = new StringBuilder();
        int left = room - hash.length();
        for (int codePoint : key.codePoints().toArray()) {
            String character = Character.toString(codePoint);
            left -= character.getBytes(UTF_8).length;
            if (left < 0) {
                break;
            }
            kept.append(character);
        }
        return kept + hash;
    }
}
