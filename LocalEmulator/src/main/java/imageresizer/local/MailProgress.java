package imageresizer.local;

import java.time.Duration;

/** One part of the way from an outcome to the mail that counts it. */
@FunctionalInterface
interface MailProgress {

    /**
     * Waits until nothing that leads to a mail is in this part of the way.
     *
     * @return whether that came about within {@code limit}
     */
    boolean awaitIdle(Duration limit) throws InterruptedException;
}
