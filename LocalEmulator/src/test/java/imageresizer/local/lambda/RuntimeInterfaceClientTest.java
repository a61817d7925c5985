package imageresizer.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import imageresizer.local.lambda.RuntimeInterfaceClient.Kind;
import java.lang.classfile.ClassFile;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeInterfaceClientTest {
    @Test
    void theNativeClientIsUsedWhereLambdaHasOneAndNothingElseIsChosen() {
        assertThat(Kind.of("Linux", "amd64", Map.of())).isEqualTo(Kind.NATIVE);
        assertThat(Kind.of("Linux", "aarch64", Map.of())).isEqualTo(Kind.NATIVE);
        assertThat(Kind.of("Linux", "riscv64", Map.of())).isEqualTo(Kind.JAVA);
        assertThat(Kind.of("Mac OS X", "aarch64", Map.of())).isEqualTo(Kind.JAVA);
        assertThat(Kind.of("Linux", "amd64", Map.of("IMAGE_RESIZER_RUNTIME", "java")))
                .isEqualTo(Kind.JAVA);
        assertThatThrownBy(() -> Kind.of("Linux", "amd64", Map.of("IMAGE_RESIZER_RUNTIME", "native")))
                .hasMessage(
                        "IMAGE_RESIZER_RUNTIME is native: it must be java, or not be set for Lambda's native client.");
    }

    @Test
    void withoutTheNativeClientNoNativeLibraryIsUnpackedOrLoaded(@TempDir Path folder) throws Exception {
        RuntimeInterfaceClient client = RuntimeInterfaceClient.unpackInto(folder, Kind.JAVA);

        List<Path> files;
        try (Stream<Path> walk = Files.walk(client.classPath().getFirst())) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        assertThat(client.options()).isEmpty();
        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactlyInAnyOrder("NativeClient.class", "DNSManager.class", "Bootstrap.class");
        for (Path file : files) {
            assertThat(ClassFile.of().parse(file).methods())
                    .as(file.toString())
                    .noneMatch(method -> method.flags().has(AccessFlag.NATIVE));
        }
    }
}
