package imageresizer.local.gateway;

/** A server could not listen on the port it was given; the message is one sentence for the user. */
public final class PortUnavailableException extends RuntimeException {
    /**
     * @param server what wanted to listen, such as {@code S3 and SNS}
     * @param cause why it cannot; its message becomes part of the sentence
     */
    public PortUnavailableException(String server, int port, Throwable cause) {
        super(
                "%s cannot listen on 127.0.0.1 port %d (%s): stop the program that uses it, or choose other ports with --port."
                        .formatted(server, port, rootMessage(cause)),
                cause);
    }

    private static String rootMessage(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
