package imageresizer.local.page;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page's own files: they are beside this class. */
final class PageFiles {

    private static final Pattern NAME = Pattern.compile("/([a-z-]+\\.(html|css|js|svg))");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "svg", "image/svg+xml");

    /** Sends the file of a path such as {@code /cards.js}, or status 404. */
    void serve(String path, HttpServletResponse response) throws IOException {
        Matcher name = NAME.matcher(path.equals("/") ? "/index.html" : path);
        try (InputStream file = name.matches() ? PageFiles.class.getResourceAsStream(name.group(1)) : null) {
            if (file == null) {
                response.setStatus(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            response.setContentType(TYPES.get(name.group(2)));
            file.transferTo(response.getOutputStream());
        }
    }
}
