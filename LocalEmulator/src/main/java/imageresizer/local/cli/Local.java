package imageresizer.local.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code ./local}: exit code 0 if all went well, 1 if something did not, 2 if the command line is not understood. */
@Command(
        name = "local",
        description = "Runs the stack of template.yaml on this machine: S3, SNS, mail and the function.",
        subcommands = {
            UpCommand.class,
            UploadCommand.class,
            InvokeCommand.class,
            DeadLettersCommand.class,
            FaultsCommand.class
        },
        mixinStandardHelpOptions = true,
        version = "Image Resizer, local stack",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was resized, or the stack was stopped",
            "1:something was not resized, or the stack could not start",
            "2:the command line is not understood"
        })
public final class Local {

    private static final int FAILURE = 1;
    private static final int MISUSE = 2;

    private Local() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Local())
                .setExecutionExceptionHandler((exception, command, _) -> {
                    command.getErr().println("local: " + Progress.printable(explain(exception)));
                    return FAILURE;
                })
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Local::explain);
    }

    private static String explain(Exception exception) {
        return switch (exception) {
            case CommandFailure _ -> String.valueOf(exception.getMessage());
            case CancellationException _ -> "stopped.";
            default -> unexpected(exception);
        };
    }

    private static String unexpected(Exception exception) {
        Path details = home().resolve(".local/error.txt");
        StringWriter trace = new StringWriter();
        exception.printStackTrace(new PrintWriter(trace));
        try {
            Files.createDirectories(details.getParent());
            Files.writeString(details, trace.toString());
            return "something unexpected happened; " + details + " has the details, for a report of this bug.";
        } catch (IOException e) {
            return "something unexpected happened: " + trace;
        }
    }

    private static int explain(ParameterException exception, String[] arguments) {
        CommandLine command = exception.getCommandLine();
        String sentence = Progress.printable(CommandLineMistake.sentence(exception));
        command.getErr()
                .println("local: " + sentence + (sentence.endsWith("?") ? " See ./" : "; see ./")
                        + command.getCommandSpec().qualifiedName() + " --help.");
        return MISUSE;
    }

    /** The checkout that this emulator was built in. */
    static Path home() {
        return Path.of(System.getProperty("local.home", "."));
    }
}
