package imageresizer.local.cli;

import imageresizer.local.api.DeadLetterReport;
import imageresizer.model.PrintableText;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "dead-letters",
        description = "Lists the events that the function could not finish.",
        mixinStandardHelpOptions = true)
final class DeadLettersCommand extends CheckedCommand {

    @Option(names = "--redrive", description = "Takes them out of the queue and sends them again.")
    private boolean redrive;

    @Mixin
    private StackChoice choice = new StackChoice();

    @Override
    void check() {
        choice.check();
    }

    @Override
    int run() {
        StackClient stack = RunningStack.running(choice).client();
        List<DeadLetterReport> letters = stack.deadLetters();
        letters.forEach(letter -> System.out.println(line(letter)));
        if (redrive) {
            int sent = stack.redrive();
            System.out.println(count(sent) + " sent again");
        } else {
            System.out.println(
                    count(letters.size()) + (letters.isEmpty() ? "" : "; ./local dead-letters --redrive sends again"));
        }
        return 0;
    }

    private static String line(DeadLetterReport letter) {
        String objects = letter.objects().isEmpty() ? "(no object)" : String.join(" ", letter.objects());
        String attempts = letter.attempts() + (letter.attempts() == 1 ? " attempt" : " attempts");
        return letter.time() + "  " + PrintableText.oneLine(objects) + "  " + attempts + "  "
                + PrintableText.oneLine(reason(letter.reason()));
    }

    /** Lambda's word for why there was no other attempt stays, unlike the class of the exception behind it. */
    private static String reason(String reason) {
        int end = reason.indexOf(": ") + 2;
        return end < 2 ? reason : reason.substring(0, end) + PictureText.failure(reason.substring(end));
    }

    private static String count(int letters) {
        return letters + (letters == 1 ? " dead letter" : " dead letters");
    }
}
