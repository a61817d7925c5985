package imageresizer.local.gateway;

import imageresizer.local.gateway.BucketCors.Grant;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps foreign web pages out. Every page that a browser of this machine shows can send requests to 127.0.0.1; this
 * filter refuses the ones that come under a foreign host name, and the ones of a foreign origin that could change
 * something. It grants cross-origin access to the allowed origins, and to those of a bucket's CORS rules for that bucket.
 */
final class LoopbackGuard implements Filter {
    private static final Set<String> HARMLESS = Set.of("GET", "HEAD");

    private static final Grant WHOLE_SERVER = new Grant(
            List.of("GET", "HEAD", "PUT", "POST", "DELETE"), List.of("ETag", "x-amz-version-id", "x-amz-request-id"));

    private final Set<String> allowedOrigins;
    private final BucketCors buckets;

    /**
     * @param allowedOrigins origins such as {@code http://127.0.0.1:4569}; read at every request
     * @param buckets asked at every request of another origin
     */
    LoopbackGuard(Set<String> allowedOrigins, BucketCors buckets) {
        this.allowedOrigins = allowedOrigins;
        this.buckets = buckets;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        guard((HttpServletRequest) request, (HttpServletResponse) response, chain);
    }

    private void guard(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (RequestedHost.of(request.getHeader("Host")) instanceof RequestedHost.Foreign) {
            refuse(
                    request,
                    response,
                    "This server answers to localhost and 127.0.0.1 only, not to the host of this request.");
            return;
        }
        String origin = request.getHeader("Origin");
        if (origin == null || origin.equals("http://" + request.getHeader("Host"))) {
            chain.doFilter(request, response);
            return;
        }
        Optional<Grant> granted =
                allowedOrigins.contains(origin) ? Optional.of(WHOLE_SERVER) : grantOfBucket(request, origin);
        if (granted.isPresent()) {
            grant(granted.get(), origin, request.getHeader("Access-Control-Request-Headers"), response);
            if (request.getMethod().equals("OPTIONS")) {
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            } else {
                chain.doFilter(request, response);
            }
        } else if (HARMLESS.contains(request.getMethod())) {
            chain.doFilter(request, response); // Without a grant the browser keeps the answer from the page.
        } else {
            refuse(request, response, "This server takes no requests from web pages of another origin.");
        }
    }

    /** What is served beside S3, a bucket has no say in, whatever its address looks like. */
    private Optional<Grant> grantOfBucket(HttpServletRequest request, String origin) {
        String method = request.getMethod().equals("OPTIONS")
                ? request.getHeader("Access-Control-Request-Method")
                : request.getMethod();
        if (method == null || !request.getServletPath().isEmpty() || AwsServlet.isForSqs(request)) {
            return Optional.empty();
        }
        String bucket = RequestedHost.of(request.getHeader("Host")) instanceof RequestedHost.BucketHost(String name)
                ? name
                : request.getRequestURI().replaceFirst("^/", "").replaceFirst("/.*", "");
        return buckets.grant(bucket, origin, method);
    }

    private static void grant(
            Grant grant, String origin, @Nullable String requestedHeaders, HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Origin", origin);
        response.addHeader("Vary", "Origin");
        response.setHeader("Access-Control-Allow-Methods", String.join(", ", grant.methods()));
        response.setHeader("Access-Control-Expose-Headers", String.join(", ", grant.exposedHeaders()));
        if (requestedHeaders != null) {
            response.setHeader("Access-Control-Allow-Headers", requestedHeaders);
        }
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, String why)
            throws IOException {
        // A client that is still sending would find the connection closed, and not read the answer.
        request.getInputStream().transferTo(OutputStream.nullOutputStream());
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.setContentType("text/plain;charset=utf-8");
        response.getOutputStream().write((why + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
