package imageresizer.local.page;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An e-mail subscription.
 *
 * @param arn identifies it
 * @param endpoint the address
 * @param topic the topic's name
 */
public record SubscriptionView(String arn, String endpoint, String topic, Status status) {

    /** Whether the address gets mail. */
    public enum Status {
        /** It does. */
        @JsonProperty("confirmed")
        CONFIRMED,
        /** It does once the link in the confirmation mail is opened. */
        @JsonProperty("pending")
        PENDING,
        /** It got too many mails at once and gets none until it is confirmed again. */
        @JsonProperty("suspended")
        SUSPENDED
    }
}
