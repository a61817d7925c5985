package imageresizer.local.batch;

import imageresizer.local.batch.BatchJob.View;
import imageresizer.local.gateway.XmlAnswer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The operations of S3 Control on jobs.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html">S3 Control in the API
 *     reference</a>
 */
final class JobServlet extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final String NAMESPACE = "http://awss3control.amazonaws.com/doc/2018-08-20/";
    private static final Pattern PATH = Pattern.compile("/v20180820/jobs(?:/([^/]+)(?:/(status|priority))?)?");

    private final transient BatchOperations batch;

    JobServlet(BatchOperations batch) {
        this.batch = batch;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            send(response, HttpServletResponse.SC_OK, answer(request).end());
        } catch (JobException e) {
            XmlAnswer error = XmlAnswer.begin("ErrorResponse", NAMESPACE)
                    .open("Error")
                    .element("Code", e.code())
                    .element("Message", e.getMessage())
                    .close()
                    .element("RequestId", UUID.randomUUID().toString());
            send(response, e.status(), error.end());
        }
    }

    private XmlAnswer answer(HttpServletRequest request) throws IOException, JobException {
        Matcher path = PATH.matcher(request.getRequestURI());
        if (!path.matches()) {
            throw unknown(request);
        }
        @Nullable String id = path.group(1);
        @Nullable String part = path.group(2);
        String method = request.getMethod();
        if (id == null && method.equals("POST")) {
            View made = batch.create(JobRequest.read(request.getInputStream()));
            return XmlAnswer.begin("CreateJobResult", NAMESPACE).element("JobId", made.id());
        }
        if (id == null && method.equals("GET")) {
            return list(request.getParameterValues("jobStatuses"));
        }
        if (id != null && part == null && method.equals("GET")) {
            XmlAnswer answer = XmlAnswer.begin("DescribeJobResult", NAMESPACE).open("Job");
            describe(batch.job(id).view(), answer);
            return answer.close();
        }
        if (id != null && part != null && method.equals("POST")) {
            BatchJob job = batch.job(id);
            if (part.equals("status")) {
                job.request(wanted(request.getParameter("requestedJobStatus")));
                return XmlAnswer.begin("UpdateJobStatusResult", NAMESPACE)
                        .element("JobId", id)
                        .element("Status", job.view().status().wireName());
            }
            job.setPriority(priority(request.getParameter("priority")));
            return XmlAnswer.begin("UpdateJobPriorityResult", NAMESPACE)
                    .element("JobId", id)
                    .element("Priority", Integer.toString(job.view().priority()));
        }
        throw unknown(request);
    }

    private static JobException unknown(HttpServletRequest request) {
        return JobException.badRequest("The local stack does not know the operation " + request.getMethod() + " "
                + request.getRequestURI() + " of S3 Control.");
    }

    private static JobStatus wanted(@Nullable String status) throws JobException {
        String name = Objects.requireNonNullElse(status, "").toUpperCase(Locale.ROOT);
        if (!name.equals("READY") && !name.equals("CANCELLED")) {
            throw JobException.badRequest("requestedJobStatus must be Ready or Cancelled.");
        }
        return JobStatus.valueOf(name);
    }

    private static int priority(@Nullable String text) throws JobException {
        try {
            return Integer.parseInt(String.valueOf(text));
        } catch (NumberFormatException e) {
            throw JobException.badRequest("priority must be a whole number.");
        }
    }

    private XmlAnswer list(String @Nullable [] statuses) {
        List<String> wanted = statuses == null ? List.of() : Arrays.asList(statuses);
        XmlAnswer answer = XmlAnswer.begin("ListJobsResult", NAMESPACE).open("Jobs");
        for (View job : batch.jobs()) {
            if (wanted.isEmpty() || wanted.contains(job.status().wireName())) {
                answer.open("member")
                        .element("JobId", job.id())
                        .element("Description", job.request().description())
                        .element("Operation", "LambdaInvoke")
                        .element("Priority", Integer.toString(job.priority()))
                        .element("Status", job.status().wireName())
                        .element("CreationTime", time(job.creation()));
                progress(job, answer);
                answer.close();
            }
        }
        return answer.close();
    }

    private static void describe(View job, XmlAnswer answer) {
        answer.element("JobId", job.id())
                .element("ConfirmationRequired", Boolean.toString(job.request().mustBeConfirmed()))
                .element("Description", job.request().description())
                .element("Priority", Integer.toString(job.priority()))
                .element("Status", job.status().wireName())
                .element("RoleArn", job.request().roleArn())
                .element("CreationTime", time(job.creation()))
                .open("Operation")
                .open("LambdaInvoke")
                .element("FunctionArn", job.request().functionArn())
                .close()
                .close()
                .open("Report")
                .element("Bucket", "arn:aws:s3:::" + job.request().report().bucket())
                .element("Prefix", job.request().report().key())
                .element(
                        "Enabled",
                        Boolean.toString(!job.request().report().bucket().isEmpty()))
                .close();
        progress(job, answer);
        if (job.end() != null) {
            answer.element("TerminationDate", time(job.end()));
        }
        if (!job.failure().isEmpty()) {
            answer.open("FailureReasons")
                    .open("member")
                    .element("FailureReason", job.failure())
                    .close()
                    .close();
        }
    }

    private static void progress(View job, XmlAnswer answer) {
        answer.open("ProgressSummary")
                .element("TotalNumberOfTasks", Integer.toString(job.total()))
                .element("NumberOfTasksSucceeded", Integer.toString(job.succeeded()))
                .element("NumberOfTasksFailed", Integer.toString(job.failed()))
                .close();
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static void send(HttpServletResponse response, int status, String xml) throws IOException {
        response.setStatus(status);
        response.setContentType("application/xml");
        response.getOutputStream().write(xml.getBytes(StandardCharsets.UTF_8));
    }
}
