package imageresizer.local.cli;

import imageresizer.model.PrintableText;
import java.io.Console;
import java.io.PrintStream;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One line on the terminal that says what is going on and makes room for what is printed; silent elsewhere. */
final class Progress {

    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream terminal = System.err;
    private final boolean visible = isTerminal(System.console());

    private static boolean isTerminal(@Nullable Console console) {
        return console != null && console.isTerminal();
    }

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
