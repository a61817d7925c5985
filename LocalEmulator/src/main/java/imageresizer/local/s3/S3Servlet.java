package imageresizer.local.s3;

import imageresizer.local.gateway.DelegatingServlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * s3proxy's servlet, with the request known to the store behind it (see {@link S3Caller}), and without those that it
 * would misunderstand (see {@link RefusedRequest}).
 */
final class S3Servlet extends DelegatingServlet {
    private final transient HttpServlet s3proxy;
    private final transient HttpServlet forms;
    private final transient HttpServlet tagging;

    /**
     * @param forms gets the uploads by HTML form
     * @param tagging gets the operations on objects' tags
     */
    S3Servlet(HttpServlet s3proxy, HttpServlet forms, HttpServlet tagging) {
        super(s3proxy, forms, tagging);
        this.s3proxy = s3proxy;
        this.forms = forms;
        this.tagging = tagging;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (TaggingServlet.isFor(request)) {
            tagging.service(request, response);
            return;
        }
        Optional<RefusedRequest> refused = RefusedRequest.of(request);
        if (refused.isPresent()) {
            refused.get().send(request, response);
            return;
        }
        HttpServlet servlet = isForm(request) ? forms : s3proxy;
        try {
            ScopedValue.where(S3Caller.EXCHANGE, new S3Caller.HttpExchange(request, response))
                    .call(() -> {
                        servlet.service(new OwnersRequest(request), response);
                        return true;
                    });
        } catch (ServletException | IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    /** A request whose access control list, if any, is the owner's: s3proxy knows only one of its two names. */
    private static final class OwnersRequest extends HttpServletRequestWrapper {

        OwnersRequest(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable String getHeader(String name) {
            String value = super.getHeader(name);
            return RefusedRequest.OWNERS_ACL.equals(value) ? "private" : value;
        }
    }

    private static boolean isForm(HttpServletRequest request) {
        String type = request.getContentType();
        return request.getMethod().equals("POST") && type != null && type.startsWith("multipart/form-data");
    }
}
