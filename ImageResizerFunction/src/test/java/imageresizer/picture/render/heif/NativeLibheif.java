package imageresizer.picture.render.heif;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The libheif that {@code HeifLayer/fetch} gets; tests that need it are skipped where it is not. */
public final class NativeLibheif {
    private static final Path FOLDER = Path.of("../HeifLayer/target/heif", LibheifLibrary.architecture());

    private static @Nullable Libheif loaded;

    private NativeLibheif() {}

    public static synchronized Libheif get() {
        assumeTrue(
                Files.isDirectory(FOLDER), "skipped: run `HeifLayer/fetch HeifLayer/target` at the top to test HEIC");
        if (loaded == null) {
            try {
                loaded = Libheif.load(environment());
            } catch (LibheifUnavailableException e) {
                fail(e);
            }
        }
        return Objects.requireNonNull(loaded);
    }

    public static Map<String, String> environment() {
        return Map.of("HEIF_DIR", FOLDER.toString());
    }
}
