package imageresizer.local.cli;

import java.util.stream.Collectors;

/** Text from outside on its way to a terminal. */
final class TerminalText {

    private TerminalText() {}

    /** The text with control characters, which a terminal would obey, written as escapes. Line breaks stay. */
    static String harmless(String text) {
        return text.codePoints()
                .mapToObj(c -> c == '\n' || !isObeyed(c) ? Character.toString(c) : String.format("\\u%04x", c))
                .collect(Collectors.joining());
    }

    /** The same for text that shall stay in its line. */
    static String oneLine(String text) {
        return harmless(text.replaceAll("\\R", " "));
    }

    private static boolean isObeyed(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE -> true;
            default -> false;
        };
    }
}
