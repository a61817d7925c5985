package imageresizer.local.gateway;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * S3 and SNS behind one address, for {@code /*}. SNS has the requests to {@code /} that S3 has no use for: every POST,
 * and every GET that names an action, such as the links in SNS's mails. A bucket's own host belongs to S3 alone.
 */
public final class AwsServlet extends FrontServlet {
    private final transient HttpServlet s3;
    private final transient HttpServlet sns;

    public AwsServlet(HttpServlet s3, HttpServlet sns) {
        super(s3, sns);
        this.s3 = s3;
        this.sns = sns;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        switch (RequestedHost.of(request.getHeader("Host"))) {
            case RequestedHost.Bucket(String bucket) -> s3.service(new BucketInPath(request, bucket), response);
            case RequestedHost.ThisMachine() when isForSns(request) -> sns.service(request, response);
            case RequestedHost.ThisMachine _, RequestedHost.Foreign _ -> s3.service(request, response);
        }
    }

    private static boolean isForSns(HttpServletRequest request) {
        return request.getRequestURI().equals("/")
                && switch (request.getMethod()) {
                    case "POST" -> true;
                    case "GET" -> request.getParameter("Action") != null;
                    default -> false;
                };
    }
}
