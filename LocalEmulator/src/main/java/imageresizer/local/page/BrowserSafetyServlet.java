package imageresizer.local.page;

import imageresizer.local.gateway.DelegatingServlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Objects;

/**
 * Protects S3 and SNS from browsers. One that opens the endpoint itself is led to the page. What S3
 * shows it otherwise, anybody may have written, so that it may neither run scripts nor count as being of this origin;
 * programs don't mind.
 */
public final class BrowserSafetyServlet extends DelegatingServlet {

    private static final long serialVersionUID = 1;

    private final transient URI page;
    private final transient HttpServlet services;

    /** @param services S3 and SNS */
    public BrowserSafetyServlet(URI page, HttpServlet services) {
        super(services);
        this.page = page;
        this.services = services;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (opensTheEndpoint(request)) {
            response.setHeader("Cache-Control", "no-store");
            response.sendRedirect(page.toString());
            return;
        }
        response.setHeader("Content-Security-Policy", "sandbox");
        response.setHeader("X-Content-Type-Options", "nosniff");
        services.service(request, response);
    }

    private static boolean opensTheEndpoint(HttpServletRequest request) {
        return request.getMethod().equals("GET")
                && request.getRequestURI().equals("/")
                && request.getQueryString() == null
                && Objects.requireNonNullElse(request.getHeader("Accept"), "").contains("text/html");
    }
}
