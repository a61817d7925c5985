package imageresizer.local.batch;

/** A request that S3 Control refuses. */
final class JobException extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    private JobException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static JobException badRequest(String message) {
        return new JobException(400, "BadRequestException", message);
    }

    static JobException notFound(String jobId) {
        return new JobException(404, "NoSuchJob", "There is no job " + jobId + ".");
    }

    static JobException wrongState(String message) {
        return new JobException(400, "JobStatusException", message);
    }

    /** Of HTTP. */
    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
