package imageresizer.model;

import java.util.stream.Collectors;

/** Makes text from outside, such as an object's key, harmless to show. */
public final class PrintableText {

    private PrintableText() {}

    /**
     * The text with every character that would not show as itself (line breaks, terminal escapes, marks that reverse
     * the reading direction, halves of surrogate pairs) written as a {@code \}{@code uXXXX} escape.
     */
    public static String oneLine(String text) {
        return text.codePoints()
                .mapToObj(c -> shows(c) ? Character.toString(c) : escaped(c))
                .collect(Collectors.joining());
    }

    private static boolean shows(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static String escaped(int codePoint) {
        return codePoint < 0x10000 ? String.format("\\u%04x", codePoint) : String.format("\\U%08x", codePoint);
    }
}
