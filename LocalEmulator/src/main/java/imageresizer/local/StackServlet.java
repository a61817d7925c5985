package imageresizer.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.api.MailReport;
import imageresizer.local.api.UploadReport;
import imageresizer.local.faults.FaultPlan;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stack's own interface, under {@code /_stack}, a name that no bucket can have: {@code GET /_stack} says where
 * everything is, {@code GET /_stack/uploads?key=&versionId=} what becomes of an upload, waiting for its end a while
 * ({@code &mails=false}: without its mails), {@code GET /_stack/mails} says how many mails have come, and with {@code
 * ?after=N} which, once none is on its way any more, {@code POST /_stack/confirmations} confirms the e-mail subscriptions, {@code GET /_stack/dead-letters} lists the dead
 * letters and {@code POST /_stack/dead-letters/redrive} sends them again, {@code GET} and {@code PUT /_stack/faults} tell
 * and set what goes wrong on purpose.
 */
final class StackServlet extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final JsonMapper JSON = new JsonMapper();

    private final transient Stack stack;

    StackServlet(Stack stack) {
        this.stack = stack;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getMethod() + " " + Objects.requireNonNullElse(request.getPathInfo(), "/")) {
            case "GET /" -> write(response, stack.report());
            case "GET /uploads" -> uploads(request, response);
            case "GET /mails" -> mails(request, response);
            case "POST /confirmations" -> {
                stack.confirmSubscriptions();
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            }
            case "GET /dead-letters" -> write(response, stack.deadLetters());
            case "POST /dead-letters/redrive" -> write(response, stack.redrive());
            case "GET /faults" -> write(response, stack.faults().report());
            case "PUT /faults" -> faults(request, response);
            default -> response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private void faults(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            stack.faults().set(FaultPlan.read(request.getInputStream()));
            write(response, stack.faults().report());
        } catch (IllegalArgumentException e) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            write(response, Map.of("message", String.valueOf(e.getMessage())));
        }
    }

    private void uploads(HttpServletRequest request, HttpServletResponse response) throws IOException {
        @Nullable String key = request.getParameter("key");
        @Nullable String version = request.getParameter("versionId");
        if (key == null || version == null) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        try {
            Optional<UploadReport> report = "false".equals(request.getParameter("mails"))
                    ? stack.awaitOutcome(key, version, PATIENCE)
                    : stack.await(key, version, PATIENCE);
            if (report.isEmpty()) {
                response.setStatus(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            write(response, report.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    private void mails(HttpServletRequest request, HttpServletResponse response) throws IOException {
        @Nullable String after = request.getParameter("after");
        try {
            MailReport report = after == null ? stack.mails() : stack.awaitMails(Long.parseLong(after), PATIENCE);
            write(response, report);
        } catch (NumberFormatException e) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    private static void write(HttpServletResponse response, Object value) throws IOException {
        response.setContentType("application/json");
        response.getOutputStream().write(JSON.writeValueAsString(value).getBytes(UTF_8));
    }
}
