package imageresizer.local.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder that goes with everything in it when it is closed.
 *
 * @param alive the lock that says that the folder is in use; null for a folder inside of such a folder. The system frees
 *     it when the process ends, in any way.
 */
public record TemporaryFolder(Path path, @Nullable FileChannel alive) implements AutoCloseable {
    private static final String LOCK = "in-use";

    /**
     * Makes one where this machine keeps temporary files, and deletes those of the same prefix that processes left which
     * were killed.
     *
     * @param prefix what its name begins with
     */
    public static TemporaryFolder create(String prefix) {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        String own = prefix + ProcessHandle.current().pid() + "-";
        deleteAbandoned(parent, prefix, own);
        Path path = in(parent, own).path;
        try {
            // It gets its name only once it is locked, so it never looks abandoned in between.
            Path lock = path.resolve(LOCK + ".new");
            FileChannel alive = FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            FileLock _ = alive.lock();
            Files.move(lock, path.resolve(LOCK));
            return new TemporaryFolder(path, alive);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a temporary folder in " + parent + ".", e);
        }
    }

    static TemporaryFolder in(Path parent, String prefix) {
        try {
            return new TemporaryFolder(Files.createTempDirectory(parent, prefix), null);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot make a temporary folder in " + parent + ": it must exist and be writable.", e);
        }
    }

    private static void deleteAbandoned(Path parent, String prefix, String own) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, prefix + "*")) {
            for (Path folder : folders) {
                // To open and close a file of one's own would give up its lock.
                if (!folder.getFileName().toString().startsWith(own) && isAbandoned(folder)) {
                    delete(folder);
                }
            }
        } catch (IOException e) {
            // It belongs to another user, or another stack is just deleting it: that does no harm.
        }
    }

    private static boolean isAbandoned(Path folder) {
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (IOException e) {
            return false; // It has no lock: it belongs to another program, or is just being made.
        }
    }

    static void delete(Path path) throws IOException {
        List<Path> content;
        try (Stream<Path> walk = Files.walk(path)) {
            content = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path entry : content) {
            Files.deleteIfExists(entry);
        }
    }

    @Override
    public void close() {
        try {
            delete(path);
            if (alive != null) {
                alive.close();
            }
        } catch (NoSuchFileException e) {
            // Already deleted.
        } catch (IOException | UncheckedIOException e) {
            throw new UncheckedIOException("Cannot delete the temporary folder " + path + ".", new IOException(e));
        }
    }
}
