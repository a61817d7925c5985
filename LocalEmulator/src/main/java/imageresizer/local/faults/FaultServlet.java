package imageresizer.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import imageresizer.local.gateway.DelegatingServlet;
import imageresizer.local.lambda.RunningInvocation;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * Receives requests to S3 and SNS first, and does to the function's requests what {@link Faults} decide. The session
 * token of the function's environment identifies them; other requests pass.
 */
public final class FaultServlet extends DelegatingServlet {

    private static final long serialVersionUID = 1;

    private final transient Faults faults;
    private final transient Function<String, Optional<RunningInvocation>> invocations;
    private final transient HttpServlet services;

    /**
     * Puts faults in front of services.
     *
     * @param invocations what the function's environment of a session token is at work on
     * @param services S3 and SNS
     */
    public FaultServlet(
            Faults faults, Function<String, Optional<RunningInvocation>> invocations, HttpServlet services) {
        super(services);
        this.faults = faults;
        this.invocations = invocations;
        this.services = services;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Optional<RunningInvocation> invocation =
                Optional.ofNullable(request.getHeader("X-Amz-Security-Token")).flatMap(invocations);
        if (invocation.isEmpty()) {
            services.service(request, response);
            return;
        }
        boolean isSns =
                request.getMethod().equals("POST") && request.getRequestURI().equals("/");
        String what = request.getMethod() + " " + request.getRequestURI();
        switch (faults.decide(isSns, what, invocation.get())) {
            case FaultDecision.NoFault() -> services.service(request, response);
            case FaultDecision.FailRequest(RequestFault fault) -> fail(fault, isSns, request, response);
            case FaultDecision.Kill(KillTiming moment) -> {
                if (moment == KillTiming.AFTER) {
                    services.service(request, new DiscardingResponse(response));
                }
                invocation.get().kill();
                hangUp(request);
            }
        }
    }

    private void fail(RequestFault fault, boolean isSns, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        switch (fault) {
            case UNAVAILABLE -> refuse(503, "ServiceUnavailable", isSns, request, response);
            case INTERNAL_ERROR -> refuse(500, "InternalError", isSns, request, response);
            case SLOW_DOWN -> refuse(429, isSns ? "Throttled" : "SlowDown", isSns, request, response);
            case DROPPED -> {
                services.service(request, new DiscardingResponse(response));
                hangUp(request);
            }
        }
    }

    private static void refuse(
            int status, String code, boolean isSns, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        request.getInputStream().transferTo(OutputStream.nullOutputStream());
        String error = "<Error>" + (isSns ? "<Type>Receiver</Type>" : "") + "<Code>" + code
                + "</Code><Message>This fault was asked for; ./local faults --off ends it.</Message></Error>";
        response.setStatus(status);
        response.setContentType("application/xml");
        response.getOutputStream()
                .write((isSns ? "<ErrorResponse>" + error + "<RequestId>fault</RequestId></ErrorResponse>" : error)
                        .getBytes(UTF_8));
    }

    /** Breaks the connection, also if the server still has data to send. */
    private static void hangUp(HttpServletRequest request) {
        ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }
}
