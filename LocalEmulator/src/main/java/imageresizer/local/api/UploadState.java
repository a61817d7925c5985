package imageresizer.local.api;

import java.util.Optional;

/** What a person wants to know first about an upload: how it ended or, until then, what happens to it. */
public enum UploadState {
    WAITING,
    RUNNING,
    RETRYING,
    RESIZED,
    PARTIAL,
    REJECTED,
    SKIPPED,
    FAILED,
    IGNORED,
    /** The object is gone, whatever its outcome was. */
    REMOVED,
    /** A later upload of the same key has taken its place. */
    REPLACED;

    /** The present state of an upload. */
    public static UploadState of(UploadView upload) {
        UploadState state = ofOutcome(upload);
        return upload.gone() == null || !state.isLast()
                ? state
                : switch (upload.gone()) {
                    case REMOVED -> REMOVED;
                    case REPLACED -> REPLACED;
                };
    }

    /**
     * How an upload ended, also if its object is gone since. An outcome counts as soon as the function has published it.
     */
    public static UploadState ofOutcome(UploadView upload) {
        return switch (upload.stage()) {
            case FAILED -> FAILED;
            case RETRYING -> RETRYING;
            case IGNORED -> IGNORED;
            case WAITING -> outcome(upload).orElse(WAITING);
            case RUNNING -> outcome(upload).orElse(RUNNING);
            case DONE -> outcome(upload).orElse(SKIPPED);
        };
    }

    private static Optional<UploadState> outcome(UploadView upload) {
        if (upload.manifest() == null) {
            return Optional.empty();
        }
        return switch (upload.manifest().path("outcome").asText()) {
            case "RESIZED" -> Optional.of(RESIZED);
            case "PARTIAL" -> Optional.of(PARTIAL);
            case "REJECTED" -> Optional.of(REJECTED);
            case "SKIPPED" -> Optional.of(SKIPPED);
            default -> Optional.empty();
        };
    }

    /** Whether nothing more happens by itself. */
    public boolean isLast() {
        return this != WAITING && this != RUNNING && this != RETRYING;
    }
}
