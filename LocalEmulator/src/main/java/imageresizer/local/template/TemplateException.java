package imageresizer.local.template;

import imageresizer.model.PrintableText;

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

    /** The value in quotation marks, with everything that a terminal would obey written as an escape. */
    static String quote(String value) {
        return '"' + PrintableText.oneLine(value) + '"';
    }
}
