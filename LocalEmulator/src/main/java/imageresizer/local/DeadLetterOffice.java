package imageresizer.local;

import com.fasterxml.jackson.databind.JsonNode;
import imageresizer.local.Journal.Version;
import imageresizer.local.api.DeadLetterReport;
import imageresizer.local.lambda.DeadLetter;
import imageresizer.local.lambda.DeadLetters;
import imageresizer.local.lambda.InvocationResult.FunctionError;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The dead letters as people see them, and their way back into the queue. Thread-safe. */
final class DeadLetterOffice {

    private final DeadLetters letters;
    private final Deployments deployments;

    DeadLetterOffice(DeadLetters letters, Deployments deployments) {
        this.letters = letters;
        this.deployments = deployments;
    }

    /** All that are there, the oldest first. */
    List<DeadLetterReport> list() {
        return letters.list().stream().map(DeadLetterOffice::report).toList();
    }

    /** Sends all that are there again and returns how many. */
    int redrive() {
        return letters.redriveTo(deployments.queue());
    }

    private static DeadLetterReport report(DeadLetter letter) {
        List<String> objects = Notices.parsed(letter.event().payload())
                .path("Records")
                .valueStream()
                .map(eventRecord -> address(eventRecord.path("s3")))
                .toList();
        return new DeadLetterReport(
                letter.timestamp().truncatedTo(ChronoUnit.SECONDS).toString(),
                objects,
                letter.approximateInvokeCount(),
                reason(letter));
    }

    private static String address(JsonNode s3) {
        Version version = Notices.versionOf(s3);
        return "s3://" + version.bucket() + "/" + version.key();
    }

    private static String reason(DeadLetter letter) {
        FunctionError error = letter.lastError();
        return letter.condition() + (error == null ? "" : ": " + error.errorType() + ": " + error.errorMessage());
    }
}
