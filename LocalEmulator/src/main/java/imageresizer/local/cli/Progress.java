package imageresizer.local.cli;

import imageresizer.model.PrintableText;
import java.io.PrintStream;
import java.util.stream.Collectors;

/** One line on the terminal that says what is going on and makes room for what is printed; silent elsewhere. */
final class Progress {

    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream terminal = System.err;
    private final boolean visible = Boolean.getBoolean("local.terminal.err");

    synchronized void show(String text) {
        if (visible) {
            terminal.print(CLEAR_LINE + printable(text));
            terminal.flush();
        }
    }

    synchronized void clear() {
        if (visible) {
            terminal.print(CLEAR_LINE);
            terminal.flush();
        }
    }

    /** The text with everything that a terminal would obey written as an escape. Line breaks stay. */
    static String printable(String text) {
        return text.lines().map(PrintableText::oneLine).collect(Collectors.joining("\n"));
    }

    /** Prints a lasting text in place of the progress. */
    synchronized void print(String text) {
        clear();
        System.out.println(printable(text));
    }
}
