package imageresizer.local.s3;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a bucket, in the order of keys.
 *
 * @param next to go on behind it; null if it is the end
 */
public record ObjectPage(
        List<StoredObject> objects, @Nullable String next) {

    public ObjectPage {
        objects = List.copyOf(objects);
    }
}
