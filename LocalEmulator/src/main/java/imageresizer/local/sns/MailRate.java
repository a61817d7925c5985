package imageresizer.local.sns;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How many messages a mail subscription gets. More than 10 in any second suspend it.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html">Email subscription setup and
 *     management</a>
 */
final class MailRate {
    static final int MOST_PER_SECOND = 10;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Map<String, Deque<Instant>> latest = new HashMap<>();

    /** Counts a message and returns whether the subscription may get it. After a refusal, counting restarts. */
    synchronized boolean admits(String subscriptionArn, Instant time) {
        Deque<Instant> times = latest.computeIfAbsent(subscriptionArn, _ -> new ArrayDeque<>());
        while (!times.isEmpty() && !times.getFirst().plus(SECOND).isAfter(time)) {
            times.removeFirst();
        }
        if (times.size() == MOST_PER_SECOND) {
            times.clear();
            return false;
        }
        times.addLast(time);
        return true;
    }
}
