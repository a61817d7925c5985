package imageresizer.local.cli;

import imageresizer.local.api.MailReport;
import imageresizer.local.api.StackReport;
import imageresizer.local.api.UploadReport;
import imageresizer.local.api.UploadReport.SentMail;
import imageresizer.local.api.UploadReport.Stage;
import imageresizer.local.cli.UploadResult.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "upload",
        description = {
            "Uploads pictures, waits for their outcomes and mails, and saves the renditions and the mails.",
            "Uses a stack that is up, or runs one for as long as it takes."
        },
        mixinStandardHelpOptions = true)
final class UploadCommand extends CheckedCommand {

    private static final int AT_ONCE = 4;

    /** Longer than Lambda gathers messages at most, and tries again. */
    private static final Duration MAIL_PATIENCE = Duration.ofMinutes(10);

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Pictures to upload.")
    private List<Path> files = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out",
            description = "Where renditions and mails are saved (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("out");

    @Option(names = "--mail", description = "Prints the mails; that of a single picture is printed anyway.")
    private boolean printsMails;

    @Mixin
    private StackChoice choice = new StackChoice();

    private final Progress progress = new Progress();

    @Override
    void check() {
        choice.check();
        files.forEach(file -> GivenFile.require(file, file.resolve("*.jpg").toString()));
        requireNoFile(out);
    }

    @Override
    int run() throws IOException, InterruptedException {
        makeFolder(out);
        Map<String, Path> keys = ObjectKeys.of(files);
        Map<Word, Integer> counts = new EnumMap<>(Word.class);
        try (RunningStack running = RunningStack.findOrStart(choice, progress)) {
            StackClient stack = running.client();
            stack.confirmSubscriptions();
            long lastMail = stack.lastMail();
            uploadAll(running.report(), stack, keys, counts);
            if (counts.keySet().stream().anyMatch(word -> word != Word.NOT_UPLOADED)) {
                awaitMails(stack, lastMail, new SavedMails(out.resolve("mail"), running.report(), keys.keySet()));
            }
        }
        progress.print(summary(counts));
        return counts.keySet().equals(Set.of(Word.RESIZED)) ? 0 : 1;
    }

    private void uploadAll(StackReport report, StackClient stack, Map<String, Path> keys, Map<Word, Integer> counts)
            throws InterruptedException {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            CompletionService<UploadResult> results = new ExecutorCompletionService<>(threads);
            keys.forEach((key, file) -> results.submit(() -> upload(report, stack, key, file)));
            for (int done = 0; done < keys.size(); done++) {
                progress.show(done + " of " + keys.size() + " done ...");
                UploadResult result = results.take().get();
                counts.merge(result.word(), 1, Integer::sum);
                progress.print(result.line());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    /** Mails come together, some seconds after the outcomes that they count. */
    private void awaitMails(StackClient stack, long lastMail, SavedMails saved) throws IOException {
        long end = System.nanoTime() + MAIL_PATIENCE.toNanos();
        MailReport report;
        do {
            progress.show("Waiting for the mail ...");
            report = stack.awaitMails(lastMail);
        } while (!report.complete() && System.nanoTime() < end);
        List<SentMail> mails = report.mails().stream().filter(saved::counts).toList();
        if (printsMails || files.size() == 1) {
            mails.forEach(mail -> progress.print(indented(mail)));
        }
        List<Path> paths = saved.save(mails);
        if (!report.complete()) {
            progress.print("Not every mail has come within " + MAIL_PATIENCE.toMinutes()
                    + " minutes; ./local up shows what the mail function does.");
        }
        if (!paths.isEmpty()) {
            progress.print(
                    paths.size() == 1
                            ? "mail saved as " + paths.getFirst()
                            : paths.size() + " mails saved in " + out.resolve("mail"));
        }
    }

    private static String summary(Map<Word, Integer> counts) {
        int missing = counts.getOrDefault(Word.NOT_UPLOADED, 0);
        int uploaded = counts.values().stream().mapToInt(Integer::intValue).sum() - missing;
        String parts = counts.entrySet().stream()
                .filter(count -> count.getKey() != Word.NOT_UPLOADED)
                .map(count -> count.getValue() + " " + count.getKey().text())
                .collect(Collectors.joining(", "));
        return uploaded + " uploaded" + (parts.isEmpty() ? "" : ": " + parts)
                + (missing == 0 ? "" : "; " + missing + " not uploaded");
    }

    private UploadResult upload(StackReport stack, StackClient client, String key, Path file) {
        long start = System.nanoTime();
        if (!stack.isForFunction(key)) {
            return UploadResult.notUploaded(
                    file, "the stack resizes only names that end in " + String.join(" ", stack.suffixes()));
        }
        String version;
        try {
            version = client.put(stack.inputBucket(), key, file);
        } catch (CommandFailure e) {
            return UploadResult.notUploaded(file, String.valueOf(e.getMessage()));
        }
        try {
            UploadReport report = client.awaitOutcome(key, version);
            while (!isDone(report)) {
                progress.show(file + ": " + report.stage().name().toLowerCase(Locale.ROOT) + " ...");
                report = client.awaitOutcome(key, version);
            }
            UploadResult result = UploadResult.of(file, report, Duration.ofNanos(System.nanoTime() - start));
            save(client, result);
            return result;
        } catch (CommandFailure | IOException e) {
            return UploadResult.failed(file, String.valueOf(e.getMessage()));
        }
    }

    /** Mails are waited for later, and together. */
    private static boolean isDone(UploadReport report) {
        return report.stage().isLast() || (report.stage() == Stage.RUNNING && report.manifest() != null);
    }

    private void save(StackClient client, UploadResult result) throws IOException {
        for (UploadResult.Saved rendition : result.renditions()) {
            Path target = below(out, rendition.key());
            Files.createDirectories(target.getParent());
            client.get(rendition.bucket(), rendition.key(), target);
        }
    }

    /** A key comes from outside, so it must not lead out of the folder. */
    static Path below(Path folder, String key) throws IOException {
        Path target = folder.resolve(key).normalize();
        if (!target.startsWith(folder.normalize())) {
            throw new IOException("the key " + key + " leads out of " + folder);
        }
        return target;
    }

    private static String indented(SentMail mail) {
        return ("\nSubject: " + mail.subject() + "\n\n" + mail.text()).indent(4);
    }

    private static void requireNoFile(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandFailure(folder + " is a file; name a folder with --out.");
        }
    }

    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CommandFailure("the folder " + folder + " can't be made; name another one with --out.");
        }
    }
}
