package imageresizer;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.AbortedException;

/** Requests that wait for their answers at the same time. Thread-safe. */
public final class ConcurrentRequests {

    private final Executor threads;

    /** Each request runs on a virtual thread of its own. */
    public ConcurrentRequests() {
        this(Executors.newVirtualThreadPerTaskExecutor());
    }

    ConcurrentRequests(Executor threads) {
        this.threads = requireNonNull(threads);
    }

    /** A request under way. Its starter must wait for it. */
    public static final class Request<T> {

        private final FutureTask<T> task;
        private final AtomicBoolean hasBegun = new AtomicBoolean();
        private final CountDownLatch ended = new CountDownLatch(1);

        private Request(Callable<T> request) {
            task = new FutureTask<>(request);
        }

        private void run() {
            if (hasBegun.compareAndSet(false, true)) {
                try {
                    task.run();
                } finally {
                    ended.countDown();
                }
            }
        }

        /**
         * Waits until the request has ended, also if this thread is interrupted; then the request is interrupted too. If no
         * other thread has begun it yet, this one makes it.
         *
         * @throws RuntimeException what the request threw, or {@link AbortedException} if it was interrupted
         */
        public T await() {
            run();
            boolean isInterrupted = false;
            while (true) {
                try {
                    ended.await();
                    break;
                } catch (InterruptedException e) {
                    isInterrupted = true;
                    task.cancel(/* mayInterruptIfRunning= */ true);
                }
            }
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
            return task.state() == FutureTask.State.SUCCESS ? task.resultNow() : failure();
        }

        /** Ends a request that is not needed any more, and closes what it has brought. */
        public void abandon(Consumer<T> close) {
            if (hasBegun.compareAndSet(false, true)) {
                return;
            }
            task.cancel(/* mayInterruptIfRunning= */ true);
            try {
                close.accept(await());
            } catch (RuntimeException e) {
                // The answer is not needed, and neither is the reason why there is none.
            }
        }

        private T failure() {
            try {
                return task.get();
            } catch (InterruptedException | CancellationException e) {
                throw AbortedException.create("given up while a request was under way", e);
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case RuntimeException cause -> throw cause;
                    case Error cause -> throw cause;
                    case null, default -> throw new IllegalStateException(e);
                }
            }
        }
    }

    /** Begins a request. */
    public <T> Request<T> start(Callable<T> request) {
        if (Thread.currentThread().isInterrupted()) {
            throw AbortedException.create("given up before a request was made");
        }
        Request<T> begun = new Request<>(request);
        threads.execute(begun::run);
        return begun;
    }

    /**
     * Makes a request for every item at once and waits for all the answers.
     *
     * @throws RuntimeException what the first request threw, with what the others threw suppressed in it
     */
    public <T, R> List<R> all(List<T> items, Function<T, R> request) {
        List<Request<R>> requests =
                items.stream().map(item -> start(() -> request.apply(item))).toList();
        List<R> answers = new ArrayList<>();
        Failures failures = new Failures();
        for (Request<R> running : requests) {
            try {
                answers.add(running.await());
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        failures.throwIfAny();
        return answers;
    }
}
