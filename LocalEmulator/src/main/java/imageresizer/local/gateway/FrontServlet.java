package imageresizer.local.gateway;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import java.util.List;

/** Stands in front of other servlets, whose life is bound to its own. */
public abstract class FrontServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient List<HttpServlet> behind;

    /** @param behind those that get whatever this one passes on */
    protected FrontServlet(HttpServlet... behind) {
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
