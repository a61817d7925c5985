package imageresizer.local.cli;

import imageresizer.local.faults.FaultPlan;
import imageresizer.local.faults.FaultPlan.DeliveryFaults;
import imageresizer.local.faults.FaultPlan.Kills;
import imageresizer.local.faults.FaultPlan.Requests;
import imageresizer.local.faults.FaultReport;
import imageresizer.local.faults.KillTiming;
import imageresizer.local.faults.RequestFault;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "faults",
        description = {
            "Makes requests and events fail in the running stack. Without options, shows the active faults.",
            "Each call replaces the faults of the one before. Rates are from 0 (never) to 1 (always)."
        },
        mixinStandardHelpOptions = true)
final class FaultsCommand extends CheckedCommand {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--off", description = "Ends all faults.")
    private boolean off;

    @Option(names = "--s3-errors", paramLabel = "RATE", description = "How many of the function's S3 requests fail.")
    private double s3;

    @Option(names = "--sns-errors", paramLabel = "RATE", description = "How many of its SNS requests fail.")
    private double sns;

    @Option(
            names = "--error",
            paramLabel = "KIND",
            description = "How they fail: ${COMPLETION-CANDIDATES}. May be repeated; otherwise in all these ways.")
    private Set<RequestFault> kinds = EnumSet.noneOf(RequestFault.class);

    @Option(names = "--duplicates", paramLabel = "RATE", description = "How many events are delivered twice.")
    private double duplicated;

    @Option(
            names = "--delays",
            paramLabel = "RATE",
            description = "How many deliveries come late, so that later ones overtake them.")
    private double delayed;

    @Option(names = "--longest-delay", paramLabel = "MS", description = "In milliseconds (otherwise 1000).")
    private int delayMillis;

    @Option(names = "--kills", paramLabel = "RATE", description = "How many of its requests kill the function.")
    private double kills;

    @Option(names = "--kill-at", paramLabel = "N", description = "The Nth request of an invocation kills the function.")
    private int killAt;

    @Option(
            names = "--kill-moment",
            paramLabel = "WHEN",
            description = "${COMPLETION-CANDIDATES} that request takes effect (otherwise either).")
    private @Nullable KillTiming moment;

    @Option(names = "--most-kills", paramLabel = "N", description = "Then no more (otherwise 1 with --kill-at).")
    private int mostKills;

    @Option(names = "--seed", paramLabel = "N", description = "The same seed, the same faults (otherwise 0).")
    private long seed;

    @Mixin
    private StackChoice choice = new StackChoice();

    @Override
    void check() {
        choice.check();
        plan();
    }

    @Override
    int run() {
        StackClient stack = RunningStack.running(choice).client();
        if (isPlan()) {
            stack.setFaults(off ? FaultPlan.NONE : plan());
        }
        System.out.println(text(stack.faults()));
        return 0;
    }

    /** Whether the command line says more than which stack. */
    private boolean isPlan() {
        return spec != null
                && spec.commandLine().getParseResult().matchedOptions().stream()
                        .anyMatch(option -> !option.longestName().equals(StackChoice.PORT));
    }

    private FaultPlan plan() {
        try {
            return new FaultPlan(
                    seed,
                    new Requests(s3, sns, kinds),
                    new DeliveryFaults(duplicated, delayed, delayMillis),
                    new Kills(kills, killAt, moment, mostKills));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
    }

    private static String text(FaultReport report) {
        if (report.plan().equals(FaultPlan.NONE)) {
            return "no faults are active";
        }
        Requests requests = report.plan().requests();
        DeliveryFaults deliveries = report.plan().deliveries();
        Kills kills = report.plan().kills();
        String most = kills.most() == Integer.MAX_VALUE ? "" : ", at most " + kills.most();
        return """
            seed %d
            failed requests    S3 %s, SNS %s (%s): %d so far
            doubled events     %s: %d so far
            late deliveries    %s, up to %d ms: %d so far
            kills              %s%s%s%s: %d so far\
            """.formatted(
                        report.plan().seed(),
                        requests.s3(),
                        requests.sns(),
                        Arrays.stream(RequestFault.values())
                                .filter(requests.kinds()::contains)
                                .map(FaultsCommand::word)
                                .collect(Collectors.joining(", ")),
                        report.failedRequests(),
                        deliveries.duplicated(),
                        report.duplicates(),
                        deliveries.delayed(),
                        deliveries.delayMillis(),
                        report.delays(),
                        kills.rate(),
                        kills.atRequest() == 0 ? "" : " and at request " + kills.atRequest(),
                        kills.moment() == null ? "" : ", " + word(kills.moment()) + " it takes effect",
                        most,
                        report.kills());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
