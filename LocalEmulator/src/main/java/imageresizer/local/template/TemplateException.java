package imageresizer.local.template;

/**
 * The template, or a parameter given for it, cannot be used. The message is one sentence for the person who wrote it:
 * the file, the line where there is one, what is wrong, and what is allowed.
 */
public final class TemplateException extends Exception {
    TemplateException(String message) {
        super(message);
    }

    TemplateException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The value in quotation marks, its control characters spelled out, so that it is harmless on a terminal. */
    static String quote(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        value.codePoints()
                .mapToObj(c -> Character.isISOControl(c) ? "\\u%04x".formatted(c) : Character.toString(c))
                .forEach(quoted::append);
        return quoted.append('"').toString();
    }
}
