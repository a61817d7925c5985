package imageresizer.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class TemporaryFolderTest {

    private final Path parent;

    TemporaryFolderTest(@TempDir Path parent) {
        this.parent = parent;
    }

    @Test
    void whatAKilledProcessLeftIsDeletedByTheNextAndWhatALivingOneUsesIsNot() throws Exception {
        Process living = maker();
        Process killed = maker();
        Path inUse = Path.of(living.inputReader().readLine());
        Path left = Path.of(killed.inputReader().readLine());
        killed.destroyForcibly().waitFor();
        Path others = Files.createDirectory(parent.resolve("test-without-a-lock"));
        assertThat(left).isNotEmptyDirectory();
        try {
            Process next = maker();
            Path own = Path.of(next.inputReader().readLine());
            next.outputWriter().close();
            assertThat(next.waitFor()).isZero();

            assertThat(left).doesNotExist();
            assertThat(own).doesNotExist();
            assertThat(inUse).isNotEmptyDirectory();
            assertThat(others).exists();
        } finally {
            living.destroyForcibly().waitFor();
        }
    }

    private Process maker() throws Exception {
        return new ProcessBuilder(
                        FunctionConfiguration.thisJavaHome().resolve("bin/java").toString(),
                        "-Djava.io.tmpdir=" + parent,
                        "-classpath",
                        System.getProperty("java.class.path"),
                        Maker.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** A process that makes a folder, says where, and deletes it when its standard input ends. */
    static final class Maker {
        private Maker() {}

        public static void main(String[] arguments) throws Exception {
            try (TemporaryFolder folder = TemporaryFolder.create("test-")) {
                Files.createFile(folder.path().resolve("something"));
                System.out.println(folder.path());
                var _ = System.in.read();
            }
        }
    }
}
