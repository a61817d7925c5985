package imageresizer.local.lambda.handler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Does what the event says. */
public final class ObedientHandler implements RequestHandler<Map<String, Object>, Object> {
    private final Map<String, Integer> attempts = new ConcurrentHashMap<>();

    @Override
    public Object handleRequest(Map<String, Object> event, Context context) {
        String action = String.valueOf(event.get("do"));
        return switch (action) {
            case "echo" -> String.valueOf(event.get("text"));
            case "describe" -> describe(context);
            case "throw" -> throw new IllegalStateException(String.valueOf(event.get("text")));
            case "overflow" -> overflow(0);
            case "sleep" -> sleep();
            case "exit" -> exit(((Number) event.getOrDefault("status", 0)).intValue());
            case "halt" -> halt(((Number) event.getOrDefault("status", 0)).intValue());
            case "eat" -> eat(((Number) event.getOrDefault("megabytes", 0)).intValue());
            case "big" -> "x".repeat(((Number) event.getOrDefault("size", 0)).intValue());
            case "log" -> log(context);
            case "fail twice" -> failTwice(context);
            default -> throw new IllegalArgumentException("Cannot " + action);
        };
    }

    private static Map<String, Object> describe(Context context) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("pid", ProcessHandle.current().pid());
        description.put("requestId", context.getAwsRequestId());
        description.put("functionName", context.getFunctionName());
        description.put("functionVersion", context.getFunctionVersion());
        description.put("arn", context.getInvokedFunctionArn());
        description.put("memory", context.getMemoryLimitInMB());
        description.put("remaining", context.getRemainingTimeInMillis());
        description.put("logGroup", context.getLogGroupName());
        description.put("logStream", context.getLogStreamName());
        description.put("trace", System.getProperty("com.amazonaws.xray.traceHeader"));
        description.put("environment", new LinkedHashMap<>(System.getenv()));
        description.put("temporaryFolder", System.getProperty("java.io.tmpdir"));
        description.put("heap", Runtime.getRuntime().maxMemory() / (1024 * 1024));
        return description;
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int overflow(int depth) {
        return overflow(depth + 1) + 1;
    }

    private static Object sleep() {
        System.out.println("pid " + ProcessHandle.current().pid());
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static Object exit(int status) {
        System.exit(status);
        return status;
    }

    private static Object halt(int status) {
        Runtime.getRuntime().halt(status);
        return status;
    }

    /** Takes memory outside the heap, as native libraries do. */
    private static Object eat(int megabytes) {
        Arena.global().allocate(megabytes * 1024L * 1024L).fill((byte) 1);
        return megabytes;
    }

    private static Object log(Context context) {
        context.getLogger().log("no level");
        context.getLogger().log("a warning: \u00fcber", LogLevel.WARN);
        System.err.println("to standard error");
        System.out.print("no line feed");
        return "logged";
    }

    private Object failTwice(Context context) {
        int attempt = attempts.merge(context.getAwsRequestId(), 1, Integer::sum);
        if (attempt <= 2) {
            throw new IllegalStateException("attempt " + attempt);
        }
        return attempt;
    }
}
