package imageresizer.local.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in words of this command instead of those of the library that reads it. */
final class CommandLineMistake {

    private CommandLineMistake() {}

    /** One sentence, without its full stop. */
    static String sentence(ParameterException mistake) {
        return switch (mistake) {
            case UnmatchedArgumentException unmatched -> unmatched(unmatched);
            case MissingParameterException missing -> missing(missing.getMissing());
            case OverwrittenOptionException twice -> name(twice.getOverwritten()) + " is given more than once";
            default -> other(mistake);
        };
    }

    private static String unmatched(UnmatchedArgumentException mistake) {
        String argument = mistake.getUnmatched().getFirst();
        if (mistake.isUnknownOption()) {
            List<String> similar = mistake.getSuggestions();
            return "there is no option " + argument
                    + (similar.isEmpty() ? "" : "; did you mean " + String.join(" or ", similar) + "?");
        }
        CommandLine command = mistake.getCommandLine();
        return command.getSubcommands().isEmpty()
                ? argument + " is one argument too many"
                : "there is no command " + argument + "; the commands are " + commands(command, "and");
    }

    private static String missing(List<ArgSpec> missing) {
        ArgSpec first = missing.getFirst();
        return first.isOption()
                ? name(first) + " needs a value, " + first.paramLabel()
                : "name a " + first.paramLabel();
    }

    private static String other(ParameterException mistake) {
        ArgSpec argument = mistake.getArgSpec();
        if (argument != null && argument.isOption()) {
            return name(argument) + value(mistake.getValue()) + " must be " + allowed(argument);
        }
        return mistake.getCommandLine().getSubcommands().isEmpty()
                ? String.valueOf(mistake.getMessage())
                : "name a command: " + commands(mistake.getCommandLine(), "or");
    }

    private static String value(@Nullable String value) {
        return value == null ? "" : " is " + value + ", but";
    }

    private static String name(ArgSpec argument) {
        return ((OptionSpec) argument).longestName();
    }

    private static String allowed(ArgSpec argument) {
        if (argument.typeInfo().isMap()) {
            return argument.paramLabel();
        }
        Class<?> type = argument.auxiliaryTypes()[0];
        if (type.isEnum()) {
            return listed(
                    StreamSupport.stream(argument.completionCandidates().spliterator(), false)
                            .map(word -> word.toLowerCase(Locale.ROOT))
                            .toList(),
                    "or");
        }
        return type == double.class ? "a number" : "a whole number";
    }

    private static String commands(CommandLine command, String last) {
        return listed(List.copyOf(command.getSubcommands().keySet()), last);
    }

    private static String listed(List<String> words, String last) {
        return words.stream().limit(words.size() - 1L).collect(Collectors.joining(", ")) + " " + last + " "
                + words.getLast();
    }
}
