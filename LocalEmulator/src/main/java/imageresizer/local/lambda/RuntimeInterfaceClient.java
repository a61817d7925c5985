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
import java.util.Map;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * Lambda's own code in the function's process, taken from this JVM's class path.
 *
 * @param classPath {@link Bootstrap} and the jars of the runtime interface client
 * @param options options that the client needs of the JVM
 */
record RuntimeInterfaceClient(List<Path> classPath, List<String> options) {
    /** A variable of the emulator's environment; with the value {@code java}, {@link Kind#JAVA} is used on Linux too. */
    static final String CHOICE = "IMAGE_RESIZER_RUNTIME";

    private static final String NATIVE_CLIENT =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient";

    /** The client's classes that have native methods; the emulator has others of the same names. */
    private static final List<String> NATIVE_CLASSES =
            List.of(NATIVE_CLIENT, "com.amazonaws.services.lambda.crac.DNSManager");

    private static final List<String> LIBRARIES_OF_MUSL =
            List.of("/lib/ld-musl-x86_64.so.1", "/lib/ld-musl-aarch64.so.1");

    RuntimeInterfaceClient {
        classPath = List.copyOf(classPath);
        options = List.copyOf(options);
    }

    /** How the client speaks with the Runtime API. */
    enum Kind {
        /** By its native library, as on Lambda. There is one for Linux on x86_64 and aarch64. */
        NATIVE,

        /** By classes of this emulator, on every machine. */
        JAVA;

        static Kind ofThisMachine() {
            return of(System.getProperty("os.name"), System.getProperty("os.arch"), System.getenv());
        }

        static Kind of(String system, String architecture, Map<String, String> environment) {
            String choice = environment.getOrDefault(CHOICE, "");
            if (!choice.isEmpty() && !choice.equals("java")) {
                throw new IllegalArgumentException(
                        CHOICE + " is " + choice + ": it must be java, or not be set for Lambda's native client.");
            }
            boolean hasLibrary =
                    system.equals("Linux") && !processor(architecture).isEmpty();
            return hasLibrary && choice.isEmpty() ? NATIVE : JAVA;
        }
    }

    /** Unpacks what the client needs into {@code folder}. */
    static RuntimeInterfaceClient unpackInto(Path folder, Kind kind) {
        Path classes = folder.resolve("classes");
        copyClass(Bootstrap.class.getName(), classes);
        List<String> options = List.of();
        switch (kind) {
            case NATIVE -> {
                // Unpacked once: the client itself would unpack it into one fixed file for all processes of the
                // machine, and those that start together would crash each other.
                String library = nativeLibrary();
                copy(AWSLambda.class, "/jni/" + library, folder.resolve(library));
                options = List.of("-D" + NATIVE_CLIENT + ".JNI=" + folder.resolve(library));
            }
            case JAVA -> NATIVE_CLASSES.forEach(name -> copyClass(name, classes)); // Before the client's own.
        }
        // The order of Lambda's own class path.
        return new RuntimeInterfaceClient(
                List.of(
                        classes,
                        jar(Context.class),
                        jar(AWSLambda.class),
                        jar(PojoSerializer.class),
                        jar(SdkInternalThreadLocal.class)),
                options);
    }

    private static String nativeLibrary() {
        boolean musl = LIBRARIES_OF_MUSL.stream().map(Path::of).anyMatch(Files::exists);
        return "libaws-lambda-jni." + (musl ? "linux_musl-" : "linux-") + processor(System.getProperty("os.arch"))
                + ".so";
    }

    /** As the client names it; empty for one that it does not know. */
    private static String processor(String architecture) {
        return switch (architecture) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "aarch_64";
            default -> "";
        };
    }

    private static void copyClass(String name, Path folder) {
        String file = name.replace('.', '/') + ".class";
        copy(Bootstrap.class, "/" + file, folder.resolve(file));
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
