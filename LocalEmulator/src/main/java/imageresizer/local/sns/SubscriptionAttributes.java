package imageresizer.local.sns;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The attributes of a subscription as requests and templates write them. */
record SubscriptionAttributes(Map<String, String> values) {
    private static final String FILTER = "FilterPolicy";
    private static final String SCOPE = "FilterPolicyScope";
    private static final String RAW = "RawMessageDelivery";

    /** @throws SnsException for an attribute that is unknown or not supported locally */
    SubscriptionAttributes {
        values = Map.copyOf(values);
        for (String name : values.keySet()) {
            if (!Set.of(FILTER, SCOPE, RAW).contains(name)) {
                throw SnsException.invalid("AttributeName " + name + " is not supported locally");
            }
        }
        String raw = values.get(RAW);
        if (raw != null && !raw.matches("(?i)true|false")) {
            throw SnsException.invalid(
                    "Attributes Reason: RawMessageDelivery: Invalid value [" + raw + "]. Must be true or false.");
        }
    }

    /** Returns the subscription with these attributes instead of its own; what is not named stays. */
    Subscription applyTo(Subscription subscription) {
        Subscription changed = subscription;
        if (values.containsKey(RAW)) {
            changed = changed.withRaw(Boolean.parseBoolean(values.get(RAW)));
        }
        if (values.containsKey(FILTER) || values.containsKey(SCOPE)) {
            changed = changed.withFilter(filter(subscription.filter()));
        }
        return changed;
    }

    private @Nullable FilterPolicy filter(@Nullable FilterPolicy known) {
        String source = values.getOrDefault(FILTER, known == null ? "" : known.source());
        String scope = values.getOrDefault(SCOPE, FilterPolicy.SCOPE);
        if (!scope.equals(FilterPolicy.SCOPE)) {
            throw SnsException.invalid("FilterPolicyScope: the local SNS knows MessageAttributes only, not " + scope);
        }
        // An empty policy is how SNS is told to remove one.
        return source.isBlank() || source.strip().equals("{}") ? null : FilterPolicy.parse(source);
    }

    /** Whether applying these attributes would change nothing. */
    boolean agreeWith(Subscription subscription) {
        Subscription applied = applyTo(subscription);
        return applied.raw() == subscription.raw()
                && Objects.equals(source(applied.filter()), source(subscription.filter()));
    }

    private static @Nullable String source(@Nullable FilterPolicy policy) {
        return policy == null ? null : policy.source();
    }
}
