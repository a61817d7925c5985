package imageresizer.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import imageresizer.local.lambda.InvocationResult;
import imageresizer.local.lambda.LambdaFunction;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lambda's Invoke operation, so that {@code aws lambda invoke} works here, and GetAccountSettings.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke, in the Lambda API reference</a>
 */
final class LambdaServlet extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final Pattern INVOCATION = Pattern.compile("/([^/]+)/invocations");

    private final transient Deployments deployments;

    /** Serves both paths. */
    static final List<String> PATHS = List.of("/2015-03-31/functions/*", "/2016-08-19/account-settings/*");

    LambdaServlet(Deployments deployments) {
        this.deployments = deployments;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getServletPath().equals("/2016-08-19/account-settings")) {
            answer(
                    response,
                    HttpServletResponse.SC_NOT_IMPLEMENTED,
                    "{\"Message\":\"The local stack knows Invoke and GetAccountSettings of Lambda only\"}");
            return;
        }
        int most = deployments.function().concurrency();
        answer(
                response,
                HttpServletResponse.SC_OK,
                "{\"AccountLimit\":{\"ConcurrentExecutions\":%d,\"UnreservedConcurrentExecutions\":%d}}"
                        .formatted(most, most));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // An alias or a version behind the name is the same function here.
        String path = Objects.requireNonNullElse(request.getPathInfo(), "").replaceFirst(":[a-zA-Z0-9$_-]+/", "/");
        Matcher invocation = INVOCATION.matcher(path);
        Optional<LambdaFunction> function =
                invocation.matches() ? deployments.function(invocation.group(1)) : Optional.empty();
        if (function.isEmpty()) {
            answer(response, HttpServletResponse.SC_NOT_FOUND, "{\"Message\":\"Function not found\"}");
            return;
        }
        String event = new String(request.getInputStream().readAllBytes(), UTF_8);
        if ("Event".equals(request.getHeader("X-Amz-Invocation-Type"))) {
            if (function.get() != deployments.function()) {
                answer(
                        response,
                        HttpServletResponse.SC_NOT_IMPLEMENTED,
                        "{\"Message\":\"Only %s takes events\"}"
                                .formatted(
                                        deployments.function().configuration().name()));
                return;
            }
            deployments.queue().send(event);
            answer(response, HttpServletResponse.SC_ACCEPTED, "");
            return;
        }
        try {
            switch (function.get().invoke(event)) {
                case InvocationResult.Returned returned ->
                    answer(response, HttpServletResponse.SC_OK, returned.payload());
                case InvocationResult.FunctionError error -> {
                    response.setHeader("X-Amz-Function-Error", "Unhandled");
                    answer(response, HttpServletResponse.SC_OK, error.payload());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "{\"Message\":\"The stack is stopping\"}");
        }
    }

    private static void answer(HttpServletResponse response, int status, String json) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.getOutputStream().write(json.getBytes(UTF_8));
    }
}
