package imageresizer.local.cli;

import imageresizer.local.Stack;
import imageresizer.local.api.StackReport;
import imageresizer.local.lambda.LogListener;
import imageresizer.local.template.TemplateException;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description =
                "Runs the stack until Ctrl-C; shows where everything is, what becomes of each upload, and errors.",
        mixinStandardHelpOptions = true)
final class UpCommand extends CheckedCommand {

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

    @Option(names = "--confirmed", description = "Confirms the e-mail subscription, instead of its receiver.")
    private boolean confirmed;

    @Override
    void check() {
        StackChoice.check(port);
        // The stack itself reads the template with these values, which takes its time.
        if (isOnlyChecked()) {
            try {
                Stack.check(Local.home(), parameters);
            } catch (TemplateException e) {
                throw new CommandFailure(String.valueOf(e.getMessage()));
            }
        }
    }

    @Override
    int run() throws InterruptedException {
        LogListener log = showsJson ? (_, line) -> System.out.println(Progress.printable(line)) : new ReadableLog();
        Stack stack = RunningStack.start(port, parameters, log);
        if (!showsJson) {
            stack.listen(new UploadLines());
        }
        if (confirmed) {
            new StackClient(stack.report().endpoint()).confirmSubscriptions();
        }
        StackRecords.leave(stack.report());
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
                ./local upload%s events/sample.jpg
              or, with the AWS CLI:
                export AWS_ENDPOINT_URL=%s AWS_DEFAULT_REGION=us-east-1 AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
                aws s3 cp events/sample.jpg s3://%s/
            """.formatted(
                        report.endpoint().getPort() == Stack.USUAL_PORT
                                ? ""
                                : " --port " + report.endpoint().getPort(),
                        report.endpoint(),
                        report.inputBucket()));
        return text.toString();
    }
}
