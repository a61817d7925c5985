package imageresizer.local;

import imageresizer.local.sns.LocalSns;
import imageresizer.local.sns.Subscription;
import imageresizer.local.template.StackDefinition;
import imageresizer.local.template.SubscriptionDefinition;
import imageresizer.local.template.TopicDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes SNS what a template describes, as an update of the stack does on AWS. */
final class Subscriptions {

    private Subscriptions() {}

    /**
     * Creates what is new, changes filter policies, and ends subscriptions that are gone; the others stay confirmed.
     *
     * @param before what SNS follows up to now; null for nothing
     */
    static void follow(LocalSns sns, @Nullable StackDefinition before, StackDefinition after) {
        for (TopicDefinition topic : after.topics()) {
            sns.createTopic(topic.name(), topic.displayName());
        }
        List<SubscriptionDefinition> known = before == null ? List.of() : before.subscriptions();
        for (SubscriptionDefinition old : known) {
            if (after.subscriptions().stream().noneMatch(wanted -> isSame(wanted, old))) {
                find(sns, old).ifPresent(subscription -> sns.unsubscribe(subscription.arn()));
            }
        }
        for (SubscriptionDefinition wanted : after.subscriptions()) {
            if (known.stream().noneMatch(old -> isSame(wanted, old))) {
                sns.subscribe(wanted.topicArn(), wanted.protocol(), wanted.endpoint(), attributes(wanted));
            } else {
                find(sns, wanted)
                        .ifPresent(subscription -> sns.setAttribute(
                                subscription.arn(),
                                "FilterPolicy",
                                Objects.requireNonNullElse(wanted.filterPolicy(), "{}")));
            }
        }
    }

    private static boolean isSame(SubscriptionDefinition one, SubscriptionDefinition other) {
        return one.topicArn().equals(other.topicArn())
                && one.protocol().equals(other.protocol())
                && one.endpoint().equals(other.endpoint());
    }

    private static Optional<Subscription> find(LocalSns sns, SubscriptionDefinition wanted) {
        return sns.subscriptions().stream()
                .filter(subscription -> subscription.topicArn().equals(wanted.topicArn())
                        && subscription.protocol().wireName().equals(wanted.protocol())
                        && subscription.endpoint().equals(wanted.endpoint()))
                .findFirst();
    }

    private static Map<String, String> attributes(SubscriptionDefinition wanted) {
        Map<String, String> attributes = new HashMap<>();
        if (wanted.raw()) {
            attributes.put("RawMessageDelivery", "true");
        }
        if (wanted.filterPolicy() != null) {
            attributes.put("FilterPolicy", wanted.filterPolicy());
        }
        return attributes;
    }
}
