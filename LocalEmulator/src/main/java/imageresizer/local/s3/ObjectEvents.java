package imageresizer.local.s3;

import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Numbers the changes of objects and reports them to the listener, in order, from a thread of its own. Thread-safe. */
final class ObjectEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectEvents.class);
    private static final int DRAIN_SECONDS = 10;

    private final ObjectEventListener listener;
    private final AtomicLong sequence = new AtomicLong();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("s3-events").daemon().factory());

    ObjectEvents(ObjectEventListener listener) {
        this.listener = listener;
    }

    void created(ObjectEventName name, String bucket, String key, long size, String eTag, @Nullable String versionId) {
        raise(name, bucket, key, size, eTag.replace("\"", ""), versionId);
    }

    void removed(ObjectEventName name, String bucket, String key, @Nullable String versionId) {
        raise(name, bucket, key, 0, "", versionId);
    }

    private void raise(
            ObjectEventName name, String bucket, String key, long size, String eTag, @Nullable String versionId) {
        var caller = S3Caller.current();
        Instant now = Instant.now();
        var event = new ObjectEvent(
                name, bucket, key, size, eTag, versionId, next(now), now, caller.requestId(), caller.sourceIp());
        thread.execute(() -> tell(event));
    }

    /** Greater than the one before, in this run and, because it begins with the time, in the runs before. */
    private String next(Instant now) {
        return "%016X".formatted(sequence.updateAndGet(last -> Math.max(last + 1, now.toEpochMilli() << 20)));
    }

    private void tell(ObjectEvent event) {
        try {
            listener.onEvent(event);
        } catch (RuntimeException e) {
            LOG.error("The listener failed on {} of {}/{}.", event.name().wireName(), event.bucket(), event.key(), e);
        }
    }

    /** Waits until the listener has heard everything so far. */
    void await() throws InterruptedException {
        CountDownLatch heard = new CountDownLatch(1);
        thread.execute(heard::countDown);
        heard.await();
    }

    /** Waits until the listener has heard everything, at most 10 seconds. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
