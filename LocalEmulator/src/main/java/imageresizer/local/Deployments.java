package imageresizer.local;

import imageresizer.local.lambda.DeadLetters;
import imageresizer.local.lambda.DeliveryPlan;
import imageresizer.local.lambda.EventInvokeConfig;
import imageresizer.local.lambda.EventQueue;
import imageresizer.local.lambda.EventState;
import imageresizer.local.lambda.FunctionConfiguration;
import imageresizer.local.lambda.LambdaFunction;
import imageresizer.local.lambda.LogFormat;
import imageresizer.local.lambda.LogListener;
import imageresizer.local.lambda.RunningInvocation;
import imageresizer.local.template.FunctionDefinition;
import imageresizer.local.template.Layer;
import imageresizer.local.template.StackDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The function as it is deployed now, and those that were deployed before and have not finished what they had begun.
 * Thread-safe.
 */
final class Deployments implements AutoCloseable {

    /** An event is at most so old, and an attempt that began then takes no longer than this. */
    private static final Duration LONGEST_WORK = Duration.ofHours(7);

    private final int speed;
    private final URI endpoint;
    private final Path folder;
    private final LogListener log;
    private final DeadLetters deadLetters;
    private final Consumer<EventState> listener;
    private final DeliveryPlan deliveryPlan;
    private final List<Deployment> alive = new CopyOnWriteArrayList<>();
    private volatile Deployment current;

    /**
     * Deploys the function of a template. It does not start before it has to.
     *
     * @param speed divides the function's timeout and Lambda's delays before retries; 1 is real time
     * @param endpoint of S3 and SNS
     * @param folder for temporary files
     */
    Deployments(
            StackDefinition definition,
            int speed,
            URI endpoint,
            Path folder,
            LogListener log,
            DeadLetters deadLetters,
            Consumer<EventState> listener,
            DeliveryPlan deliveryPlan) {
        this.speed = speed;
        this.endpoint = endpoint;
        this.folder = folder;
        this.log = log;
        this.deadLetters = deadLetters;
        this.listener = listener;
        this.deliveryPlan = deliveryPlan;
        current = deployment(definition);
        alive.add(current);
    }

    private record Deployment(StackDefinition definition, LambdaFunction function, EventQueue queue) {

        /** May be done twice. */
        void close() {
            queue.close();
            function.close();
        }
    }

    StackDefinition definition() {
        return current.definition;
    }

    LambdaFunction function() {
        return current.function;
    }

    EventQueue queue() {
        return current.queue;
    }

    /** What an environment is at work on, whichever deployment's it is; see {@link LambdaFunction#running}. */
    Optional<RunningInvocation> running(String sessionToken) {
        return alive.stream()
                .flatMap(deployment -> deployment.function.running(sessionToken).stream())
                .findFirst();
    }

    /**
     * Starts the function anew, and sends events there from then on. What is under way ends where it has begun.
     *
     * @throws imageresizer.local.lambda.InitializationException if it can't start; then the one before stays
     */
    synchronized void replace(StackDefinition definition) throws InterruptedException {
        Deployment next = deployment(definition);
        alive.add(next);
        boolean started = false;
        try {
            next.function.start();
            started = true;
        } finally {
            if (!started) {
                alive.remove(next);
                next.close();
            }
        }
        Deployment before = current;
        current = next;
        Thread.ofVirtual().start(() -> retire(before));
    }

    private void retire(Deployment deployment) {
        try {
            deployment.queue.awaitIdle(LONGEST_WORK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        alive.remove(deployment);
        deployment.close();
    }

    private Deployment deployment(StackDefinition definition) {
        LambdaFunction function = new LambdaFunction(
                // Here is nothing to take a snapshot of: each process would only start later for warming up.
                configuration(definition, speed, endpoint, /* snapStart= */ false),
                concurrency(definition),
                folder,
                log);
        var asynchronous = definition.functions().getFirst().asynchronousInvocation();
        EventInvokeConfig config = new EventInvokeConfig(
                asynchronous.maximumRetryAttempts(),
                asynchronous.maximumEventAge(),
                EventInvokeConfig.LAMBDA_RETRY_DELAY.dividedBy(speed));
        return new Deployment(
                definition,
                function,
                new EventQueue(function, config, deadLetters, this::on, deliveryPlan, InstantSource.system()));
    }

    /** Lambda writes nothing of its retries into the log; whoever watches the terminal wants to know. */
    private void on(EventState state) {
        if (state instanceof EventState.Failed failed) {
            log.log("lambda", sentence(failed));
        }
        listener.accept(state);
    }

    private static String sentence(EventState.Failed failed) {
        Duration delay = failed.retryDelay();
        return "Attempt " + failed.attempt() + " of event " + failed.event().requestId() + " failed ("
                + failed.error().errorType() + "). "
                + (delay == null
                        ? "It was the last one: the event goes to the dead-letter queue."
                        : "Lambda tries again in " + seconds(delay) + " s.");
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    /** The function of a template as it was built, with S3 and SNS at the endpoint. */
    static FunctionConfiguration configuration(StackDefinition definition, int speed, URI endpoint, boolean snapStart) {
        FunctionDefinition described = definition.functions().getFirst();
        Map<String, String> environment = new HashMap<>(described.environment());
        environment.put("AWS_ENDPOINT_URL", endpoint.toString());
        definition.layers().stream()
                .filter(layer -> described.layers().contains(layer.logicalId()))
                .forEach(
                        layer -> environment.put("LIBVIPS_DIR", libvipsIn(layer).toString()));
        Path target = described.codeUri().resolve("target");
        try {
            return new FunctionConfiguration(
                    described.name(),
                    described.handler(),
                    FunctionConfiguration.classPath(target.resolve("classes"), target.resolve("lib")),
                    described.memoryMb(),
                    described.timeout().dividedBy(speed),
                    environment,
                    described.logging().format().equals("JSON") ? LogFormat.JSON : LogFormat.TEXT,
                    FunctionConfiguration.thisJavaHome(),
                    snapStart);
        } catch (IOException e) {
            throw new UncheckedIOException("the function is not built: " + target, e);
        }
    }

    /** Where npm puts the library in the layer's folder; on Lambda, that is below {@code /opt/nodejs}. */
    private static Path libvipsIn(Layer layer) {
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
        return layer.contentUri().resolve("node_modules/@img/sharp-libvips-linux-" + architecture + "/lib");
    }

    /** On Lambda there may be a thousand; here, more environments than processors only take memory. */
    private static int concurrency(StackDefinition definition) {
        int sensible = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
        Integer reserved = definition.functions().getFirst().reservedConcurrency();
        return reserved == null ? sensible : Math.clamp(reserved, 1, sensible);
    }

    /** Ends every deployment, whatever it is at work on. */
    @Override
    public synchronized void close() {
        alive.forEach(Deployment::close);
    }
}
