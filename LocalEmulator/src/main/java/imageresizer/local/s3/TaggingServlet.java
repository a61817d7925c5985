package imageresizer.local.s3;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** GetObjectTagging, PutObjectTagging and DeleteObjectTagging, which s3proxy lacks: {@code /BUCKET/KEY?tagging}. */
final class TaggingServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient TaggingBlobStore store;

    TaggingServlet(TaggingBlobStore store) {
        this.store = store;
    }

    static boolean isFor(HttpServletRequest request) {
        return request.getParameter("tagging") != null
                && request.getRequestURI().matches("/[^/]+/.+")
                && switch (request.getMethod()) {
                    case "GET", "PUT", "DELETE" -> true;
                    default -> false;
                };
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String[] path = request.getRequestURI().substring(1).split("/", 2);
        String bucket = path[0];
        String key = URLDecoder.decode(path[1].replace("+", "%2B"), StandardCharsets.UTF_8);
        @Nullable String versionId = request.getParameter("versionId");
        try {
            switch (request.getMethod()) {
                case "GET" -> {
                    String xml = store.tags(bucket, key, versionId).toXml();
                    response.setContentType("application/xml;charset=utf-8");
                    response.getOutputStream().write(xml.getBytes(StandardCharsets.UTF_8));
                }
                case "PUT" -> store.setTags(bucket, key, versionId, TagSet.ofXml(request.getInputStream()));
                default -> {
                    store.setTags(bucket, key, versionId, TagSet.NONE);
                    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                }
            }
        } catch (S3Exception e) {
            new RefusedRequest(
                            e.statusCode(),
                            e.awsErrorDetails().errorCode(),
                            e.awsErrorDetails().errorMessage())
                    .send(request, response);
        }
    }
}
