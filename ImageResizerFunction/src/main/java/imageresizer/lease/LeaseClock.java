package imageresizer.lease;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** What time it is, and how to wait. Thread-safe. */
public interface LeaseClock extends InstantSource {

    /** The machine's clock. */
    LeaseClock SYSTEM = new LeaseClock() {
        @Override
        public Instant instant() {
            return Instant.now();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            Thread.sleep(time);
        }
    };

    /** Nanoseconds from an arbitrary moment on, to measure how long something takes. */
    default long nanoTime() {
        return System.nanoTime();
    }

    /**
     * Waits.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    void sleep(Duration time) throws InterruptedException;
}
