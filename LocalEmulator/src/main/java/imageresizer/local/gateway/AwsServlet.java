package imageresizer.local.gateway;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;

/**
 * S3, SNS, SQS, S3 Control and CloudFormation behind one address, for {@code /*}. SQS has the requests that are signed for
 * it or name one of its actions, CloudFormation those that are signed for it, and S3 Control those that name an account.
 * SNS has the others to {@code /} that S3 has no use for: every POST, and every GET that names an action; and the page
 * behind the link in its confirmation mails. A bucket's own host belongs to S3 alone.
 */
public final class AwsServlet extends DelegatingServlet {
    private final transient HttpServlet s3;
    private final transient HttpServlet sns;
    private final transient HttpServlet sqs;
    private final transient HttpServlet s3Control;
    private final transient HttpServlet cloudFormation;

    public AwsServlet(
            HttpServlet s3, HttpServlet sns, HttpServlet sqs, HttpServlet s3Control, HttpServlet cloudFormation) {
        super(s3, sns, sqs, s3Control, cloudFormation);
        this.s3 = s3;
        this.sns = sns;
        this.sqs = sqs;
        this.s3Control = s3Control;
        this.cloudFormation = cloudFormation;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        switch (RequestedHost.of(request.getHeader("Host"))) {
            // Its clients put the account before the host's name.
            case RequestedHost.BucketHost _, RequestedHost.ThisMachine _
            when isForS3Control(request) -> s3Control.service(request, response);
            case RequestedHost.BucketHost(String bucket) -> s3.service(new BucketInPath(request, bucket), response);
            case RequestedHost.ThisMachine() when isForSqs(request) -> sqs.service(request, response);
            case RequestedHost.ThisMachine()
            when isSignedFor("cloudformation", request) -> cloudFormation.service(request, response);
            case RequestedHost.ThisMachine() when isForSns(request) -> sns.service(request, response);
            case RequestedHost.ThisMachine _, RequestedHost.Foreign _ -> s3.service(request, response);
        }
    }

    static boolean isForSqs(HttpServletRequest request) {
        return Objects.requireNonNullElse(request.getHeader("X-Amz-Target"), "").startsWith("AmazonSQS.")
                || isSignedFor("sqs", request);
    }

    private static boolean isSignedFor(String service, HttpServletRequest request) {
        return Objects.requireNonNullElse(request.getHeader("Authorization"), "")
                .contains("/" + service + "/aws4_request");
    }

    private static boolean isForS3Control(HttpServletRequest request) {
        return request.getHeader("x-amz-account-id") != null
                && request.getRequestURI().startsWith("/v20180820/");
    }

    private static boolean isForSns(HttpServletRequest request) {
        return switch (request.getMethod() + " " + request.getRequestURI()) {
            case "POST /" -> true;
            case "GET /" -> request.getParameter("Action") != null;
            case "GET /confirmation.html" -> request.getParameter("Token") != null;
            default -> false;
        };
    }
}
