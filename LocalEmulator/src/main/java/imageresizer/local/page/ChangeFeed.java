package imageresizer.local.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;

/**
 * The present state of everything that the page shows, in the order of its last change. A page that has heard of every
 * change up to a number needs only the state of what has changed since: it misses nothing, and after a pause it hears of
 * each thing once, not of every step in between. Thread-safe, and bounded: of each kind of thing, the newest are kept.
 */
public final class ChangeFeed implements AutoCloseable {

    /** How many things of each kind there are at most. */
    static final int LONGEST = 2_000;

    private static final JsonMapper JSON = new JsonMapper();

    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final SequencedMap<Thing, Change> changes = new LinkedHashMap<>();
    private final Map<String, Deque<Thing>> eldestFirst = new HashMap<>();
    private long last;
    private boolean closed;

    private record Thing(String type, String key) {}

    /**
     * The state of a thing.
     *
     * @param number greater than that of any change before
     * @param type what kind of thing it is
     */
    record Change(long number, String type, String json) {}

    /**
     * Reports a thing that is new or has changed; if it has not, nothing happens.
     *
     * @param type what kind of thing it is, such as {@code upload}
     * @param key distinguishes it from the others of its kind
     * @param state what becomes JSON
     */
    public void put(String type, String key, Object state) {
        String json = json(state);
        Thing thing = new Thing(type, key);
        synchronized (this) {
            Change known = changes.get(thing);
            if (known != null && known.json().equals(json)) {
                return;
            }
            changes.putLast(thing, new Change(++last, type, json));
            if (known == null) {
                remember(thing);
            }
            notifyAll();
        }
    }

    private void remember(Thing thing) {
        Deque<Thing> things = eldestFirst.computeIfAbsent(thing.type(), _ -> new ArrayDeque<>());
        things.addLast(thing);
        if (things.size() > LONGEST) {
            changes.remove(things.removeFirst());
        }
    }

    /** Marks the changes of this feed, because the numbers of another run's begin at the same one. */
    String run() {
        return run;
    }

    /** What has changed after the change of a number, the eldest first; waits for something at most so long. */
    synchronized List<Change> after(long number, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (last <= number && !closed) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        List<Change> found = new ArrayList<>();
        for (Change change : changes.sequencedValues().reversed()) {
            if (change.number() <= number) {
                break;
            }
            found.add(change);
        }
        Collections.reverse(found);
        return found;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Ends every waiting. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private static String json(Object state) {
        try {
            return JSON.writeValueAsString(state);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON can be made of " + state.getClass(), e);
        }
    }
}
