package imageresizer.local.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is named on the command line. */
final class GivenFile {

    private GivenFile() {}

    /**
     * Looks whether a file can be read.
     *
     * @param insteadOfFolder what to name instead, such as {@code photos/*.jpg}, if it is a folder
     * @throws CommandFailure if it can't be read
     */
    static void require(Path file, String insteadOfFolder) {
        if (Files.isDirectory(file)) {
            throw new CommandFailure(file + " is a folder; name a file, such as " + insteadOfFolder + ".");
        }
        if (!Files.exists(file)) {
            throw new CommandFailure("there is no file " + file + "; check the name.");
        }
        if (!Files.isReadable(file)) {
            throw new CommandFailure(file + " may not be read; check its permissions.");
        }
    }
}
