package imageresizer.local.lambda;

import java.time.Duration;
import java.util.List;

/** How often and how late an event is delivered; AWS promises neither once nor in order. Thread-safe. */
@FunctionalInterface
public interface DeliveryPlan {
    /** Every event once and at once. */
    DeliveryPlan ONCE = _ -> List.of(Duration.ZERO);

    /** The delay of each delivery of an event, at least one. */
    List<Duration> delaysOf(String payload);
}
