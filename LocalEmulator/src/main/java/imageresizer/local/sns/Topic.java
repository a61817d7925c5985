package imageresizer.local.sns;

/**
 * A topic.
 *
 * @param displayName the sender's name in mails; may be empty
 */
public record Topic(String arn, String displayName) {}
