package imageresizer.local.lambda;

import imageresizer.local.lambda.DeadLetter.Condition;
import imageresizer.local.lambda.InvocationResult.FunctionError;
import imageresizer.local.lambda.InvocationResult.Returned;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's queue of asynchronous invocations: attempts each event, again after a delay if the function fails, and at last
 * gives it to the dead letters. An event that finds no environment free waits for one, which is no failure. Safe for use
 * by any number of threads. Events are in memory only.
 */
public final class EventQueue implements AutoCloseable {
    private final LambdaFunction function;
    private final EventInvokeConfig config;
    private final DeadLetters deadLetters;
    private final Consumer<EventState> listener;
    private final DeliveryPlan deliveryPlan;
    private final InstantSource clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore attempts;
    private final Object lock = new Object();
    private int unfinished;

    /**
     * An empty queue.
     *
     * @param listener hears of every state of every event, from several threads; must not throw
     */
    public EventQueue(
            LambdaFunction function, EventInvokeConfig config, DeadLetters deadLetters, Consumer<EventState> listener) {
        this(function, config, deadLetters, listener, DeliveryPlan.ONCE, InstantSource.system());
    }

    /** An empty queue that delivers events as {@code deliveryPlan} says. */
    public EventQueue(
            LambdaFunction function,
            EventInvokeConfig config,
            DeadLetters deadLetters,
            Consumer<EventState> listener,
            DeliveryPlan deliveryPlan,
            InstantSource clock) {
        this.function = function;
        this.config = config;
        this.deadLetters = deadLetters;
        this.listener = listener;
        this.deliveryPlan = deliveryPlan;
        this.clock = clock;
        attempts = new Semaphore(function.concurrency(), true);
    }

    /**
     * Queues an event and returns at once.
     *
     * @param payload what the handler gets, nominally JSON
     * @return the event; when the plan doubles it, the first of the two
     */
    public QueuedEvent send(String payload) {
        List<Duration> delays = deliveryPlan.delaysOf(payload);
        QueuedEvent first = queue(payload, delays.getFirst());
        delays.stream().skip(1).forEach(delay -> queue(payload, delay));
        return first;
    }

    private QueuedEvent queue(String payload, Duration delay) {
        QueuedEvent event = new QueuedEvent(UUID.randomUUID().toString(), payload, clock.instant());
        listener.accept(new EventState.Queued(event));
        deliver(event, delay);
        return event;
    }

    private void deliver(QueuedEvent event, Duration delay) {
        synchronized (lock) {
            unfinished++;
        }
        threads.execute(() -> {
            try {
                Thread.sleep(delay);
                attemptUntilFinished(event);
            } catch (InterruptedException e) {
                // This queue is closing.
            } finally {
                synchronized (lock) {
                    unfinished--;
                    lock.notifyAll();
                }
            }
        });
    }

    private void attemptUntilFinished(QueuedEvent event) throws InterruptedException {
        FunctionError lastError = null;
        for (int attempt = 1; ; attempt++) {
            @Nullable Duration retryDelay = config.delayAfter(attempt);
            attempts.acquire();
            try {
                if (event.queuedAt().plus(config.maximumEventAge()).isBefore(clock.instant())) {
                    bury(event, Condition.EVENT_AGE_EXCEEDED, attempt - 1, lastError);
                    return;
                }
                listener.accept(new EventState.Started(event, attempt));
                switch (function.invoke(event.requestId(), event.payload())) {
                    case Returned result -> {
                        listener.accept(new EventState.Succeeded(event, attempt, result));
                        return;
                    }
                    case FunctionError error -> {
                        listener.accept(new EventState.Failed(event, attempt, error, retryDelay));
                        lastError = error;
                    }
                }
            } finally {
                attempts.release();
            }
            if (retryDelay == null) {
                bury(event, Condition.RETRIES_EXHAUSTED, attempt, lastError);
                return;
            }
            Thread.sleep(retryDelay);
        }
    }

    private void bury(QueuedEvent event, Condition condition, int attempts, @Nullable FunctionError lastError) {
        DeadLetter letter = new DeadLetter(clock.instant(), event, condition, attempts, lastError);
        deadLetters.add(letter);
        listener.accept(new EventState.DeadLettered(event, letter));
    }

    /**
     * Waits until every event has succeeded or is a dead letter.
     *
     * @return whether that came about within {@code limit}
     */
    public boolean awaitIdle(Duration limit) throws InterruptedException {
        Instant end = Instant.now().plus(limit);
        synchronized (lock) {
            while (unfinished > 0) {
                long left = Duration.between(Instant.now(), end).toMillis();
                if (left <= 0) {
                    return false;
                }
                lock.wait(left);
            }
            return true;
        }
    }

    /** Drops what is not finished; ends the environments that are at work on it. Leaves the function open. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
