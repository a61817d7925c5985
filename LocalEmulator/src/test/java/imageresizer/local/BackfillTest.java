package imageresizer.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.api.StackReport;
import imageresizer.local.faults.FaultPlan;
import imageresizer.local.faults.FaultPlan.Kills;
import imageresizer.local.faults.KillTiming;
import imageresizer.local.gateway.TestClients;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Jobs of S3 Batch Operations, from the request of a client to the report. {@code conformance} has the AWS CLI for that. */
class BackfillTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int SPEED = 6;
    private static final Pattern STATUS = Pattern.compile("<Status>(\\w+)</Status>");

    private static Stack stack;
    private static StackReport report;
    private static S3Client s3;
    private static HttpClient http;

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.start(HOME, 0, Map.of("Sizes", "40x40,20x20"), (_, _) -> {}, SPEED);
        report = stack.report();
        s3 = TestClients.at(report.endpoint(), S3Client.builder());
        http = HttpClient.newHttpClient();
        http.send(
                HttpRequest.newBuilder(stack.confirmationLinks().get("you@example.com"))
                        .build(),
                BodyHandlers.discarding());
    }

    @AfterAll
    static void stop() {
        s3.close();
        http.close();
        stack.close();
    }

    /** Names without a picture's suffix lead to no event, as those of a bucket that was there before the stack. */
    @Test
    void aJobResizesWhatItsListHoldsAlthoughTheFunctionIsKilled() throws Exception {
        List<String> keys = new ArrayList<>(
                IntStream.range(0, 40).mapToObj("old/%02d 旅行+%%25"::formatted).toList());
        for (int i = 0; i < keys.size(); i++) {
            upload(keys.get(i), picture(100 + i));
        }
        upload("old/diary", "Dear diary".getBytes(UTF_8));
        keys.add("old/diary");
        keys.add("old/gone");
        stack.faults().set(FaultPlan.NONE.with(new Kills(0.02, 0, KillTiming.AFTER, 3, Map.of())));

        long lastMail = stack.mails().last();

        String job = create(keys, /* isConfirmed= */ false);
        awaitStatus(job, "Suspended");
        assertThat(describe(job)).contains("<TotalNumberOfTasks>42</TotalNumberOfTasks>");
        assertThat(stored()).as("before it was confirmed").isEmpty();
        post("/v20180820/jobs/" + job + "/status?requestedJobStatus=Ready", "");
        awaitStatus(job, "Complete");
        stack.faults().set(FaultPlan.NONE);

        assertThat(describe(job))
                .contains("<NumberOfTasksSucceeded>41</NumberOfTasksSucceeded>")
                .contains("<NumberOfTasksFailed>1</NumberOfTasksFailed>");
        List<String> expected = keys.stream()
                .filter(key -> !key.equals("old/gone"))
                .flatMap(key -> key.equals("old/diary")
                        ? Stream.of(".image-resizer/" + key + ".json")
                        : Stream.of(".image-resizer/" + key + ".json", key + "/20x20.jpg", key + "/40x40.jpg"))
                .toList();
        assertThat(stored()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(manifest(keys.getFirst()))
                .contains("\"origin\":\"backfill\"")
                .doesNotContain("\"lease\"");
        assertThat(reportOf(job).lines())
                .hasSize(42)
                .anySatisfy(line -> assertThat(line)
                        .startsWith(report.inputBucket() + ",old/diary,,failed,PermanentFailure,200,\"REJECTED s3://"))
                .anySatisfy(line ->
                        assertThat(line).startsWith(report.inputBucket() + ",old/gone,,succeeded,,200,\"SKIPPED s3://"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith(report.inputBucket() + "," + encoded(keys.getFirst())
                                + ",,succeeded,,200,\"RESIZED s3://"));
        assertThat(stack.awaitMails(lastMail, PATIENCE).mails()).as("mails").isEmpty();

        String again = create(keys, /* isConfirmed= */ true);
        awaitStatus(again, "Complete");
        assertThat(reportOf(again).lines()).allSatisfy(line -> assertThat(line).contains("\"SKIPPED s3://"));
    }

    @Test
    void aJobIsCancelled() throws Exception {
        String job = create(List.of("old/nothing"), /* isConfirmed= */ false);
        awaitStatus(job, "Suspended");

        post("/v20180820/jobs/" + job + "/status?requestedJobStatus=Cancelled", "");

        awaitStatus(job, "Cancelled");
        assertThat(get("/v20180820/jobs?jobStatuses=Cancelled").body()).contains("<JobId>" + job + "</JobId>");
        assertThat(post("/v20180820/jobs/" + job + "/status?requestedJobStatus=Ready", "")
                        .body())
                .contains("The job is Cancelled, so it can't be made Ready.");
    }

    @Test
    void aRequestThatMakesNoSenseIsRefusedWithASentence() throws Exception {
        assertThat(get("/v20180820/jobs/none").statusCode()).isEqualTo(404);
        assertThat(post("/v20180820/jobs", "<CreateJobRequest>").body()).contains("not well-formed");
        assertThat(post("/v20180820/jobs", "<CreateJobRequest><Priority>1</Priority></CreateJobRequest>")
                        .body())
                .contains("is not the ARN of something in S3");
        assertThat(post("/v20180820/jobs", request("none.csv", "tag", true).replace("Backfill", "Nothing"))
                        .body())
                .contains("There is no function arn:aws:lambda:us-east-1:000000000000:function:image-resizer-Nothing");
        assertThat(get("/v20180820/accesspoint").body())
                .contains("does not know the operation GET /v20180820/accesspoint");
    }

    @Test
    void aListThatIsGoneFailsTheJob() throws Exception {
        String job = jobId(post("/v20180820/jobs", request("none.csv", "tag", true)));

        awaitStatus(job, "Failed");
        assertThat(describe(job)).contains("<FailureReason>");
    }

    @Test
    void theStackTellsItsSettingsAndOutputs() throws Exception {
        String answer = http.send(
                        HttpRequest.newBuilder(report.endpoint())
                                .header(
                                        "Authorization",
                                        "AWS4-HMAC-SHA256 Credential=a/b/us-east-1/cloudformation/aws4_request")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString("Action=DescribeStacks&StackName=image-resizer"))
                                .build(),
                        BodyHandlers.ofString())
                .body();

        assertThat(answer)
                .contains("<ParameterKey>Sizes</ParameterKey><ParameterValue>40x40,20x20</ParameterValue>")
                .contains(
                        "<OutputKey>UploadTo</OutputKey><OutputValue>s3://" + report.inputBucket() + "/</OutputValue>")
                .contains("<OutputKey>BackfillFunction</OutputKey>");
        assertThat(new JsonMapper()
                        .readTree(get("/2016-08-19/account-settings/").body())
                        .at("/AccountLimit/ConcurrentExecutions")
                        .asInt())
                .isGreaterThan(1);
    }

    private static void upload(String key, byte[] content) {
        s3.putObject(put -> put.bucket(report.inputBucket()).key(key), RequestBody.fromBytes(content));
    }

    private static byte[] picture(int width) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, 60, BufferedImage.TYPE_INT_RGB), "jpg", bytes);
        return bytes.toByteArray();
    }

    private static String create(List<String> keys, boolean isConfirmed) throws Exception {
        String list = keys.stream()
                .map(key -> report.inputBucket() + "," + encoded(key) + "\n")
                .collect(Collectors.joining());
        String file = ".image-resizer/backfill/" + UUID.randomUUID() + ".csv";
        String eTag = s3.putObject(put -> put.bucket(report.outputBucket()).key(file), RequestBody.fromString(list))
                .eTag();
        return jobId(post("/v20180820/jobs", request(file, eTag, !isConfirmed)));
    }

    private static String encoded(String key) {
        return URLEncoder.encode(key, UTF_8).replace("%2F", "/");
    }

    private static String request(String file, String eTag, boolean mustBeConfirmed) {
        return """
            <CreateJobRequest xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/">
              <ConfirmationRequired>%s</ConfirmationRequired>
              <Operation><LambdaInvoke>
                <FunctionArn>arn:aws:lambda:us-east-1:000000000000:function:image-resizer-BackfillFunction</FunctionArn>
                <InvocationSchemaVersion>2.0</InvocationSchemaVersion>
                <UserArguments><entry><key>redo</key><value>false</value></entry></UserArguments>
              </LambdaInvoke></Operation>
              <Report>
                <Bucket>arn:aws:s3:::%s</Bucket><Format>Report_CSV_20180820</Format><Enabled>true</Enabled>
                <Prefix>.image-resizer/backfill</Prefix><ReportScope>AllTasks</ReportScope>
              </Report>
              <ClientRequestToken>%s</ClientRequestToken>
              <Manifest>
                <Spec>
                  <Format>S3BatchOperations_CSV_20180820</Format>
                  <Fields><member>Bucket</member><member>Key</member></Fields>
                </Spec>
                <Location><ObjectArn>arn:aws:s3:::%s/%s</ObjectArn><ETag>%s</ETag></Location>
              </Manifest>
              <Priority>10</Priority>
              <RoleArn>arn:aws:iam::000000000000:role/job</RoleArn>
            </CreateJobRequest>
            """.formatted(
                        mustBeConfirmed,
                        report.outputBucket(),
                        UUID.randomUUID(),
                        report.outputBucket(),
                        file,
                        eTag.replace("\"", "&quot;"));
    }

    private static String jobId(HttpResponse<String> answer) {
        Matcher id = Pattern.compile("<JobId>([^<]+)</JobId>").matcher(answer.body());
        assertThat(id.find()).as(answer.body()).isTrue();
        return id.group(1);
    }

    private static void awaitStatus(String job, String wanted) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String status = "";
        while (System.nanoTime() < end && !status.equals(wanted)) {
            Matcher found = STATUS.matcher(describe(job));
            assertThat(found.find()).isTrue();
            status = found.group(1);
            Thread.sleep(50);
        }
        assertThat(status).isEqualTo(wanted);
    }

    private static String describe(String job) throws Exception {
        return get("/v20180820/jobs/" + job).body();
    }

    private static String reportOf(String job) {
        return stored(".image-resizer/backfill/job-" + job + "/results/").stream()
                .map(key -> s3.getObjectAsBytes(
                                get -> get.bucket(report.outputBucket()).key(key))
                        .asUtf8String())
                .collect(Collectors.joining());
    }

    private static String manifest(String key) {
        return s3.getObjectAsBytes(get -> get.bucket(report.outputBucket()).key(".image-resizer/" + key + ".json"))
                .asUtf8String();
    }

    /** What was made of pictures. */
    private static List<String> stored() {
        return stored("").stream()
                .filter(key -> !key.startsWith(".image-resizer/backfill/"))
                .toList();
    }

    private static List<String> stored(String prefix) {
        return s3
                .listObjectsV2Paginator(
                        list -> list.bucket(report.outputBucket()).prefix(prefix))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return http.send(request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(report.endpoint() + path)).header("x-amz-account-id", "000000000000");
    }
}
