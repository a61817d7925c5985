package imageresizer.local;

import imageresizer.local.gateway.XmlAnswer;
import imageresizer.local.template.ParameterDefinition;
import imageresizer.local.template.PseudoParameters;
import imageresizer.local.template.StackDefinition;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * CloudFormation's DescribeStacks, which tells programs the settings and outputs of the one stack there is.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html">DescribeStacks</a>
 */
final class CloudFormationServlet extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final String NAMESPACE = "http://cloudformation.amazonaws.com/doc/2010-05-15/";

    private final transient Supplier<StackDefinition> definition;
    private final Instant creation = Instant.now();

    CloudFormationServlet(Supplier<StackDefinition> definition) {
        this.definition = definition;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String action = Objects.requireNonNullElse(request.getParameter("Action"), "");
        @Nullable String name = request.getParameter("StackName");
        if (!action.equals("DescribeStacks")) {
            refuse(
                    response,
                    "InvalidAction",
                    "The local stack does not know the action " + action + " of CloudFormation.");
        } else if (name != null
                && !name.equals(PseudoParameters.STACK_NAME)
                && !name.equals(PseudoParameters.STACK_ID)) {
            refuse(response, "ValidationError", "Stack with id " + name + " does not exist");
        } else {
            send(response, HttpServletResponse.SC_OK, description());
        }
    }

    private XmlAnswer description() {
        StackDefinition stack = definition.get();
        XmlAnswer answer = XmlAnswer.begin("DescribeStacksResponse", NAMESPACE)
                .open("DescribeStacksResult")
                .open("Stacks")
                .open("member")
                .element("StackId", PseudoParameters.STACK_ID)
                .element("StackName", PseudoParameters.STACK_NAME)
                .element("CreationTime", creation.toString())
                .element("StackStatus", "CREATE_COMPLETE")
                .open("Parameters");
        for (ParameterDefinition parameter : stack.parameters()) {
            answer.open("member")
                    .element("ParameterKey", parameter.name())
                    .element("ParameterValue", parameter.value())
                    .close();
        }
        answer.close().open("Outputs");
        stack.outputs()
                .forEach((name, value) -> answer.open("member")
                        .element("OutputKey", name)
                        .element("OutputValue", value)
                        .close());
        return answer.close();
    }

    private static void refuse(HttpServletResponse response, String code, String message) throws IOException {
        send(
                response,
                HttpServletResponse.SC_BAD_REQUEST,
                XmlAnswer.error(NAMESPACE, code, message, UUID.randomUUID().toString()));
    }

    private static void send(HttpServletResponse response, int status, XmlAnswer answer) throws IOException {
        response.setStatus(status);
        response.setContentType("text/xml;charset=utf-8");
        response.getOutputStream().write(answer.end().getBytes(StandardCharsets.UTF_8));
    }
}
