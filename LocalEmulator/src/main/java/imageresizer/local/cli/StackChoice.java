package imageresizer.local.cli;

import imageresizer.local.api.StackReport;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which of the stacks that are up a command uses: that of {@code --port}, otherwise that of {@code AWS_ENDPOINT_URL},
 * otherwise the only one of this checkout.
 */
final class StackChoice {

    static final String PORT = "--port";
    private static final String VARIABLE = "AWS_ENDPOINT_URL";

    @Option(
            names = PORT,
            paramLabel = "N",
            description = "Uses the stack of ./local up --port N (otherwise that of " + VARIABLE
                    + ", or else the only one that is up).")
    private @Nullable Integer port;

    /** @throws CommandFailure if that can be no stack's port or address */
    void check() {
        named();
    }

    /** @throws CommandFailure if that can't be the first of the four ports of a stack */
    static void check(int port) {
        if (port < 1024 || port > 65_532) {
            throw new CommandFailure(PORT + " " + port + " is no port with three more after it; use 1024 to 65532.");
        }
    }

    /**
     * The stack to use; empty if nothing chooses one and none is up.
     *
     * @throws CommandFailure if the one that is chosen does not answer, or if several are up and nothing chooses
     */
    Optional<RunningStack> find() {
        Named named = named();
        if (named != null) {
            StackClient client = new StackClient(named.endpoint());
            StackReport report = client.report().orElseThrow(() -> new CommandFailure(named.nothing()));
            return Optional.of(new RunningStack(client, report, null, ", chosen by " + named.by()));
        }
        List<RunningStack> running = StackRecords.running();
        if (running.size() > 1) {
            List<URI> endpoints =
                    running.stream().map(stack -> stack.report().endpoint()).toList();
            throw new CommandFailure(running.size() + " stacks are up, at "
                    + endpoints.stream().map(URI::toString).collect(Collectors.joining(" and ")) + "; choose one with "
                    + PORT + ", such as " + PORT + " " + endpoints.getFirst().getPort() + ", or with " + VARIABLE
                    + ".");
        }
        return running.stream().findFirst();
    }

    /** @param by what names it */
    private record Named(URI endpoint, String by) {

        String nothing() {
            return by.equals(VARIABLE)
                    ? VARIABLE + " is " + endpoint
                            + ", but no local stack answers there; start it, name another one with " + PORT
                            + ", or unset the variable."
                    : "no stack answers at " + endpoint + "; ./local up " + PORT + " " + endpoint.getPort()
                            + " starts one there.";
        }
    }

    private @Nullable Named named() {
        if (port != null) {
            check(port);
            return new Named(URI.create("http://127.0.0.1:" + port), PORT);
        }
        String address = Objects.requireNonNullElse(System.getenv(VARIABLE), "");
        return address.isEmpty() ? null : new Named(endpoint(address), VARIABLE);
    }

    static URI endpoint(String address) {
        try {
            URI endpoint = URI.create(address);
            if (endpoint.getHost() != null && List.of("http", "https").contains(String.valueOf(endpoint.getScheme()))) {
                return endpoint;
            }
        } catch (IllegalArgumentException e) {
            // It is no address at all.
        }
        throw new CommandFailure(VARIABLE + " is " + address
                + ", which is no address of a stack, such as http://127.0.0.1:4566; correct or unset it.");
    }
}
