package imageresizer.local.lambda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What Lambda knows of a Java function.
 *
 * @param name function name: letters, digits, hyphens and underscores, at most 64
 * @param handler {@code package.Class} or {@code package.Class::method}
 * @param classPath the function's classes and libraries, without the runtime's own; the first is the task root
 * @param memoryMegabytes 128 to 10240; everything the process holds counts, not only its heap
 * @param timeout of one invocation: 1 second to 15 minutes
 * @param environment the template's variables; none that Lambda reserves
 * @param logFormat format of the log
 * @param javaHome the JDK that runs the function
 * @param snapStart whether versions are published with SnapStart: its hooks run, and the JVM may use its C2 compiler
 */
public record FunctionConfiguration(
        String name,
        String handler,
        List<Path> classPath,
        int memoryMegabytes,
        Duration timeout,
        Map<String, String> environment,
        LogFormat logFormat,
        Path javaHome,
        boolean snapStart) {

    static final String REGION = "us-east-1";
    private static final String ACCOUNT = "000000000000";

    /** Lambda refuses to deploy a function that sets one of these. */
    private static final Set<String> RESERVED = Set.of(
            "_HANDLER",
            "_X_AMZN_TRACE_ID",
            "AWS_ACCESS_KEY_ID",
            "AWS_DEFAULT_REGION",
            "AWS_EXECUTION_ENV",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            "AWS_LAMBDA_FUNCTION_NAME",
            "AWS_LAMBDA_FUNCTION_VERSION",
            "AWS_LAMBDA_INITIALIZATION_TYPE",
            "AWS_LAMBDA_LOG_GROUP_NAME",
            "AWS_LAMBDA_LOG_STREAM_NAME",
            "AWS_LAMBDA_RUNTIME_API",
            "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "LAMBDA_RUNTIME_DIR",
            "LAMBDA_TASK_ROOT");

    public FunctionConfiguration {
        classPath = classPath.stream().map(Path::toAbsolutePath).toList();
        environment = Map.copyOf(environment);
        javaHome = javaHome.toAbsolutePath();
        require(
                name.matches("[a-zA-Z0-9_-]{1,64}"),
                name,
                "is no function name: use 1 to 64 of a-z, A-Z, 0-9, _ and -");
        require(!handler.isBlank(), name, "has no handler: name one such as package.Class::method");
        require(
                memoryMegabytes >= 128 && memoryMegabytes <= 10240,
                name,
                "has a MemorySize of " + memoryMegabytes + " MB: it must be from 128 to 10240");
        require(
                timeout.compareTo(Duration.ofSeconds(1)) >= 0 && timeout.compareTo(Duration.ofMinutes(15)) <= 0,
                name,
                "has a Timeout of " + timeout.toSeconds() + " seconds: it must be from 1 to 900");
        require(!classPath.isEmpty(), name, "has an empty class path: name its classes and libraries");
        for (Path entry : classPath) {
            require(Files.exists(entry), name, "needs " + entry + ", which does not exist: build the function first");
        }
        for (String variable : environment.keySet()) {
            require(
                    variable.matches("[a-zA-Z][a-zA-Z0-9_]+"),
                    name,
                    "sets \"" + variable + "\", which is no name of a variable on Lambda");
            require(
                    !RESERVED.contains(variable),
                    name,
                    "sets " + variable + ", which Lambda reserves for itself: use another name");
        }
        require(
                Files.isExecutable(javaHome.resolve("bin/java")),
                name,
                "cannot run, because " + javaHome + " holds no bin/java: name the folder of a JDK");
    }

    /** The JDK that runs this JVM. */
    public static Path thisJavaHome() {
        return Path.of(System.getProperty("java.home"));
    }

    /**
     * The class path of a build: its classes, then its libraries in the order of their names, as Lambda orders them.
     *
     * @param classes folder of classes, such as {@code target/classes}
     * @param libraries folder of {@code .jar} files, such as {@code target/lib}
     */
    public static List<Path> classPath(Path classes, Path libraries) throws IOException {
        List<Path> classPath = new ArrayList<>(List.of(classes));
        try (Stream<Path> files = Files.list(libraries)) {
            files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(classPath::add);
        }
        return List.copyOf(classPath);
    }

    /** The function's ARN, unqualified. */
    public String arn() {
        return "arn:aws:lambda:" + REGION + ":" + ACCOUNT + ":function:" + name;
    }

    /** {@code 1} with SnapStart, which only published versions have, otherwise {@code $LATEST}. */
    public String version() {
        return snapStart ? "1" : "$LATEST";
    }

    Path taskRoot() {
        Path first = classPath.getFirst();
        return Files.isDirectory(first) ? first : first.resolveSibling("");
    }

    /**
     * The whole environment of the process: as on Lambda, nothing of it comes from the caller's but PATH. Credentials
     * are dummies.
     */
    Map<String, String> processEnvironment(
            String runtimeApi, String logStream, String sessionToken, Path temporaryFolder) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("PATH", System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
        variables.putIfAbsent("LANG", "C.UTF-8");
        variables.putIfAbsent("TZ", ":UTC");
        variables.putIfAbsent("TMPDIR", temporaryFolder.toString());
        variables.put("_HANDLER", handler);
        variables.put("LAMBDA_TASK_ROOT", taskRoot().toString());
        variables.put("AWS_REGION", REGION);
        variables.put("AWS_DEFAULT_REGION", REGION);
        variables.put("AWS_ACCESS_KEY_ID", "local");
        variables.put("AWS_SECRET_ACCESS_KEY", "local");
        variables.put("AWS_SESSION_TOKEN", sessionToken);
        variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_java25");
        variables.put("AWS_LAMBDA_RUNTIME_API", runtimeApi);
        variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", snapStart ? "snap-start" : "on-demand");
        variables.put("AWS_LAMBDA_FUNCTION_NAME", name);
        variables.put("AWS_LAMBDA_FUNCTION_VERSION", version());
        variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(memoryMegabytes));
        variables.put("AWS_LAMBDA_LOG_FORMAT", logFormat == LogFormat.JSON ? "JSON" : "Text");
        variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + name);
        variables.put("AWS_LAMBDA_LOG_STREAM_NAME", logStream);
        variables.putIfAbsent("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR");
        return variables;
    }

    private static void require(boolean holds, String name, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("Function " + name + " " + otherwise + ".");
        }
    }
}
