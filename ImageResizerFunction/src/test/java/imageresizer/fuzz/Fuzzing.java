package imageresizer.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import imageresizer.event.S3ChangeFuzz;
import imageresizer.lease.ManifestJsonFuzz;
import imageresizer.picture.render.PictureFuzz;
import imageresizer.settings.OutputKeyPatternFuzz;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Lets Jazzer look for inputs that break a target, each in a process of its own. Only the profile {@code fuzz} runs
 * this, for {@code fuzz.seconds} each; what it has learnt stays in {@code target/fuzz} until the next {@code clean}.
 */
@Timeout(value = 1, unit = TimeUnit.DAYS) // fuzz.seconds may be hours; HANG_SECONDS is the limit after them.
class Fuzzing {

    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 20);

    /** An input that takes longer is kept and named, and breaks nothing. */
    private static final int SLOW_SECONDS = 20;

    /** An input that is still at work so long after the end of the time never ends. */
    private static final int HANG_SECONDS = 300;

    /** Pieces of JSON that chance would take long to find. */
    private static final List<String> WORDS = Stream.of(
                    "null",
                    "true",
                    "[]",
                    "{}",
                    "[null]",
                    "-1",
                    "1e999",
                    "0.5",
                    "3000000000",
                    "99999999999999999999",
                    "\\\"\\\"",
                    "\\\\ud800",
                    "%",
                    "%2",
                    "%ff",
                    "%00")
            .map(word -> "\"" + word + "\"")
            .toList();

    private static final Pattern TRIED = Pattern.compile("stat::number_of_executed_units: *([1-9][0-9]*)");

    @Test
    void pictures() throws Exception {
        fuzz(new PictureFuzz());
    }

    @Test
    void events() throws Exception {
        fuzz(new S3ChangeFuzz());
    }

    @Test
    void manifests() throws Exception {
        fuzz(new ManifestJsonFuzz());
    }

    @Test
    void outputKeys() throws Exception {
        fuzz(new OutputKeyPatternFuzz());
    }

    private static void fuzz(FuzzTarget target) throws Exception {
        Path folder = Path.of("target/fuzz", target.getClass().getSimpleName());
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        Path seeds = Files.createDirectories(folder.resolve("seeds"));
        for (byte[] seed : target.seeds()) {
            if (seed.length <= JazzerDriver.LONGEST_INPUT) {
                Files.write(seeds.resolve(Integer.toHexString(Arrays.hashCode(seed))), seed);
            }
        }
        Path words = Files.write(folder.resolve("words"), WORDS);
        Path findings = Files.createTempDirectory(folder, "findings-");
        Path atWork = folder.resolve("at-work");
        Path log = folder.resolve("log.txt");
        Process jazzer = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Xmx512m",
                        "-Xss1m",
                        "-Djava.awt.headless=true",
                        "-XX:+EnableDynamicAgentLoading",
                        "-XX:ErrorFile=" + findings.resolve("native-crash.log"),
                        "--enable-native-access=ALL-UNNAMED",
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + JazzerDriver.class.getName(),
                        "--target_args=" + target.getClass().getName() + " " + atWork,
                        "--instrumentation_includes="
                                + String.join(
                                        File.pathSeparator,
                                        "imageresizer.**",
                                        "com.twelvemonkeys.**",
                                        "com.fasterxml.jackson.**",
                                        "com.amazonaws.**"),
                        // Of what could go wrong, it is to look for what the target says, not for SQL and the like.
                        "--custom_hook_includes=" + JazzerDriver.class.getName(),
                        "--reproducer_path=" + findings,
                        "-artifact_prefix=" + findings + File.separator,
                        "-max_total_time=" + SECONDS,
                        "-max_len=" + JazzerDriver.LONGEST_INPUT,
                        "-dict=" + words,
                        // How long an input takes says as much about the machine as about the input.
                        "-timeout=0",
                        "-report_slow_units=" + SLOW_SECONDS,
                        "-rss_limit_mb=2000",
                        "-print_final_stats=1",
                        corpus.toString(),
                        seeds.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!jazzer.waitFor(SECONDS + HANG_SECONDS, TimeUnit.SECONDS)) {
                Files.write(findings.resolve("timeout-hang"), JazzerDriver.atWork(atWork));
                fail("Hangs on %s; see %s", inputs(findings), log.toAbsolutePath());
            }
        } finally {
            jazzer.destroyForcibly();
        }
        String said = Files.readString(log, ISO_8859_1);
        if (jazzer.exitValue() != 0) {
            if (Files.exists(findings.resolve("native-crash.log"))) {
                Files.write(findings.resolve("crash-native"), JazzerDriver.atWork(atWork));
            }
            fail("Broken by %s; %s ends with%n%s", inputs(findings), log.toAbsolutePath(), end(said));
        }
        Matcher tried = TRIED.matcher(said);
        assertThat(tried.find())
                .as("Jazzer says how much it tried:%n%s", end(said))
                .isTrue();
        System.out.printf(
                "%s: %s inputs, and none breaks it%n", target.getClass().getSimpleName(), tried.group(1));
        List<Path> slow = inputs(findings);
        if (slow.isEmpty()) {
            Files.delete(findings);
        } else {
            System.out.printf("These took longer than %d seconds each: %s%n", SLOW_SECONDS, slow);
        }
    }

    private static List<Path> inputs(Path findings) throws IOException {
        try (Stream<Path> files = Files.list(findings)) {
            return files.filter(file -> file.getFileName().toString().matches("(crash|timeout|oom|slow-unit|leak)-.*"))
                    .map(Path::toAbsolutePath)
                    .toList();
        }
    }

    private static String end(String log) {
        return log.substring(Math.max(0, log.length() - 5000));
    }
}
