package imageresizer.local.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The error of an invocation as Lambda hands it to the invoker.
 *
 * @param errorType class of the exception, or Lambda's own such as {@code Sandbox.Timedout}
 * @param errorMessage message; empty if the runtime gave none
 * @param stackTrace one line per frame; empty if there is none
 * @param json the payload itself
 */
record ErrorPayload(String errorType, String errorMessage, List<String> stackTrace, String json) {
    private static final JsonMapper MAPPER = new JsonMapper();

    ErrorPayload {
        stackTrace = List.copyOf(stackTrace);
    }

    /** Lambda's own error. */
    static ErrorPayload of(String errorType, String errorMessage) {
        ObjectNode json = MAPPER.createObjectNode().put("errorType", errorType).put("errorMessage", errorMessage);
        return new ErrorPayload(errorType, errorMessage, List.of(), json.toString());
    }

    /**
     * The error that the runtime reports.
     *
     * @param body its body: JSON if the runtime keeps to the protocol
     * @param headerType its header Lambda-Runtime-Function-Error-Type, for a body that names no type
     */
    static ErrorPayload reported(String body, String headerType) {
        JsonNode json;
        try {
            json = MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            return of(headerType, body);
        }
        List<String> stackTrace =
                json.path("stackTrace").valueStream().map(JsonNode::asText).toList();
        return new ErrorPayload(
                json.path("errorType").asText(headerType),
                json.path("errorMessage").asText(""),
                stackTrace,
                body);
    }
}
