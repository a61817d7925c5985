package imageresizer.local.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import imageresizer.local.lambda.InvocationResult;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * One job. A task whose function says that it failed for now comes again when the others are done, after longer and longer
 * pauses; how often AWS repeats one is not documented. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-invoke-lambda.html">What the function
 *     answers</a>
 */
final class BatchJob {

    /** Together longer than the lease of a function that was killed. */
    private static final List<Duration> PAUSES =
            IntStream.of(1, 2, 4, 8, 15, 30, 60).mapToObj(Duration::ofSeconds).toList();

    /** From this number of tasks on, a job fails if more than half of them have failed. */
    private static final int ENOUGH_TO_JUDGE = 1000;

    private static final JsonMapper JSON = new JsonMapper();

    private final String id = UUID.randomUUID().toString();
    private final Instant creation = Instant.now();
    private final JobRequest request;
    private final S3Client s3;
    private final BatchFunction function;
    private final int speed;
    private final List<Task> done = new ArrayList<>();
    private JobStatus status = JobStatus.NEW;
    private int priority;
    private int total;
    private int failed;
    private String failure = "";
    private @Nullable Instant end;

    /** @param speed divides the pauses */
    BatchJob(JobRequest request, S3Client s3, BatchFunction function, int speed) {
        this.request = request;
        this.s3 = s3;
        this.function = function;
        this.speed = speed;
        priority = request.priority();
    }

    /**
     * A line of the list.
     *
     * @param key as the list has it, encoded as in a web form
     * @param outcome null until the function has answered for good
     */
    private record Task(
            String id,
            String bucket,
            String key,
            @Nullable String versionId,
            @Nullable Outcome outcome) {

        Task with(Outcome result) {
            return new Task(id, bucket, key, versionId, result);
        }
    }

    private record Outcome(String code, String message) {

        boolean isSuccess() {
            return code.equals("Succeeded");
        }

        boolean isTemporary() {
            return code.equals("TemporaryFailure");
        }
    }

    /** What is known of a job at one moment. */
    record View(
            String id,
            JobRequest request,
            JobStatus status,
            int priority,
            int total,
            int succeeded,
            int failed,
            Instant creation,
            @Nullable Instant end,
            String failure) {}

    synchronized View view() {
        return new View(id, request, status, priority, total, done.size() - failed, failed, creation, end, failure);
    }

    synchronized void setPriority(int value) {
        priority = value;
    }

    /** @throws JobException if the job can't go there from where it is */
    synchronized void request(JobStatus wanted) throws JobException {
        if (wanted == JobStatus.READY && status == JobStatus.SUSPENDED) {
            become(JobStatus.READY);
        } else if (wanted == JobStatus.CANCELLED && status.isBeforeTheEnd()) {
            become(JobStatus.CANCELLING);
        } else {
            throw JobException.wrongState(
                    "The job is " + status.wireName() + ", so it can't be made " + wanted.wireName() + ".");
        }
    }

    private synchronized void become(JobStatus next) {
        status = next;
        if (next.isEnd()) {
            end = Instant.now();
        }
        notifyAll();
    }

    /** Goes to the next status, unless somebody has cancelled the job. */
    private synchronized boolean goOn(JobStatus next) {
        if (status == JobStatus.CANCELLING || status == JobStatus.FAILING) {
            return false;
        }
        become(next);
        return true;
    }

    private synchronized boolean isToGoOn() {
        return status == JobStatus.ACTIVE;
    }

