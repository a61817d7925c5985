package imageresizer.local.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * Lambda's own code in the function's process, taken from this JVM's class path.
 *
 * @param classPath {@link Bootstrap} and the jars of the runtime interface client
 * @param nativeLibrary the client's native library, unpacked once: the client itself would unpack it into one fixed
 *     file for all processes of the machine, and those that start together would crash each other
 */
record RuntimeInterfaceClient(List<Path> classPath, Path nativeLibrary) {
    private static final List<String> LIBRARIES_OF_MUSL =
            List.of("/lib/ld-musl-x86_64.so.1", "/lib/ld-musl-aarch64.so.1");

    RuntimeInterfaceClient {
        classPath = List.copyOf(classPath);
    }

    /** Unpacks what the client needs into {@code folder}. */
    static RuntimeInterfaceClient unpackInto(Path folder) {
        String library = nativeLibraryFor(System.getProperty("os.name"), System.getProperty("os.arch"));
        String bootstrap = "/" + Bootstrap.class.getName().replace('.', '/') + ".class";
        Path classes = folder.resolve("classes");
        copy(Bootstrap.class, bootstrap, classes.resolve(bootstrap.substring(1)));
        copy(AWSLambda.class, "/jni/" + library, folder.resolve(library));
        // The order of Lambda's own class path.
        return new RuntimeInterfaceClient(
                List.of(
                        classes,
                        jar(Context.class),
                        jar(AWSLambda.class),
                        jar(PojoSerializer.class),
                        jar(SdkInternalThreadLocal.class)),
                folder.resolve(library));
    }

    private static String nativeLibraryFor(String system, String architecture) {
        String processor = switch (architecture) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "aarch_64";
            default -> "";
        };
        if (!system.equals("Linux") || processor.isEmpty()) {
            throw new UnsupportedOperationException("The function cannot run on " + system + " on " + architecture
                    + ", because Lambda's Java runtime is made for Linux on x86_64 and aarch64: use such a machine, a"
                    + " virtual one, or a container.");
        }
        boolean musl = LIBRARIES_OF_MUSL.stream().map(Path::of).anyMatch(Files::exists);
        return "libaws-lambda-jni." + (musl ? "linux_musl-" : "linux-") + processor + ".so";
    }

    private static Path jar(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Cannot tell which file holds " + type + ".", e);
        }
    }

    private static void copy(Class<?> neighbour, String resource, Path target) {
        try (InputStream content = neighbour.getResourceAsStream(resource)) {
            if (content == null) {
                throw new IllegalStateException(resource + " is not on the class path: build the emulator again.");
            }
            Files.createDirectories(target.resolveSibling(""));
            Files.copy(content, target);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack " + resource + " to " + target + ".", e);
        }
    }
}
