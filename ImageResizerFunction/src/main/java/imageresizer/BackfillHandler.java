package imageresizer;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.S3BatchEventV2;
import com.amazonaws.services.lambda.runtime.events.S3BatchResponse;
import com.amazonaws.services.lambda.runtime.events.S3BatchResponse.Result;
import com.amazonaws.services.lambda.runtime.events.S3BatchResponse.ResultCode;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import imageresizer.UploadWorker.Timed;
import imageresizer.event.BackfillTasks;
import imageresizer.event.S3Change.Listed;
import imageresizer.model.InvocationAttempt;
import imageresizer.model.Outcome;
import imageresizer.model.Outcome.Rejected;
import imageresizer.model.PrintableText;
import imageresizer.model.RetryLaterException;
import imageresizer.settings.InvalidSettingException;
import imageresizer.settings.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Where S3 Batch Operations enter: makes the renditions of pictures that were there before the stack, or before its
 * settings. Every task gets a result, which the job's report has: what was made, why a picture was rejected, or why the
 * task is to be tried again.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-invoke-lambda.html">Lambda functions of S3
 *     Batch Operations</a>
 */
public final class BackfillHandler implements RequestHandler<S3BatchEventV2, S3BatchResponse> {

    private final UploadWorker worker;

    /**
     * Called by Lambda, once for each environment.
     *
     * @throws InvalidSettingException if a setting of the function is missing or wrong
     */
    public BackfillHandler() {
        Settings settings = Settings.from(System.getenv());
        worker = UploadWorker.of(settings, Engines.ofThisMachine(settings.options()));
    }

    BackfillHandler(UploadWorker worker) {
        this.worker = requireNonNull(worker);
    }

    @Override
    public S3BatchResponse handleRequest(S3BatchEventV2 event, Context context) {
        InvocationAttempt attempt = InvocationAttempt.of(context, Instant.now());
        List<Result> results = new ArrayList<>();
        for (S3BatchEventV2.Task task : event.getTasks()) {
            results.add(result(event, task, attempt, context));
            attempt = attempt.next();
        }
        return S3BatchResponse.fromS3BatchEvent(event)
                .withTreatMissingKeysAs(ResultCode.TemporaryFailure)
                .withResults(results)
                .build();
    }

    private Result result(S3BatchEventV2 event, S3BatchEventV2.Task task, InvocationAttempt attempt, Context context) {
        try {
            return result(task.getTaskId(), BackfillTasks.listed(event, task), attempt, context);
        } catch (IllegalArgumentException e) {
            String fault = PrintableText.oneLine(String.valueOf(e.getMessage()));
            context.getLogger().log("FAILED a task: " + fault, LogLevel.ERROR);
            return new Result(task.getTaskId(), ResultCode.PermanentFailure, fault);
        }
    }

    private Result result(String taskId, Listed listed, InvocationAttempt attempt, Context context) {
        try {
            Timed<Outcome> outcome = worker.inTime(listed, attempt, context.getLogger());
            System.out.println(
                    ResultLogLine.of(outcome, Instant.now(), context.getFunctionName(), context.getAwsRequestId()));
            boolean isRejected = outcome.result() instanceof Rejected;
            return new Result(
                    taskId,
                    isRejected ? ResultCode.PermanentFailure : ResultCode.Succeeded,
                    ResultLogLine.message(outcome.result()));
        } catch (RetryLaterException e) {
            System.out.println(
                    ResultLogLine.of(e, Instant.now(), context.getFunctionName(), context.getAwsRequestId()));
            return new Result(taskId, ResultCode.TemporaryFailure, e.getMessage());
        } catch (RuntimeException e) {
            String fault = PrintableText.oneLine(e.toString());
            context.getLogger().log("FAILED " + listed.upload().uri() + ": " + fault, LogLevel.ERROR);
            return new Result(taskId, ResultCode.TemporaryFailure, fault);
        }
    }
}
