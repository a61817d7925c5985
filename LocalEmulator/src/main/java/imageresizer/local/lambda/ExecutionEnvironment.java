package imageresizer.local.lambda;

import imageresizer.local.lambda.InvocationResult.FunctionError;
import imageresizer.local.lambda.InvocationResult.Report;
import imageresizer.local.lambda.InvocationResult.Returned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One JVM that runs the function as Lambda's managed runtime runs it. Used by one thread at a time, except for
 * {@link #close()} and what {@link #running()} gives, which any thread may call at any time: the process ends, and with
 * it what another thread waits for.
 */
final class ExecutionEnvironment implements AutoCloseable {
    /** Lambda's limit for SnapStart; without it Lambda gives 10 seconds and then tries again within the timeout. */
    private static final Duration INIT_LIMIT = Duration.ofSeconds(130);

    private static final Duration MEMORY_CHECK_INTERVAL = Duration.ofMillis(50);
    /** For an environment that writes an archive of its classes as it ends. */
    private static final Duration EXIT_LIMIT = Duration.ofSeconds(10);

    /** Its own exit, or that by a signal such as that of Ctrl-C, which the terminal sends to all processes. */
    private static final Set<Integer> EXITED_ALONE = Set.of(0, 128 + 2, 128 + 15);

    private static final int LOG_LINES_KEPT = 1000;
    private static final Pattern FULL_STOP = Pattern.compile("[.\\s]+$");
    private static final Pattern CONTROL_CHARACTERS = Pattern.compile("[\\s\\p{Cntrl}]+");

    private final FunctionConfiguration function;
    private final LogListener listener;
    private final PlatformLog platformLog;
    private final BlockingQueue<RuntimeSignal> signals = new LinkedBlockingQueue<>();
    private final RuntimeApi api;
    private final Deque<String> log = new ArrayDeque<>();
    private final String sessionToken = UUID.randomUUID().toString().replace("-", "");
    private final String logStream;
    private final TemporaryFolder folder;
    private final ClassArchive classes;
    private final ClassArchive.Start start;
    private final long startedNanos = System.nanoTime();
    private final Process process;
    private final ProcessOutput output;
    private final ProcessMemory memory;
    private final CompletableFuture<Void> exit;
    private int peakMegabytes;
    private @Nullable Duration initDuration;
    private volatile boolean ready;
    private volatile boolean served;
    private boolean closed;
    private volatile @Nullable RunningInvocation running;

    /** Starts the process and returns; {@link #awaitReady()} waits for it. */
    ExecutionEnvironment(
            FunctionConfiguration function,
            RuntimeInterfaceClient client,
            ClassArchive classes,
            Path parentFolder,
            LogListener listener) {
        this.function = function;
        this.listener = listener;
        platformLog = new PlatformLog(function);
        logStream = DateTimeFormatter.ofPattern("yyyy/MM/dd").format(LocalDate.now(ZoneOffset.UTC)) + "/["
                + function.version() + "]" + sessionToken;
        folder = TemporaryFolder.in(parentFolder, "lambda-");
        api = new RuntimeApi(signals);
        this.classes = classes;
        start = classes.start(folder.path());
        ProcessBuilder builder = new ProcessBuilder(command(client))
                .directory(function.taskRoot().toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment()
                .putAll(function.processEnvironment(api.address(), logStream, sessionToken, folder.path()));
        try {
            process = builder.start();
        } catch (IOException e) {
            api.close();
            endRecording(false);
            folder.close();
            throw new UncheckedIOException("Cannot start the JVM in " + function.javaHome() + ".", e);
        }
        output = new ProcessOutput(process, this::log);
        memory = new ProcessMemory(process.pid());
        exit = process.onExit().thenAccept(ended -> signals.add(new RuntimeSignal.Exited(ended.exitValue())));
    }

    /**
     * The command line of Lambda's Java runtimes, as functions have printed theirs, less what concerns files of the
     * managed runtime. The heap gets 85% of the memory. It begins with one 64th of it: the JVM's own rule, which would
     * here go by the memory of this machine.
     */
    private List<String> command(RuntimeInterfaceClient client) {
        List<String> command = new ArrayList<>();
        command.add(function.javaHome().resolve("bin/java").toString());
        command.add("-XX:MaxHeapSize=" + Math.round(function.memoryMegabytes() * 1024 * 0.85) + "k");
        command.add("-XX:InitialHeapSize=" + Math.max(8, function.memoryMegabytes() / 64) + "m");
        command.add("-XX:+UseSerialGC");
        if (!function.snapStart()) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.add("-XX:+ErrorFileToStderr");
        command.add("-XX:-CreateCoredumpOnCrash");
        command.add("-XX:-UsePerfData"); // Its file in /tmp would outlive a killed process.
        command.add("--add-opens=java.base/java.io=ALL-UNNAMED");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Djava.awt.headless=true");
        command.add("-Djava.io.tmpdir=" + folder.path());
        command.add("-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac");
        command.addAll(client.options());
        command.addAll(start.options());
        command.add(Bootstrap.class.getName());
        command.add(function.handler());
        return command;
    }

    /**
     * Waits until the runtime asks for its first invocation.
     *
     * @throws InitializationException if it never does; the process has ended then
     */
    void awaitReady() throws InterruptedException {
        long deadline = startedNanos + longer(INIT_LIMIT, function.timeout()).toNanos();
        RuntimeSignal signal = await(deadline);
        initDuration = sinceStart();
        switch (signal) {
            case RuntimeSignal.Ready _ -> {
                output.drain();
                ready = true;
            }
            case RuntimeSignal.InitFailed(ErrorPayload error) -> {
                await(System.nanoTime() + TimeUnit.SECONDS.toNanos(5)); // The runtime exits when it has logged it.
                throw initFailure(error, signal);
            }
            default -> throw initFailure(null, signal);
        }
    }

    private InitializationException initFailure(@Nullable ErrorPayload reported, RuntimeSignal signal)
            throws InterruptedException {
        end();
        Duration duration = sinceStart();
        ErrorPayload error;
        String reason;
        if (reported != null) {
            error = reported;
            String message = reported.errorMessage();
            boolean isSentence = FULL_STOP.matcher(message).find();
            reason = "failed to initialise: " + message + (isSentence ? "" : " (" + reported.errorType() + ")");
        } else if (signal instanceof RuntimeSignal.TimedOut) {
            error = ErrorPayload.of("Sandbox.Timedout", "Init timed out after " + duration.toSeconds() + " seconds");
            reason = "was not ready after " + duration.toSeconds() + " seconds";
        } else if (signal instanceof RuntimeSignal.OutOfMemory) {
            error = ErrorPayload.of("Runtime.OutOfMemory", "Runtime exited with error: signal: killed");
            reason = "took " + peakMegabytes + " MB to initialise, but its MemorySize is " + function.memoryMegabytes()
                    + " MB";
        } else {
            error = exitError(signal);
            reason = "ended while it initialised: " + error.errorMessage();
        }
        List<String> lines = takeLog();
        if (reported == null && !lines.isEmpty()) {
            reason += "; its last output: " + lines.getLast();
        }
        log(platformLog.initFailed(duration, error));
        String sentence =
                "Function " + function.name() + " " + FULL_STOP.matcher(reason).replaceFirst("") + ".";
        return new InitializationException(CONTROL_CHARACTERS.matcher(sentence).replaceAll(" "), error, lines);
    }

    /**
     * Invokes the handler.
     *
     * @param requestId the same for each attempt at one asynchronous event
     * @param payload the event, nominally JSON
     */
    InvocationResult invoke(String requestId, String payload) throws InterruptedException {
        ready = false;
        log(platformLog.start(requestId));
        long begun = System.nanoTime();
        long deadline = begun + function.timeout().toNanos();
        running = new RunningInvocation(requestId, payload, this::crash);
        api.handOut(new RuntimeApi.Invocation(
                requestId, payload, Instant.now().plus(function.timeout()), function.arn(), traceId()));

        RuntimeSignal answer = null;
        RuntimeSignal signal = await(deadline);
        Duration duration = Duration.ofNanos(System.nanoTime() - begun);
        while (signal instanceof RuntimeSignal.Responded || signal instanceof RuntimeSignal.InvocationFailed) {
            answer = answer == null ? signal : answer;
            signal = await(deadline);
        }
        running = null;
        ready = signal instanceof RuntimeSignal.Ready;
        if (ready) {
            output.drain();
        } else {
            end();
        }

        Report report = new Report(duration, peakMegabytes, initDuration);
        initDuration = null;
        ErrorPayload ended = platformError(requestId, answer, signal);
        platformLog.end(requestId, report, ended).forEach(this::log);
        List<String> lines = takeLog();
        return switch (answer) {
            case RuntimeSignal.Responded(String response)
            when ended == null -> {
                served = true;
                yield new Returned(requestId, response, report, lines);
            }
            case RuntimeSignal.InvocationFailed(ErrorPayload error)
            when ended == null -> FunctionError.of(requestId, error, report, lines);
            case null, default -> FunctionError.of(requestId, Objects.requireNonNull(ended), report, lines);
        };
    }

    /** What Lambda itself has to say of an invocation that ended with {@code signal}; null if nothing. */
    private @Nullable ErrorPayload platformError(
            String requestId, @Nullable RuntimeSignal answer, RuntimeSignal signal) {
        String prefix = "RequestId: " + requestId + " Error: ";
        return switch (signal) {
            case RuntimeSignal.OutOfMemory _ ->
                ErrorPayload.of("Runtime.OutOfMemory", prefix + "Runtime exited with error: signal: killed");
            case RuntimeSignal other when answer != null -> null;
            case RuntimeSignal.TimedOut _ ->
                ErrorPayload.of(
                        "Sandbox.Timedout", prefix + "Task timed out after " + platformLog.seconds() + " seconds");
            case RuntimeSignal other -> {
                ErrorPayload error = exitError(other);
                yield ErrorPayload.of(error.errorType(), prefix + error.errorMessage());
            }
        };
    }

    private static ErrorPayload exitError(RuntimeSignal signal) {
        String reason = switch (signal) {
            case RuntimeSignal.Exited(int status) when status == 0 -> "Runtime exited without providing a reason";
            case RuntimeSignal.Exited(int status)
            when status == 128 + 6 -> "Runtime exited with error: signal: aborted";
            case RuntimeSignal.Exited(int status) when status == 128 + 9 -> "Runtime exited with error: signal: killed";
            case RuntimeSignal.Exited(int status)
            when status == 128 + 11 -> "Runtime exited with error: signal: segmentation fault";
            case RuntimeSignal.Exited(int status) -> "Runtime exited with error: exit status " + status;
            default -> "Runtime did not keep to the protocol: " + signal;
        };
        return ErrorPayload.of("Runtime.ExitError", reason);
    }

    /** The next signal, while the process's memory is watched. */
    private RuntimeSignal await(long deadlineNanos) throws InterruptedException {
        while (true) {
            long left = deadlineNanos - System.nanoTime();
            RuntimeSignal signal = signals.poll(Math.min(left, MEMORY_CHECK_INTERVAL.toNanos()), TimeUnit.NANOSECONDS);
            peakMegabytes = memory.peakMegabytes(signal != null);
            if (peakMegabytes > function.memoryMegabytes()) {
                return new RuntimeSignal.OutOfMemory();
            }
            if (signal != null) {
                return signal;
            }
            if (left <= 0) {
                return new RuntimeSignal.TimedOut();
            }
        }
    }

    /** Whether the runtime waits for an invocation. */
    boolean isReady() {
        return ready && process.isAlive();
    }

    private void log(String line) {
        synchronized (log) {
            if (log.size() == LOG_LINES_KEPT) {
                log.removeFirst();
            }
            log.addLast(line);
        }
        listener.log(logStream, line);
    }

    private List<String> takeLog() {
        synchronized (log) {
            List<String> lines = List.copyOf(log);
            log.clear();
            return lines;
        }
    }

    private void end() throws InterruptedException {
        kill();
        process.waitFor();
        output.drainEnded();
    }

    private void crash() {
        kill();
        exit.join();
    }

    /** The session token of its credentials; no other environment has the same. */
    String sessionToken() {
        return sessionToken;
    }

    /** What it is at work on. */
    Optional<RunningInvocation> running() {
        return Optional.ofNullable(running);
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /**
     * Exits by itself, so that it writes the archive of its classes.
     *
     * @return whether it did
     */
    private boolean exitAlone() {
        if (!ready || !served) {
            return false;
        }
        try {
            process.getOutputStream().write(Bootstrap.EXIT);
            process.getOutputStream().flush();
            return process.waitFor(EXIT_LIMIT) && EXITED_ALONE.contains(process.exitValue());
        } catch (IOException e) {
            return false; // It has ended already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean exitedAlone = start.recorded() != null && exitAlone();
        kill();
        exit.join();
        endRecording(exitedAlone);
        api.close();
        folder.close();
    }

    private void endRecording(boolean isComplete) {
        if (start.recorded() != null) {
            classes.recorded(start.recorded(), isComplete);
        }
    }

    private Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static String traceId() {
        String random = UUID.randomUUID().toString().replace("-", "")
                + UUID.randomUUID().toString().replace("-", "");
        return String.format(
                "Root=1-%08x-%s;Parent=%s;Sampled=0",
                Instant.now().getEpochSecond(), random.substring(0, 24), random.substring(32, 48));
    }
}
