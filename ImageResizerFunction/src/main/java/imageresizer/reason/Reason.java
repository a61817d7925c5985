package imageresizer.reason;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Why a picture or a rendition could not be made: a code with its arguments. It becomes a sentence only when it is
 * read, in the reader's language. Immutable.
 *
 * @param arguments the values of the code's parameters, in their order; each a {@link Long} or a {@link String}
 */
public record Reason(ReasonCode code, List<Object> arguments) {

    /** @throws IllegalArgumentException if the arguments do not match the code's parameters */
    public Reason {
        requireNonNull(code);
        arguments = arguments.stream().map(Reason::argument).toList();
        if (arguments.size() != code.parameters().size()) {
            throw new IllegalArgumentException(code + " needs " + code.parameters() + ", not " + arguments);
        }
    }

    /**
     * @param arguments whole numbers, or texts that are safe to show
     * @throws IllegalArgumentException if the arguments do not match the code's parameters
     */
    public static Reason of(ReasonCode code, Object... arguments) {
        return new Reason(code, List.of(arguments));
    }

    /** One to three sentences for the person who uploaded the picture: what is wrong and what to do. */
    public String text(Language language) {
        return code.text(language, arguments);
    }

    private static Object argument(Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            case Long number -> number;
            case String text -> text;
            default -> throw new IllegalArgumentException("a reason has numbers and texts, not " + value);
        };
    }
}
