package imageresizer.local.cli;

import imageresizer.local.api.StackReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the stacks of this checkout are: a file for each, named after its port. A process that was killed leaves its file,
 * and another program may have the port since; so a file counts only if a stack of this checkout answers there.
 */
final class StackRecords {

    private StackRecords() {}

    /** Records a stack until this process ends. */
    static void leave(StackReport report) {
        Path file = folder().resolve(Integer.toString(report.endpoint().getPort()));
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, report.endpoint().toString());
        } catch (IOException e) {
            throw new CommandFailure("where the stack is can't be noted in " + file + ": the file can't be written.");
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> takeAway(file), "record"));
    }

    private static void takeAway(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It is ignored from now on, since nothing answers there.
        }
    }

    /** Those that answer, by port. */
    static List<RunningStack> running() {
        if (!Files.isDirectory(folder())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder())) {
            return files.flatMap(file -> read(file).stream())
                    .flatMap(endpoint -> find(endpoint).stream())
                    .filter(RunningStack::isOfThisCheckout)
                    .sorted(Comparator.comparing(
                            stack -> stack.report().endpoint().getPort()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The stack of an endpoint, whichever checkout's it is. */
    static Optional<RunningStack> find(URI endpoint) {
        StackClient client = new StackClient(endpoint);
        return client.report().map(report -> new RunningStack(client, report, null, ""));
    }

    private static Optional<URI> read(Path file) {
        try {
            return Optional.of(URI.create(Files.readString(file)));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // It is being written or removed.
        }
    }

    private static Path folder() {
        return Local.home().resolve(".local/stacks");
    }
}
