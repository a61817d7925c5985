package imageresizer.local.cli;

import imageresizer.local.Stack;
import imageresizer.local.api.StackReport;
import imageresizer.local.gateway.PortUnavailableException;
import imageresizer.local.lambda.InitializationException;
import imageresizer.local.lambda.LogListener;
import imageresizer.local.template.TemplateException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stack to work with: one that {@code ./local up} runs in another process, or one of this process that ends with it.
 *
 * @param own null if another process runs it
 * @param choice how it was chosen, for the sentence that names it; empty if there was no choice
 */
record RunningStack(
        StackClient client, StackReport report, @Nullable Stack own, String choice) implements AutoCloseable {

    /** The stack that is chosen, or one of this process's own if none is up; says which on the standard error. */
    static RunningStack findOrStart(StackChoice choice, Progress progress) {
        Optional<RunningStack> running = choice.find();
        if (running.isPresent()) {
            running.get().announce();
            return running.get();
        }
        System.err.println("No stack is up, so this command runs one of its own, which ends with it.");
        progress.show("Starting the local stack ...");
        Stack stack = start(0, Map.of(), (_, _) -> {});
        return new RunningStack(new StackClient(stack.report().endpoint()), stack.report(), stack, "");
    }

    /** The stack that is chosen, which another process runs; says which on the standard error. */
    static RunningStack running(StackChoice choice) {
        RunningStack running = choice.find().orElseThrow(() -> new CommandFailure(nothing()));
        running.announce();
        return running;
    }

    private static String nothing() {
        return "no stack is up; start one with ./local up."
                + StackRecords.find(URI.create("http://127.0.0.1:" + Stack.USUAL_PORT))
                        .map(other -> " That of " + other.report().home() + " is at "
                                + other.report().endpoint() + "; " + StackChoice.PORT + " " + Stack.USUAL_PORT
                                + " uses it.")
                        .orElse("");
    }

    boolean isOfThisCheckout() {
        return report.home().equals(Local.home().toAbsolutePath().normalize().toString());
    }

    /** Where the output of the command may be read by a program, this must not be in it. */
    private void announce() {
        System.err.println(Progress.printable("Uses the stack at " + report.endpoint() + choice
                + (isOfThisCheckout() ? "." : ", which runs " + report.home() + ".")));
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

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