    /** Does the job; ends early, without a report, if the thread is interrupted. */
    void run() {
        try {
            if (goOn(JobStatus.PREPARING)) {
                Deque<Task> tasks = tasks();
                if (awaitConfirmation() && goOn(JobStatus.ACTIVE)) {
                    work(tasks);
                }
            }
            finish();
        } catch (JobException | SdkException e) {
            fail(String.valueOf(e.getMessage()));
            become(JobStatus.FAILED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Deque<Task> tasks() throws JobException {
        var list = s3.getObjectAsBytes(
                get -> get.bucket(request.list().bucket()).key(request.list().key()));
        if (!request.eTag().equals(list.response().eTag().replace("\"", ""))) {
            throw JobException.badRequest("The Manifest has another ETag than the job says.");
        }
        Deque<Task> tasks = new ArrayDeque<>();
        for (String line : list.asUtf8String().lines().toList()) {
            String[] columns = line.split(",", -1);
            if (columns.length != request.fields().size()) {
                throw JobException.badRequest("The Manifest has the line \"" + line + "\" without "
                        + request.fields().size() + " columns.");
            }
            int version = request.fields().indexOf("VersionId");
            tasks.add(new Task(
                    UUID.randomUUID().toString(),
                    columns[request.fields().indexOf("Bucket")],
                    formEncoded(columns[request.fields().indexOf("Key")]),
                    version < 0 || columns[version].isEmpty() ? null : columns[version],
                    null));
        }
        synchronized (this) {
            total = tasks.size();
        }
        return tasks;
    }

    /** S3 hands on keys with a plus sign for a space, however the list wrote them. */
    private static String formEncoded(String key) {
        return URLEncoder.encode(URLDecoder.decode(key, UTF_8), UTF_8).replace("%2F", "/");
    }

    private boolean awaitConfirmation() throws InterruptedException {
        if (!request.mustBeConfirmed()) {
            return goOn(JobStatus.READY);
        }
        if (!goOn(JobStatus.SUSPENDED)) {
            return false;
        }
        synchronized (this) {
            while (status == JobStatus.SUSPENDED) {
                wait();
            }
            return status == JobStatus.READY;
        }
    }

    private void work(Deque<Task> tasks) throws InterruptedException {
        Deque<Task> next = round(tasks);
        for (Duration pause : PAUSES) {
            if (next.isEmpty() || !isToGoOn()) {
                break;
            }
            Thread.sleep(pause.dividedBy(speed));
            next = round(next);
        }
        next.forEach(this::record);
    }

    /**
     * Gives every task to the function, as many at a time as it takes.
     *
     * @return those that failed for now
     */
    private Deque<Task> round(Deque<Task> tasks) throws InterruptedException {
        Deque<Task> again = new ArrayDeque<>();
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("batch-", 0).factory())) {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < function.concurrency(); i++) {
                workers.add(threads.submit(() -> {
                    for (Task task = next(tasks); task != null; task = next(tasks)) {
                        Task answered = task.with(outcome(function.invoke(event(task))));
                        if (answered.outcome() != null && answered.outcome().isTemporary()) {
                            synchronized (again) {
                                again.add(answered);
                            }
                        } else {
                            record(answered);
                        }
                    }
                    return true;
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a batch job's worker failed", e.getCause());
        }
        return again;
    }

    private @Nullable Task next(Deque<Task> tasks) {
        if (!isToGoOn()) {
            return null;
        }
        synchronized (tasks) {
            return tasks.poll();
        }
    }

    private synchronized void record(Task task) {
        done.add(task);
        if (task.outcome() == null || !task.outcome().isSuccess()) {
            failed++;
        }
        if (done.size() >= ENOUGH_TO_JUDGE && failed > done.size() / 2 && status == JobStatus.ACTIVE) {
            fail("More than half of the tasks have failed.");
        }
    }

    private synchronized void fail(String reason) {
        failure = reason;
        become(JobStatus.FAILING);
    }

    private void finish() {
        JobStatus last = goOn(JobStatus.COMPLETING) ? JobStatus.COMPLETE : JobStatus.CANCELLED;
        synchronized (this) {
            if (status == JobStatus.FAILING) {
                last = JobStatus.FAILED;
            }
        }
        if (!request.report().bucket().isEmpty()) {
            writeReport();
        }
        become(last);
    }

    private String event(Task task) {
        ObjectNode event = JSON.createObjectNode();
        event.put("invocationSchemaVersion", "2.0")
                .put("invocationId", UUID.randomUUID().toString());
        ObjectNode arguments = event.putObject("job").put("id", id).putObject("userArguments");
        request.arguments().forEach(arguments::put);
        event.putArray("tasks")
                .addObject()
                .put("taskId", task.id())
                .put("s3Key", task.key())
                .put("s3VersionId", task.versionId())
                .put("s3Bucket", task.bucket());
        return event.toString();
    }

    /** An invocation that failed as a whole is repeated, as one is that Lambda refuses for now. */
    private static Outcome outcome(InvocationResult result) {
        return switch (result) {
            case InvocationResult.FunctionError error ->
                new Outcome("TemporaryFailure", error.errorType() + ": " + error.errorMessage());
            case InvocationResult.Returned returned -> outcome(returned.payload());
        };
    }

    private static Outcome outcome(String payload) {
        try {
            JsonNode result = JSON.readTree(payload).path("results").path(0);
            String code = result.path("resultCode").asText();
            return switch (code) {
                case "Succeeded", "TemporaryFailure", "PermanentFailure" ->
                    new Outcome(code, result.path("resultString").asText());
                default -> new Outcome("PermanentFailure", "The function's answer has no resultCode: " + payload);
            };
        } catch (JsonProcessingException e) {
            return new Outcome("PermanentFailure", "The function's answer is not JSON: " + payload);
        }
    }

    /**
     * A CSV file of what became of each task, and a description of it.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html">Completion
     *     reports</a>
     */
    private void writeReport() {
        List<Task> reported;
        synchronized (this) {
            reported = done.stream()
                    .filter(task -> !request.reportsFailuresOnly()
                            || task.outcome() == null
                            || !task.outcome().isSuccess())
                    .toList();
        }
        String folder = request.report().key() + "/job-" + id + "/";
        String results = folder + "results/" + UUID.randomUUID().toString().replace("-", "") + ".csv";
        put(results, reported.stream().map(BatchJob::line).collect(Collectors.joining()));
        ObjectNode manifest = JSON.createObjectNode().put("Format", "Report_CSV_20180820");
        manifest.put("ReportCreationDate", Instant.now().toString());
        manifest.putArray("Results")
                .addObject()
                .put("TaskExecutionStatus", "succeeded")
                .put("Bucket", request.report().bucket())
                .put("Key", results);
        manifest.put("ReportSchema", "Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage");
        put(folder + "manifest.json", manifest.toPrettyString());
    }

    private void put(String key, String content) {
        s3.putObject(put -> put.bucket(request.report().bucket()).key(key), RequestBody.fromString(content));
    }

    private static String line(Task task) {
        Outcome outcome = task.outcome() == null ? new Outcome("TemporaryFailure", "") : task.outcome();
        Function<String, String> quoted = text -> '"' + text.replace("\"", "\"\"") + '"';
        return String.join(
                        ",",
                        task.bucket(),
                        task.key(),
                        task.versionId() == null ? "" : task.versionId(),
                        outcome.isSuccess() ? "succeeded" : "failed",
                        outcome.isSuccess() ? "" : outcome.code(),
                        "200",
                        quoted.apply(outcome.message()))
                + "\n";
    }
}
