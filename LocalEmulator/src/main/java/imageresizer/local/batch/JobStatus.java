package imageresizer.local.batch;

import java.util.Locale;

/**
 * Where a job is on its way.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-status.html">Job statuses</a>
 */
enum JobStatus {
    NEW,
    PREPARING,

    /** Waits for somebody's confirmation. */
    SUSPENDED,

    READY,
    ACTIVE,
    COMPLETING,
    COMPLETE,
    CANCELLING,
    CANCELLED,
    FAILING,
    FAILED;

    /** As S3 Control writes it. */
    String wireName() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }

    boolean isEnd() {
        return this == COMPLETE || this == CANCELLED || this == FAILED;
    }

    boolean isBeforeTheEnd() {
        return !isEnd() && this != CANCELLING && this != FAILING && this != COMPLETING;
    }
}
