package imageresizer.lease;

/** How a request for a lease ended. If another attempt holds it for too long, that is an exception instead. */
public sealed interface LeaseResult {

    /** This attempt is now the only one that writes for the key. */
    record Acquired(Lease lease) implements LeaseResult {}

    /** The upload is finished already, with the same settings. */
    record AlreadyDone() implements LeaseResult {}

    /** A newer upload of the key is finished. */
    record Overtaken() implements LeaseResult {}

    /** @param bucket another input bucket, which has an upload of the same key; its renditions are where these would be */
    record BelongsTo(String bucket) implements LeaseResult {}
}
