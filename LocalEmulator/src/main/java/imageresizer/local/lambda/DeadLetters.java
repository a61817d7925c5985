package imageresizer.local.lambda;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The on-failure destination: an in-memory queue of events that could not be finished. Safe for use by any threads. */
public final class DeadLetters {
    private final Queue<DeadLetter> letters = new ConcurrentLinkedQueue<>();

    void add(DeadLetter letter) {
        letters.add(letter);
    }

    /** All that are in the queue, the oldest first. */
    public List<DeadLetter> list() {
        return List.copyOf(letters);
    }

    /**
     * Takes all out of this queue and sends their events again, as new ones.
     *
     * @return how many
     */
    public int redriveTo(EventQueue queue) {
        int count = 0;
        // Only those that are here now: what fails meanwhile comes back behind them.
        for (DeadLetter letter : list()) {
            if (letters.remove(letter)) {
                queue.send(letter.event().payload());
                count++;
            }
        }
        return count;
    }
}
