package imageresizer.local.batch;

import imageresizer.local.batch.BatchJob.View;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The jobs of S3 Batch Operations, which live as long as the stack. Thread-safe. */
public final class BatchOperations implements AutoCloseable {

    private final S3Client s3;
    private final Function<String, Optional<BatchFunction>> functions;
    private final int speed;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("batch-job-", 0).factory());
    private final List<BatchJob> jobs = new ArrayList<>();

    /**
     * @param endpoint where S3 is
     * @param functions finds one by its ARN
     * @param speed divides the pauses before a task is repeated
     */
    public BatchOperations(
            URI endpoint, String region, Function<String, Optional<BatchFunction>> functions, int speed) {
        this.functions = functions;
        this.speed = speed;
        s3 = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .forcePathStyle(true)
                .build();
    }

    /** S3 Control's side of the endpoint, for requests whose path begins with its version, {@code /v20180820}. */
    public HttpServlet servlet() {
        return new JobServlet(this);
    }

    /** Makes a job, or finds the one that an equal request has made. */
    synchronized View create(JobRequest request) throws JobException {
        for (BatchJob job : jobs) {
            if (job.view().request().token().equals(request.token())) {
                return job.view();
            }
        }
        BatchFunction function = functions
                .apply(request.functionArn())
                .orElseThrow(() -> JobException.badRequest("There is no function " + request.functionArn() + "."));
        BatchJob job = new BatchJob(request, s3, function, speed);
        jobs.add(job);
        threads.execute(job::run);
        return job.view();
    }

    synchronized BatchJob job(String id) throws JobException {
        return jobs.stream()
                .filter(job -> job.view().id().equals(id))
                .findFirst()
                .orElseThrow(() -> JobException.notFound(id));
    }

    /** The newest first. */
    synchronized List<View> jobs() {
        return jobs.reversed().stream().map(BatchJob::view).toList();
    }

    /** Ends all jobs where they are. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
        s3.close();
    }
}
