package imageresizer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.AbortedException;

/** Lets requests wait for their answers beside other work, each on a virtual thread. Thread-safe. */
final class Aside {

    private static final Duration FOREVER = Duration.ofDays(10_000);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    <T> Future<T> start(Callable<T> request) {
        if (Thread.currentThread().isInterrupted()) {
            throw AbortedException.create("given up before a request was made");
        }
        return threads.submit(request);
    }

    /** Makes a request for every item at once, and waits for all the answers; what the first one threw is thrown then. */
    <T, R> List<R> all(List<T> items, Function<T, R> request) {
        List<Future<R>> requests =
                items.stream().map(item -> start(() -> request.apply(item))).toList();
        List<R> answers = new ArrayList<>();
        Failures failures = new Failures();
        for (Future<R> running : requests) {
            try {
                answers.add(result(running));
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        failures.throwIfAny();
        return answers;
    }

    /** Waits for the answer; what the request threw is thrown. */
    static <T> T result(Future<T> request) {
        try {
            return result(request, FOREVER);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the end of time has come", e);
        }
    }

    /**
     * Waits for the answer at most that long, and then breaks the request off; what the request threw is thrown.
     *
     * @throws TimeoutException if there was no answer in time
     */
    static <T> T result(Future<T> request, Duration patience) throws TimeoutException {
        try {
            return request.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            request.cancel(true);
            throw e;
        } catch (InterruptedException e) {
            request.cancel(true);
            Thread.currentThread().interrupt();
            throw AbortedException.create("given up while waiting for an answer", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
