package imageresizer.local.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that goes with everything in it when it is closed. */
public record TemporaryFolder(Path path) implements AutoCloseable {
    /**
     * Makes one where this machine keeps temporary files.
     *
     * @param prefix what its name begins with
     */
    public static TemporaryFolder create(String prefix) {
        return in(Path.of(System.getProperty("java.io.tmpdir")), prefix);
    }

    static TemporaryFolder in(Path parent, String prefix) {
        try {
            return new TemporaryFolder(Files.createTempDirectory(parent, prefix));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot make a temporary folder in " + parent + ": it must exist and be writable.", e);
        }
    }

    @Override
    public void close() {
        try {
            List<Path> content;
            try (Stream<Path> walk = Files.walk(path)) {
                content = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path entry : content) {
                Files.deleteIfExists(entry);
            }
        } catch (NoSuchFileException e) {
            // Already deleted.
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete the temporary folder " + path + ".", e);
        }
    }
}
