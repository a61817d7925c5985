package imageresizer.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command says of arguments and files, before it starts anything. */
class CommandLineMistakeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                         | 2 | name a command: up, upload, invoke, dead-letters or faults; see"
                        + " ./local --help.",
                "dance                      | 2 | there is no command dance; the commands are up, upload, invoke,"
                        + " dead-letters and faults; see ./local --help.",
                "upload                     | 2 | name a FILE; see ./local upload --help.",
                "upload --outt x pom.xml    | 2 | there is no option --outt; did you mean --out? See ./local upload"
                        + " --help.",
                "upload missing.jpg         | 1 | there is no file missing.jpg; check the name.",
                "upload .                   | 1 | . is a folder; name a file, such as ./*.jpg.",
                "upload pom.xml --out pom.xml | 1 | pom.xml is a file; name a folder with --out.",
                "invoke missing.json        | 1 | there is no file missing.json; check the name.",
                "invoke pom.xml             | 1 | pom.xml is not JSON; look at line 1, column 1.",
                "invoke src                 | 1 | src is a folder; name a file, such as events/s3-put.json.",
                "dead-letters all           | 2 | all is one argument too many; see ./local dead-letters --help.",
                "up --port 70000            | 1 | --port 70000 is no port with three more after it; use 1024 to 65532.",
                "up --port 80               | 1 | --port 80 is no port with three more after it; use 1024 to 65532.",
                "upload pom.xml --port 1023 | 1 | --port 1023 is no port with three more after it; use 1024 to 65532.",
                "up --port here             | 2 | --port is here, but must be a whole number; see ./local up --help.",
                "up --port                  | 2 | --port needs a value, N; see ./local up --help.",
                "up --port --json           | 2 | --port needs a value, N; see ./local up --help.",
                "up --port 5000 --port 6000 | 2 | --port is given more than once; see ./local up --help.",
                "up --parameter Sizes       | 2 | --parameter is Sizes, but must be NAME=VALUE; see ./local up --help.",
                "faults --kills 7           | 1 | the rate of kills is 7, but must be from 0 (never) to 1 (always).",
                "faults --s3-errors 2.5     | 1 | the rate of S3 errors is 2.5, but must be from 0 (never) to 1"
                        + " (always).",
                "faults --longest-delay -1  | 1 | the longest delay is -1, but must be a number of milliseconds, 0 or"
                        + " more.",
                "faults --kills often       | 2 | --kills is often, but must be a number; see ./local faults --help.",
                "faults --kill-moment never | 2 | --kill-moment is never, but must be before or after; see ./local"
                        + " faults --help.",
            })
    void isToldInOneSentenceOfItsOwn(String arguments, int exitCode, String sentence) {
        StringWriter printed = new StringWriter();

        int code = execute(printed, arguments.isEmpty() ? new String[0] : arguments.split(" +"));

        assertThat(printed).hasToString("local: " + sentence + System.lineSeparator());
        assertThat(code).isEqualTo(exitCode);
    }

    @Test
    void anEventIsOneJsonDocument(@TempDir Path folder) throws Exception {
        Path two = Files.writeString(folder.resolve("two.json"), "{}\n{}");
        Path empty = Files.writeString(folder.resolve("empty.json"), "\n");
        StringWriter printed = new StringWriter();

        assertThat(execute(printed, "invoke", two.toString())).isEqualTo(1);
        assertThat(execute(printed, "invoke", empty.toString())).isEqualTo(1);

        assertThat(printed.toString().lines())
                .containsExactly(
                        "local: " + two + " is not JSON; look at line 2, column 1.",
                        "local: " + empty + " is empty; an event is JSON, such as events/s3-put.json.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:4566", "//127.0.0.1:4566", "file:///etc", "the usual one"})
    void aVariableWithoutAnAddressIsNamed(String address) {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> StackChoice.endpoint(address))
                .withMessage("AWS_ENDPOINT_URL is " + address
                        + ", which is no address of a stack, such as http://127.0.0.1:4566; correct or unset it.");
    }

    static int execute(StringWriter printed, String... arguments) {
        return Local.commandLine().setErr(new PrintWriter(printed, true)).execute(arguments);
    }
}
