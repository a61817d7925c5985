package imageresizer.local.s3;

/** The S3 event types that this stack raises. */
public enum ObjectEventName {
    PUT("ObjectCreated:Put"),
    POST("ObjectCreated:Post"),
    COPY("ObjectCreated:Copy"),
    COMPLETE_MULTIPART_UPLOAD("ObjectCreated:CompleteMultipartUpload"),
    DELETE("ObjectRemoved:Delete"),
    DELETE_MARKER_CREATED("ObjectRemoved:DeleteMarkerCreated");

    private final String wireName;

    ObjectEventName(String wireName) {
        this.wireName = wireName;
    }

    /** The name in an event record, such as {@code ObjectCreated:Put}, without the {@code s3:} of a configuration. */
    public String wireName() {
        return wireName;
    }

    /** Whether the event leaves a new object behind. */
    public boolean isCreation() {
        return wireName.startsWith("ObjectCreated:");
    }
}
