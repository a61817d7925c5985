package imageresizer.local.s3;

import static java.util.Objects.requireNonNullElse;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CommonPrefix;

/**
 * One page of a listing, filled in S3's order: keys that share what comes before the delimiter count as one common
 * prefix, and a page ends where it is full. Not thread-safe.
 */
final class ListingPage<T> {
    private static final int DEFAULT_SIZE = 1000;

    private final int start;
    private final @Nullable String delimiter;
    private final String after;
    private final int size;
    private final List<T> entries = new ArrayList<>();
    private final List<CommonPrefix> commonPrefixes = new ArrayList<>();
    private @Nullable String lastName;
    private boolean truncated;

    /** @param after the last name (key or common prefix) of the page before; null for the first page */
    ListingPage(@Nullable String prefix, @Nullable String delimiter, @Nullable String after, @Nullable Integer size) {
        this.start = prefix == null ? 0 : prefix.length();
        this.delimiter = delimiter == null || delimiter.isEmpty() ? null : delimiter;
        this.after = FlatKey.encode(requireNonNullElse(after, ""));
        this.size = requireNonNullElse(size, DEFAULT_SIZE);
    }

    /** Takes the next entry; its key must come after the page before. Returns false once the page is full. */
    boolean offer(String key, T entry) {
        String commonPrefix = commonPrefix(key);
        if (commonPrefix != null
                && (commonPrefix.equals(lastName)
                        || FlatKey.encode(commonPrefix).compareTo(after) <= 0)) {
            return true;
        }
        if (entries.size() + commonPrefixes.size() >= size) {
            truncated = size > 0;
            return false;
        }
        if (commonPrefix == null) {
            entries.add(entry);
            lastName = key;
        } else {
            commonPrefixes.add(CommonPrefix.builder().prefix(commonPrefix).build());
            lastName = commonPrefix;
        }
        return true;
    }

    private @Nullable String commonPrefix(String key) {
        int end = delimiter == null ? -1 : key.indexOf(delimiter, start);
        return delimiter == null || end < 0 ? null : key.substring(0, end + delimiter.length());
    }

    List<T> entries() {
        return entries;
    }

    List<CommonPrefix> commonPrefixes() {
        return commonPrefixes;
    }

    boolean isTruncated() {
        return truncated;
    }

    /** Where the next page goes on; null if this one is the last. */
    @Nullable
    String next() {
        return truncated ? lastName : null;
    }
}
