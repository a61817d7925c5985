package imageresizer.local.template;

/**
 * A queue.
 *
 * @param url as on AWS; nothing on this machine listens there
 */
public record Queue(String logicalId, String name, String arn, String url) {}
