package imageresizer.local.gateway;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import java.util.List;

/** A servlet before other servlets, which are started and stopped with it. */
public abstract class DelegatingServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient List<HttpServlet> behind;

    /** @param behind those that get what this one passes on */
    protected DelegatingServlet(HttpServlet... behind) {
        this.behind = List.of(behind);
    }

    @Override
    public void init(ServletConfig config) throws ServletException {
        super.init(config);
        for (HttpServlet servlet : behind) {
            servlet.init(config);
        }
    }
}
