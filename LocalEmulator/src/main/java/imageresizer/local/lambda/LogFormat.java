package imageresizer.local.lambda;

/** How Lambda writes a function's log: {@code LoggingConfig.LogFormat} of the template. */
public enum LogFormat {
    /** Each message of {@code LambdaLogger} and of the platform is a JSON object; {@code System.out} stays as it is. */
    JSON,

    /**
     * Plain text. The runtime interface client ends messages of {@code LambdaLogger} in no line feed, so, as with the
     * SAM CLI, messages that bring none of their own share a line.
     */
    TEXT
}
