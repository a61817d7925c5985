package imageresizer.local.cli;

import imageresizer.local.Stack;
import imageresizer.local.api.StackReport;
import imageresizer.local.gateway.PortUnavailableException;
import imageresizer.local.lambda.InitializationException;
import imageresizer.local.lambda.LogListener;
import imageresizer.local.template.TemplateException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stack to work with: the one that {@code ./local up} runs in another process, or one of this process that ends with
 * it.
 *
 * @param own null if another process runs it
 */
record RunningStack(
        StackClient client, StackReport report, @Nullable Stack own) implements AutoCloseable {

    static RunningStack findOrStart(Progress progress) {
        Optional<RunningStack> running = find();
        if (running.isPresent()) {
            return running.get();
        }
        progress.show("Starting the local stack ...");
        Stack stack = start(0, Map.of(), (_, _) -> {});
        return new RunningStack(new StackClient(stack.report().endpoint()), stack.report(), stack);
    }

    /** The stack that another process runs. */
    static RunningStack running() {
        return find().orElseThrow(() -> new CommandFailure("no stack is up; start one with ./local up."));
    }

    private static Optional<RunningStack> find() {
        try {
            StackClient client = new StackClient(URI.create(Files.readString(endpointFile())));
            return client.report().map(report -> new RunningStack(client, report, null));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Stack start(int port, Map<String, String> parameters, LogListener log) {
        try {
            return Stack.start(Local.home(), port, parameters, log);
        } catch (TemplateException | PortUnavailableException | InitializationException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while starting.");
        }
    }

    /** Where {@code ./local up} leaves its address for the other commands. */
    static Path endpointFile() {
        return Local.home().resolve(".local/endpoint");
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
