package imageresizer.local.cli;

import imageresizer.local.Stack;
import imageresizer.local.api.StackReport;
import imageresizer.local.lambda.LogListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description =
                "Runs the stack until Ctrl-C; shows where everything is, what becomes of each upload, and errors.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port of S3, SNS, SQS and Lambda; SMTP, IMAP and the web page get the next three (default:"
                    + " ${DEFAULT-VALUE}).")
    private int port = Stack.USUAL_PORT;

    @Option(
            names = "--parameter",
            paramLabel = "NAME=VALUE",
            description = "Value for a parameter of template.yaml, such as Sizes=320x320. May be repeated.")
    private Map<String, String> parameters = Map.of();

    @Option(names = "--json", description = "Shows Lambda's log as it is, instead of one line for each upload.")
    private boolean showsJson;

    @Override
    public Integer call() throws InterruptedException {
        if (port < 1 || port > 65_532) {
            throw new CommandFailure("--port " + port + " is no port with three more after it; use 1024 to 65532.");
        }
        LogListener log = showsJson ? (_, line) -> System.out.println(Progress.printable(line)) : new ReadableLog();
        Stack stack = RunningStack.start(port, parameters, log);
        if (!showsJson) {
            stack.listen(new UploadLines());
        }
        leaveAddress(stack.report());
        System.out.println(welcome(stack));
        Thread.currentThread().join();
        return 0;
    }

    private static String welcome(Stack stack) {
        StackReport report = stack.report();
        StringBuilder text = new StringBuilder();
        long uptime = ManagementFactory.getRuntimeMXBean().getUptime();
        text.append(
                String.format(Locale.ROOT, "The stack is ready after %.1f s. Ctrl-C stops it.%n%n", uptime / 1000.0));
        text.append("  Web page       ").append(report.page()).append("   (open it in a browser)\n\n");
        text.append("  Upload to      s3://")
                .append(report.inputBucket())
                .append("/   (")
                .append(String.join(" ", report.suffixes()))
                .append(")\n");
        text.append("  Renditions in  s3://").append(report.outputBucket()).append("/\n");
        stack.renditionsUrl()
                .ifPresent(url -> text.append("  Served at      ").append(url).append('\n'));
        text.append("  AWS endpoint   ")
                .append(report.endpoint())
                .append("   (S3, SNS, SQS, Lambda; any credentials)\n");
        text.append("  Mail           SMTP 127.0.0.1:")
                .append(report.smtpPort())
                .append(", IMAP 127.0.0.1:")
                .append(report.imapPort())
                .append("   (the address is the login, any password)\n");
        stack.confirmationLinks()
                .forEach((recipient, link) -> text.append("\n  ")
                        .append(recipient)
                        .append(" gets mail once this link is opened, as on AWS:\n  ")
                        .append(link)
                        .append('\n'));
        text.append("""

              Try it from another terminal:
                ./local upload events/sample.jpg
              or, with the AWS CLI:
                export AWS_ENDPOINT_URL=%s AWS_DEFAULT_REGION=us-east-1 AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
                aws s3 cp events/sample.jpg s3://%s/
            """.formatted(report.endpoint(), report.inputBucket()));
        return text.toString();
    }

    private static void leaveAddress(StackReport report) {
        Path file = RunningStack.endpointFile();
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, report.endpoint().toString());
        } catch (IOException e) {
            throw new UncheckedIOException("the address can't be left in " + file, e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> takeAway(file, report), "address"));
    }

    /** Another stack may have left its own address there meanwhile. */
    private static void takeAway(Path file, StackReport report) {
        try {
            if (Files.readString(file).equals(report.endpoint().toString())) {
                Files.delete(file);
            }
        } catch (IOException e) {
            // Another program has removed it.
        }
    }
}
