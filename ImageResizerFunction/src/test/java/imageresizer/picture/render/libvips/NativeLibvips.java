package imageresizer.picture.render.libvips;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The libvips that {@code npm ci} puts into {@code LibvipsLayer}; tests that need it are skipped where it is not. */
final class NativeLibvips {
    private static final Path FOLDER =
            Path.of("../LibvipsLayer/node_modules/@img/sharp-libvips-linux-" + LibvipsLibrary.architecture(), "lib");

    private static final String SKIPPED = "SKIPPED: the tests of the fast engine, because native libvips is not there."
            + " To run them: npm ci --prefix LibvipsLayer";

    private static final boolean IS_THERE = Files.isDirectory(FOLDER);

    private static @Nullable Libvips loaded;

    static {
        if (!IS_THERE) {
            // Once for all tests; of a failed assumption, Maven shows no more than a number.
            System.out.println(SKIPPED);
        }
    }

    private NativeLibvips() {}

    static boolean isThere() {
        return IS_THERE;
    }

    static synchronized Libvips get() {
        assumeTrue(IS_THERE, SKIPPED);
        if (loaded == null) {
            try {
                loaded = Libvips.load(LibvipsLibrary.find(environment()));
            } catch (LibvipsUnavailableException e) {
                fail(e);
            }
        }
        return Objects.requireNonNull(loaded);
    }

    static Map<String, String> environment() {
        return Map.of("LIBVIPS_DIR", FOLDER.toString());
    }
}
