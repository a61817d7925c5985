package imageresizer.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** Reads the reasons in manifests, which are a sentence or an object that has it as {@code text}. */
public final class ReasonText {

    /** A manifest before there is one. */
    public static final JsonNode NOTHING = MissingNode.getInstance();

    private ReasonText() {}

    /** The sentence; empty if there is none. */
    public static String of(JsonNode reason) {
        return reason.isObject() ? reason.path("text").asText() : reason.asText("");
    }
}
