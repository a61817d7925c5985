package imageresizer.local.lambda;

import imageresizer.local.lambda.InvocationResult.FunctionError;
import imageresizer.local.lambda.InvocationResult.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * A Lambda function: starts execution environments as invocations need them and reuses those that are idle, the last
 * used first. Safe for use by any number of threads; beyond the concurrency they wait in the order of their arrival.
 */
public final class LambdaFunction implements AutoCloseable {
    private final FunctionConfiguration configuration;
    private final int concurrency;
    private final LogListener listener;
    private final TemporaryFolder folder;
    private final RuntimeInterfaceClient client;
    private final ClassArchive classes;
    private final Semaphore places;
    private final Deque<ExecutionEnvironment> idle = new ConcurrentLinkedDeque<>();
    private final Set<ExecutionEnvironment> all = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Prepares the function; no process starts yet.
     *
     * @param concurrency how many environments there may be at once, at least 1; each may take the function's memory
     * @param temporaryFolder an existing folder in which the function makes its own
     * @param listener gets the function's log
     */
    public LambdaFunction(
            FunctionConfiguration configuration, int concurrency, Path temporaryFolder, LogListener listener) {
        this(configuration, concurrency, temporaryFolder, listener, RuntimeInterfaceClient.Kind.ofThisMachine());
    }

    LambdaFunction(
            FunctionConfiguration configuration,
            int concurrency,
            Path temporaryFolder,
            LogListener listener,
            RuntimeInterfaceClient.Kind kind) {
        if (concurrency < 1) {
            throw new IllegalArgumentException("A concurrency of " + concurrency + " lets nothing run: use 1 or more.");
        }
        this.configuration = configuration;
        this.concurrency = concurrency;
        this.listener = listener;
        places = new Semaphore(concurrency, true);
        folder = TemporaryFolder.in(temporaryFolder.toAbsolutePath(), "lambda-");
        client = RuntimeInterfaceClient.unpackInto(folder.path(), kind);
        classes = new ClassArchive(configuration, client.classPath());
    }

    public FunctionConfiguration configuration() {
        return configuration;
    }

    /** How many environments there may be at once. */
    public int concurrency() {
        return concurrency;
    }

    /**
     * Starts one environment ahead of the first invocation, unless one is idle.
     *
     * @throws InitializationException if the function cannot be started
     */
    public void start() throws InterruptedException {
        places.acquire();
        try {
            release(acquire());
        } finally {
            places.release();
        }
    }

    /**
     * Invokes the function and waits for the result. A function that cannot be started is a result, too.
     *
     * @param payload the event, nominally JSON
     */
    public InvocationResult invoke(String payload) throws InterruptedException {
        return invoke(UUID.randomUUID().toString(), payload);
    }

    InvocationResult invoke(String requestId, String payload) throws InterruptedException {
        places.acquire();
        try {
            ExecutionEnvironment environment = acquire();
            try {
                return environment.invoke(requestId, payload);
            } finally {
                release(environment);
            }
        } catch (InitializationException e) {
            return FunctionError.of(requestId, e.error(), new Report(Duration.ZERO, 0, null), e.log());
        } finally {
            places.release();
        }
    }

    /**
     * What an environment is at work on.
     *
     * @param sessionToken that of the environment's credentials; AWS's SDKs send it with every request
     */
    public Optional<RunningInvocation> running(String sessionToken) {
        return all.stream()
                .filter(environment -> environment.sessionToken().equals(sessionToken))
                .findFirst()
                .flatMap(ExecutionEnvironment::running);
    }

    private ExecutionEnvironment acquire() throws InterruptedException {
        for (ExecutionEnvironment found = idle.pollFirst(); found != null; found = idle.pollFirst()) {
            if (found.isReady()) {
                return found;
            }
            discard(found);
        }
        requireOpen();
        ExecutionEnvironment started =
                new ExecutionEnvironment(configuration, client, classes, folder.path(), listener);
        all.add(started);
        try {
            requireOpen(); // Again, because close() ends only what it finds.
            started.awaitReady();
            return started;
        } finally {
            if (!started.isReady()) {
                discard(started);
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("Function " + configuration.name() + " is closed.");
        }
    }

    private void release(ExecutionEnvironment environment) {
        if (environment.isReady()) {
            idle.addFirst(environment);
        } else {
            discard(environment);
        }
    }

    private void discard(ExecutionEnvironment environment) {
        environment.close();
        all.remove(environment);
    }

    /** Ends all processes, also those that are at work: their invocations fail with {@code Runtime.ExitError}. */
    @Override
    public void close() {
        closed = true;
        all.forEach(ExecutionEnvironment::close);
        folder.close();
    }
}
