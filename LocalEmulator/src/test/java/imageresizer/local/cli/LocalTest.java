package imageresizer.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.api.StackReport;
import imageresizer.local.gateway.LoopbackServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command as a person meets it: a process with arguments, output and an exit code. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    private final Path folder;

    LocalTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void uploadSaysWhatBecameOfEachPictureAndSavesIt() throws Exception {
        Path notes = Files.writeString(folder.resolve("notes.jpg"), "Dear diary");
        Path text = Files.writeString(folder.resolve("notes.txt"), "Dear diary");
        Path out = folder.resolve("out");

        CommandResult result = local("upload", sample(), notes.toString(), text.toString(), "--out", out.toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.lines())
                .anyMatch(line ->
                        line.matches("RESIZED  .*sample\\.jpg  200x133 \\S+ kB, 800x533 \\S+ kB  in \\d+\\.\\d s"))
                .anyMatch(line -> line.matches("REJECTED  .*notes\\.jpg  The file is not a picture.*  in \\d+\\.\\d s"))
                .anyMatch(line ->
                        line.startsWith("NOT UPLOADED  ") && line.contains("notes.txt") && line.contains(".jpg"))
                .noneMatch(line -> line.contains("Subject:"))
                .last()
                .isEqualTo("2 uploaded: 1 resized, 1 rejected; 1 not uploaded");
        assertThat(filesBelow(out))
                .contains("sample.jpg/200x200.jpg", "sample.jpg/800x800.jpg")
                .filteredOn(file -> file.startsWith("mail/"))
                .as("one mail about both, or one about each if two batches got them")
                .isIn(List.of("mail/several.eml"), List.of("mail/notes.jpg.eml", "mail/sample.jpg.eml"));
        StringBuilder mails = new StringBuilder();
        for (String mail : filesBelow(out.resolve("mail"))) {
            mails.append(Files.readString(out.resolve("mail").resolve(mail)));
        }
        assertThat(mails).contains("sample.jpg", "notes.jpg", "The file is not a picture");
    }

    @Test
    void uploadOfPicturesAloneExitsWithZeroAndLeavesNothingBehind() throws Exception {
        CommandResult result =
                local("upload", sample(), "--out", folder.resolve("out").toString());

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.lines())
                .as("the mail of a single picture is shown")
                .anyMatch(line -> line.strip().equals("Subject: Resized: sample.jpg"))
                .last()
                .isEqualTo("1 uploaded: 1 resized");
        assertThat(result.temporaryFiles()).isEmpty();
    }

    @Test
    void aPictureOfAPhoneIsReadWithTheLayerThatWasFetched() throws Exception {
        assumeTrue(
                Files.exists(HOME.resolve("HeifLayer/target/heif/x86_64"))
                        && Files.exists(HOME.resolve("LibvipsLayer/node_modules")),
                "skipped: run `HeifLayer/fetch HeifLayer/target` and `npm ci --prefix LibvipsLayer` at the top");
        Path picture = Files.copy(
                HOME.resolve("ImageResizerFunction/src/test/resources/pictures/quarters.heic"),
                folder.resolve("IMG_0001.HEIC"));
        Path out = folder.resolve("out");

        CommandResult result = local("upload", picture.toString(), "--out", out.toString());

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(filesBelow(out)).contains("IMG_0001.HEIC/200x200.jpg", "IMG_0001.HEIC/800x800.jpg");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "up --parameter Sizes=big | 1 | Sizes",
                "up --parameter Nope=1    | 1 | Nope",
                "dead-letters             | 1 | local: no stack is up; start one with ./local up.",
                "faults --port 1024       | 1 | local: no stack answers at http://127.0.0.1:1024; ./local up --port"
                        + " 1024 starts one there.",
                "dance                    | 2 | local: there is no command dance;",
            })
    void aMistakeIsAnsweredByOneSentence(String arguments, int exitCode, String sentence) throws Exception {
        CommandResult result = local(arguments.split(" +"));

        assertThat(result.exitCode()).as(result.output()).isEqualTo(exitCode);
        assertThat(result.lines()).singleElement().asString().contains(sentence);
    }

    @Test
    void argumentsCanBeCheckedWithoutDoingAnything() throws Exception {
        assertThat(local(Map.of("JAVA_TOOL_OPTIONS", "-Dlocal.check=true"), "up", "--parameter", "Sizes=big")
                        .lines())
                .last()
                .asString()
                .contains("Sizes");
        CommandResult taken = local(
                Map.of("JAVA_TOOL_OPTIONS", "-Dlocal.check=true"),
                "upload",
                sample(),
                "--out",
                folder.resolve("out").toString());
        assertThat(taken.exitCode()).isZero();
        assertThat(taken.lines()).as("only that the JVM has picked up options").hasSize(1);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandResult result = local("up", "--port", Integer.toString(taken.getLocalPort()));

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.lines()).singleElement().asString().contains("port " + taken.getLocalPort());
        }
    }

    @Test
    void upSaysInOneLineWhatBecameOfAnUploadAndCtrlCLeavesNothingBehind() throws Exception {
        Path output = folder.resolve("output");
        Process process = up(output);
        try {
            List<ProcessHandle> children = process.descendants().toList();
            StackClient stack = new StackClient(endpoint(output));
            String bucket = stack.report().orElseThrow().inputBucket();

            stack.put(bucket, "one.jpg", Path.of(sample()));
            stack.put(bucket, "two.jpg", Files.writeString(folder.resolve("two.jpg"), "Dear diary"));
            stack.put(bucket, "three.txt", folder.resolve("two.jpg"));
            await(output, process, "RESIZED ", "REJECTED ", "IGNORED ");
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();

            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(Files.readString(output))
                    .contains("The stack is ready", "s3://image-resizer-input-local/")
                    .containsOnlyOnce("one.jpg  ")
                    .containsPattern(
                            "(?m)^[0-9:]{8}  RESIZED   one\\.jpg  200x133 \\S+ kB, 800x533 \\S+ kB  in \\d+\\.\\d s$")
                    .containsPattern(
                            "(?m)^[0-9:]{8}  REJECTED  two\\.jpg  The file is not a picture.*  in \\d+\\.\\d s$")
                    .containsPattern("(?m)^[0-9:]{8}  IGNORED   three\\.txt  ")
                    .doesNotContain("platform.", "\u001b");
            assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
            assertThat(temporaryFiles()).isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void invokeReadsAPipeAndDeletesWhatAKilledStackLeft() throws Exception {
        Process killed = up(folder.resolve("up"));
        kill(killed);
        assertThat(temporaryFiles()).isNotEmpty();
        assertThat(filesBelow(folder.resolve("home/.local"))).hasSize(1);
        Files.copy(HOME.resolve("events/s3-put.json"), folder.resolve("input"));

        CommandResult result = local("invoke");

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.lines())
                .contains(
                        "No stack is up, so this command runs one of its own, which ends with it.",
                        "Made s3://image-resizer-input-local/sample.jpg from events/sample.jpg, because the event"
                                + " names it and it did not exist.")
                .last()
                .asString()
                .contains("RESIZED s3://image-resizer-input-local/sample.jpg: 2 renditions");
        assertThat(result.temporaryFiles()).isEmpty();
    }

    @Test
    void eachCommandUsesTheRightOneOfTwoStacksAndSaysWhich() throws Exception {
        Process one = up(folder.resolve("one"), "--confirmed");
        Process two = up(folder.resolve("two"));
        try {
            URI first = endpoint(folder.resolve("one"));
            URI second = endpoint(folder.resolve("two"));
            assertThat(Files.readString(folder.resolve("one"))).doesNotContain("/confirmation.html");
            assertThat(Files.readString(folder.resolve("two"))).contains("/confirmation.html");
            List<URI> byPort = Stream.of(first, second)
                    .sorted(Comparator.comparing(URI::getPort))
                    .toList();

            assertThat(local("dead-letters").lines())
                    .containsExactly("local: 2 stacks are up, at " + byPort.getFirst() + " and " + byPort.getLast()
                            + "; choose one with --port, such as --port "
                            + byPort.getFirst().getPort() + ", or with AWS_ENDPOINT_URL.");
            assertThat(local("faults", "--port", Integer.toString(second.getPort()))
                            .lines())
                    .containsExactly("Uses the stack at " + second + ", chosen by --port.", "no faults are active");
            Map<String, String> environment = Map.of("AWS_ENDPOINT_URL", "http://localhost:" + first.getPort());
            assertThat(local(environment, "dead-letters").lines())
                    .containsExactly("Uses the stack at " + first + ", chosen by AWS_ENDPOINT_URL.", "0 dead letters");

            kill(two);
            assertThat(local("dead-letters").lines())
                    .containsExactly("Uses the stack at " + first + ".", "0 dead letters");
            try (LoopbackServer other = LoopbackServer.bind("A stack of another checkout", second.getPort())) {
                StackReport report = new StackClient(first).report().orElseThrow();
                other.serve("/_stack/*", new StackOfAnotherCheckout(report)).start();

                assertThat(local("dead-letters").lines())
                        .as("the record of the killed stack is left, and another stack has its port")
                        .containsExactly("Uses the stack at " + first + ".", "0 dead letters");
            }
            assertThat(local(Map.of("AWS_ENDPOINT_URL", second.toString()), "dead-letters")
                            .lines())
                    .containsExactly(
                            "local: AWS_ENDPOINT_URL is " + second + ", but no local stack answers there; start"
                                    + " it, name another one with --port, or unset the variable.");

            one.destroy();
            one.onExit().get(5, TimeUnit.MINUTES);
            assertThat(local("dead-letters").output()).startsWith("local: no stack is up; start one with ./local up.");
        } finally {
            one.destroyForcibly();
            two.destroyForcibly();
        }
    }

    /** Answers as a stack that was started from another folder. */
    private static final class StackOfAnotherCheckout extends HttpServlet {

        private static final long serialVersionUID = 1;

        private final transient StackReport report;

        StackOfAnotherCheckout(StackReport like) {
            report = new StackReport(
                    "/elsewhere",
                    like.page(),
                    like.endpoint(),
                    like.smtpPort(),
                    like.imapPort(),
                    like.inputBucket(),
                    like.outputBucket(),
                    like.topicArn(),
                    like.function(),
                    like.suffixes(),
                    like.ignoresCase());
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            new JsonMapper().writeValue(response.getOutputStream(), report);
        }
    }

    private static void kill(Process stack) throws Exception {
        List<ProcessHandle> children = stack.descendants().toList();
        stack.destroyForcibly().waitFor();
        for (ProcessHandle child : children) {
            child.onExit().get(5, TimeUnit.MINUTES);
        }
    }

    private static URI endpoint(Path output) throws IOException {
        Matcher line = Pattern.compile("AWS endpoint +(\\S+)").matcher(Files.readString(output));
        assertThat(line.find()).isTrue();
        return URI.create(line.group(1));
    }

    private Process up(Path output, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("up", "--port", Integer.toString(freePort())));
        arguments.addAll(List.of(more));
        Process process = start(output, Map.of(), arguments.toArray(String[]::new));
        await(output, process, "ready");
        return process;
    }

    private static void await(Path output, Process process, String... texts) throws Exception {
        while (process.isAlive() && !Stream.of(texts).allMatch(Files.readString(output)::contains)) {
            Thread.sleep(50);
        }
    }

    private record CommandResult(int exitCode, String output, List<String> temporaryFiles) {

        List<String> lines() {
            return output.lines().toList();
        }
    }

    private CommandResult local(String... arguments) throws Exception {
        return local(Map.of(), arguments);
    }

    private CommandResult local(Map<String, String> environment, String... arguments) throws Exception {
        Path output = folder.resolve("output");
        Process process = start(output, environment, arguments);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ends in time").isTrue();
        return new CommandResult(process.exitValue(), Files.readString(output), temporaryFiles());
    }

    /** A home of its own keeps the test apart from a stack that is up on this machine. */
    private Process start(Path output, Map<String, String> environment, String... arguments) throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        for (String part : List.of("template.yaml", "events", "ImageResizerFunction", "LibvipsLayer", "HeifLayer")) {
            Path link = home.resolve(part);
            if (Files.exists(HOME.resolve(part)) && !Files.exists(link)) {
                Files.createSymbolicLink(link, HOME.resolve(part));
            }
        }
        List<String> command = new ArrayList<>();
        if (System.getProperty("os.name").equals("Linux")) {
            // In the background, a shell makes its children ignore Ctrl-C, and they theirs. Only GNU's env ends that.
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
                "-Dlocal.home=" + home,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Local.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        if (Files.exists(folder.resolve("input"))) {
            builder.redirectInput(folder.resolve("input").toFile());
        }
        builder.environment().remove("AWS_ENDPOINT_URL");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private List<String> temporaryFiles() throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve("tmp"))) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith("image-resizer-"))
                    .toList();
        }
    }

    private static List<String> filesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static String sample() {
        return HOME.resolve("events/sample.jpg").toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
