package imageresizer.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import imageresizer.local.api.StackReport;
import imageresizer.local.api.UploadReport;
import imageresizer.local.cli.UploadResult.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "upload",
        description = {
            "Uploads pictures, waits for each one's e-mail, and saves the renditions and the mails.",
            "Uses the stack that is up, or starts one for as long as it takes."
        },
        mixinStandardHelpOptions = true)
final class UploadCommand implements Callable<Integer> {

    private static final int AT_ONCE = 4;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Pictures to upload.")
    private List<Path> files = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out",
            description = "Where renditions and mails are saved (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("out");

    private final Progress progress = new Progress();

    @Override
    public Integer call() throws Exception {
        files.forEach(UploadCommand::requireFile);
        requireFolder(out);
        Map<String, Path> keys = ObjectKeys.of(files);
        Map<Word, Integer> counts = new EnumMap<>(Word.class);
        try (RunningStack running = RunningStack.findOrStart(progress)) {
            StackClient stack = running.client();
            stack.confirmSubscriptions();
            ExecutorService threads =
                    Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());
            CompletionService<UploadResult> results = new ExecutorCompletionService<>(threads);
            keys.forEach((key, file) -> results.submit(() -> upload(running.report(), stack, key, file)));
            for (int done = 0; done < keys.size(); done++) {
                progress.show(done + " of " + keys.size() + " done ...");
                UploadResult result = results.take().get();
                counts.merge(result.word(), 1, Integer::sum);
                progress.print(result.line());
                result.mails().forEach(mail -> progress.print(indented(mail)));
            }
            threads.shutdown();
        }
        int resized = counts.getOrDefault(Word.RESIZED, 0);
        int partial = counts.getOrDefault(Word.PARTIAL, 0);
        int rejected = counts.getOrDefault(Word.REJECTED, 0);
        progress.print(keys.size() + " uploaded: " + resized + " resized, "
                + (partial == 0 ? "" : partial + " partly resized, ") + rejected + " rejected, "
                + (keys.size() - resized - partial - rejected) + " failed");
        return resized == keys.size() ? 0 : 1;
    }

    private UploadResult upload(StackReport stack, StackClient client, String key, Path file) throws IOException {
        long start = System.nanoTime();
        if (stack.suffixes().stream().noneMatch(key::endsWith)) {
            return UploadResult.failed(
                    file,
                    "not uploaded, since the stack resizes only names that end in "
                            + String.join(" ", stack.suffixes()));
        }
        String version = client.put(stack.inputBucket(), key, file);
        UploadReport report = client.await(key, version);
        while (!report.stage().isLast()) {
            progress.show(file + ": " + report.stage().name().toLowerCase(java.util.Locale.ROOT) + " ...");
            report = client.await(key, version);
        }
        UploadResult result = UploadResult.of(file, report, Duration.ofNanos(System.nanoTime() - start));
        save(client, key, result, report);
        return result;
    }

    private void save(StackClient client, String key, UploadResult result, UploadReport report) throws IOException {
        for (UploadResult.Saved rendition : result.renditions()) {
            Path target = below(out, rendition.key());
            Files.createDirectories(target.getParent());
            client.get(rendition.bucket(), rendition.key(), target);
        }
        int number = 1;
        for (UploadReport.Mail mail : report.mails()) {
            Path target = below(out.resolve("mail"), key + (number == 1 ? "" : "." + number) + ".eml");
            Files.createDirectories(target.getParent());
            Files.writeString(target, mail.raw(), UTF_8);
            number++;
        }
    }

    /** A key comes from outside, so it must not lead out of the folder. */
    private static Path below(Path folder, String key) throws IOException {
        Path target = folder.resolve(key).normalize();
        if (!target.startsWith(folder.normalize())) {
            throw new IOException("the key " + key + " leads out of " + folder);
        }
        return target;
    }

    private static String indented(UploadReport.Mail mail) {
        return ("\nSubject: " + mail.subject() + "\n\n" + mail.text()).indent(4);
    }

    private static void requireFile(Path file) {
        if (Files.isDirectory(file)) {
            throw new CommandFailure(
                    file + " is a folder; name the pictures in it, such as " + file.resolve("*.jpg") + ".");
        }
        if (!Files.exists(file)) {
            throw new CommandFailure("there is no file " + file + "; check the name.");
        }
        if (!Files.isReadable(file)) {
            throw new CommandFailure(file + " may not be read; check its permissions.");
        }
    }

    private static void requireFolder(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandFailure(folder + " is a file; name a folder with --out.");
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CommandFailure("the folder " + folder + " can't be made; name another one with --out.");
        }
    }
}
