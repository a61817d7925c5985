package imageresizer.local.s3;

import imageresizer.local.gateway.DelegatingServlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** s3proxy's servlet, with the request known to the store behind it (see {@link S3Caller}). */
final class S3Servlet extends DelegatingServlet {
    private final transient HttpServlet s3proxy;
    private final transient HttpServlet forms;

    /** @param forms gets the uploads by HTML form */
    S3Servlet(HttpServlet s3proxy, HttpServlet forms) {
        super(s3proxy, forms);
        this.s3proxy = s3proxy;
        this.forms = forms;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        HttpServlet servlet = isForm(request) ? forms : s3proxy;
        try {
            ScopedValue.where(S3Caller.EXCHANGE, new S3Caller.HttpExchange(request, response))
                    .call(() -> {
                        servlet.service(request, response);
                        return true;
                    });
        } catch (ServletException | IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    private static boolean isForm(HttpServletRequest request) {
        String type = request.getContentType();
        return request.getMethod().equals("POST") && type != null && type.startsWith("multipart/form-data");
    }
}
