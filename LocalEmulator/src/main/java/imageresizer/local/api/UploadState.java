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
    IGNORED;

    /** The state of an upload; an outcome counts as soon as the function has published it. */
    public static UploadState of(UploadView upload) {
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
