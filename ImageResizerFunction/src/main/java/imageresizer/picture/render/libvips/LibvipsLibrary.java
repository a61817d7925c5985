package imageresizer.picture.render.libvips;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;

/** Where native libvips lies. */
final class LibvipsLibrary {
    private LibvipsLibrary() {}

    /**
     * The file of libvips in the folder that {@code LIBVIPS_DIR} names, or else where the Lambda layer puts it.
     *
     * @throws LibvipsUnavailableException when there is none
     */
    static Path find(Map<String, String> environment) throws LibvipsUnavailableException {
        String named = environment.getOrDefault("LIBVIPS_DIR", "");
        Path folder = named.isEmpty()
                ? Path.of("/opt/nodejs/node_modules/@img/sharp-libvips-linux-" + architecture(), "lib")
                : Path.of(named);
        if (!Files.isDirectory(folder)) {
            throw new LibvipsUnavailableException("There is no native libvips in " + folder);
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "libvips-cpp.{so.*,*.dylib}")) {
            Iterator<Path> found = files.iterator();
            if (found.hasNext()) {
                return found.next();
            }
        } catch (IOException e) {
            throw new LibvipsUnavailableException("The folder " + folder + " cannot be read", e);
        }
        throw new LibvipsUnavailableException("There is no libvips-cpp.so in " + folder);
    }

    static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
    }
}
