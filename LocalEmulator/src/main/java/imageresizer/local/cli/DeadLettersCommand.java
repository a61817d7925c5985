package imageresizer.local.cli;

import imageresizer.local.api.DeadLetterReport;
import imageresizer.model.PrintableText;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "dead-letters",
        description = "Lists the events that the function of the stack that is up could not finish.",
        mixinStandardHelpOptions = true)
final class DeadLettersCommand implements Callable<Integer> {

    @Option(names = "--redrive", description = "Takes them out of the queue and sends them again.")
    private boolean redrive;

    @Override
    public Integer call() {
        StackClient stack = RunningStack.running().client();
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
                + PrintableText.oneLine(letter.reason());
    }

    private static String count(int letters) {
        return letters + (letters == 1 ? " dead letter" : " dead letters");
    }
}
