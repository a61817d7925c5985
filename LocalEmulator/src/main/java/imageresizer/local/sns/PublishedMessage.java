package imageresizer.local.sns;

import static java.util.Objects.requireNonNullElse;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that SNS has accepted.
 *
 * @param subject null if there is none
 * @param attributes by name
 * @param texts the message by protocol ({@code email}, {@code http}…); {@code default} is always there
 */
public record PublishedMessage(
        String id,
        String topicArn,
        @Nullable String subject,
        Map<String, MessageAttribute> attributes,
        Map<String, String> texts,
        Instant time) {
    static final String DEFAULT = "default";

    public PublishedMessage {
        attributes = Map.copyOf(attributes);
        texts = Map.copyOf(texts);
        if (!texts.containsKey(DEFAULT)) {
            throw new IllegalArgumentException("A message needs a default text.");
        }
    }

    /** What a subscriber of this protocol gets. */
    public String text(String protocol) {
        return requireNonNullElse(texts.get(protocol), requireNonNullElse(texts.get(DEFAULT), ""));
    }
}
