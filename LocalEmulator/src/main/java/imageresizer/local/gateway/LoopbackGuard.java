package imageresizer.local.gateway;

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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps foreign web pages out. Every page that a browser of this machine shows can send requests to 127.0.0.1; this
 * filter refuses the ones that come under a foreign host name, and the ones of a foreign origin that could change
 * something. It grants cross-origin access to the allowed origins only.
 */
final class LoopbackGuard implements Filter {
    private static final Set<String> HARMLESS = Set.of("GET", "HEAD");

    private final Set<String> allowedOrigins;

    /** @param allowedOrigins origins such as {@code http://127.0.0.1:4569}; read at every request */
    LoopbackGuard(Set<String> allowedOrigins) {
        this.allowedOrigins = allowedOrigins;
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
        } else if (allowedOrigins.contains(origin)) {
            grant(origin, request.getHeader("Access-Control-Request-Headers"), response);
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

    private static void grant(String origin, @Nullable String requestedHeaders, HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Origin", origin);
        response.addHeader("Vary", "Origin");
        response.setHeader("Access-Control-Allow-Methods", "GET, HEAD, PUT, POST, DELETE");
        response.setHeader("Access-Control-Expose-Headers", "ETag, x-amz-version-id, x-amz-request-id");
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
