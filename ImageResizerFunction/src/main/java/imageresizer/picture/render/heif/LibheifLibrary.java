package imageresizer.picture.render.heif;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;

/**
 * Where native libheif and its decoder are.
 *
 * @param decoder libde265; to be loaded first, because libheif asks for it by name
 */
record LibheifLibrary(Path decoder, Path libheif) {

    /**
     * The files in the folder that {@code HEIF_DIR} names, or else where the Lambda layer puts them.
     *
     * @throws LibheifUnavailableException when one is missing
     */
    static LibheifLibrary find(Map<String, String> environment) throws LibheifUnavailableException {
        String named = environment.getOrDefault("HEIF_DIR", "");
        Path folder = named.isEmpty() ? Path.of("/opt/heif", architecture()) : Path.of(named);
        if (!Files.isDirectory(folder)) {
            throw new LibheifUnavailableException("There is no native libheif in " + folder);
        }
        return new LibheifLibrary(only(folder, "libde265"), only(folder, "libheif"));
    }

    private static Path only(Path folder, String library) throws LibheifUnavailableException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, library + "*.so*")) {
            Iterator<Path> found = files.iterator();
            if (found.hasNext()) {
                return found.next();
            }
        } catch (IOException e) {
            throw new LibheifUnavailableException("The folder " + folder + " cannot be read", e);
        }
        throw new LibheifUnavailableException("There is no " + library + " in " + folder);
    }

    /** As Linux names it. */
    static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    }
}
