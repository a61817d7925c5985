package imageresizer.local.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The working copy that this test belongs to. */
final class Repository {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Repository() {}

    /** Every file that is in Git or would be by {@code git add --all}, relative to {@link #ROOT}. */
    static List<Path> files(String... patterns) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate", "--"));
        command.addAll(List.of(patterns));
        var git = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var names = new String(git.getInputStream().readAllBytes(), UTF_8);
        if (git.waitFor() != 0) {
            throw new IOException("These tests ask Git which files are the project's, and `git ls-files` failed in "
                    + ROOT + ". Run them in a clone.");
        }
        return Stream.of(names.split("\0"))
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .filter(file -> Files.isRegularFile(ROOT.resolve(file)))
                .toList();
    }

    static String text(Path file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    static String text(String file) throws IOException {
        return text(Path.of(file));
    }
}
