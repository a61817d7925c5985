package imageresizer.local;

import imageresizer.local.batch.BatchFunction;
import imageresizer.local.lambda.BatchState;
import imageresizer.local.lambda.DeadLetters;
import imageresizer.local.lambda.DeliveryPlan;
import imageresizer.local.lambda.EventInvokeConfig;
import imageresizer.local.lambda.EventQueue;
import imageresizer.local.lambda.EventSourceMapping;
import imageresizer.local.lambda.EventSourceMapping.MappingSettings;
import imageresizer.local.lambda.EventState;
import imageresizer.local.lambda.FunctionConfiguration;
import imageresizer.local.lambda.InvocationResult;
import imageresizer.local.lambda.LambdaFunction;
import imageresizer.local.lambda.LogFormat;
import imageresizer.local.lambda.LogListener;
import imageresizer.local.lambda.RunningInvocation;
import imageresizer.local.sqs.LocalQueue;
import imageresizer.local.template.FunctionDefinition;
import imageresizer.local.template.LayerDefinition;
import imageresizer.local.template.QueueTrigger;
import imageresizer.local.template.StackDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The functions as they are deployed now, and those that were deployed before and have not finished what they had begun.
 * The first of the template is the one that S3 calls. Thread-safe.
 */
final class Deployments implements AutoCloseable {

    /** An event is at most so old, and an attempt that began then takes no longer than this. */
    private static final Duration LONGEST_WORK = Duration.ofHours(7);

    /** Such as {@code Sandbox.Timedout}, unlike the class of an exception. */
    private static final Pattern LAMBDAS_OWN_ERROR = Pattern.compile("[A-Z]\\w+\\.\\w+");

    private final int speed;
    private final URI endpoint;
    private final Path folder;
    private final LogListener log;
    private final DeadLetters deadLetters;
    private final Consumer<EventState> listener;
    private final Consumer<BatchState> batchListener;
    private final DeliveryPlan deliveryPlan;
    private final List<Deployment> alive = new CopyOnWriteArrayList<>();
    private volatile Deployment current;

    /**
     * Deploys the functions of a template. They do not start before they have to.
     *
     * @param speed divides the timeout of the functions that resize, Lambda's delays before retries, and the time for
     *     which messages of a queue are gathered or hidden; 1 is real time
     * @param endpoint of AWS
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
            Consumer<BatchState> batchListener,
            DeliveryPlan deliveryPlan) {
        this.speed = speed;
        this.endpoint = endpoint;
        this.folder = folder;
        this.log = log;
        this.deadLetters = deadLetters;
        this.listener = listener;
        this.batchListener = batchListener;
        this.deliveryPlan = deliveryPlan;
        current = deployment(definition);
        alive.add(current);
    }

    /** @param functions all of them by logical id, in the order of the template */
    private record Deployment(
            StackDefinition definition,
            SequencedMap<String, LambdaFunction> functions,
            EventQueue queue,
            List<EventSourceMapping> mappings) {

        LambdaFunction function() {
            return functions.firstEntry().getValue();
        }

        /** May be done twice. */
        void close() {
            mappings.forEach(EventSourceMapping::close);
            queue.close();
            // Together, because each may write an archive of its classes as it ends.
            functions.values().parallelStream().forEach(LambdaFunction::close);
        }
    }

    StackDefinition definition() {
        return current.definition;
    }

    /** The one that S3 calls. */
    LambdaFunction function() {
        return current.function();
    }

    /** Finds a function by its name. */
    Optional<LambdaFunction> function(String name) {
        return current.functions.values().stream()
                .filter(function -> function.configuration().name().equals(name))
                .findFirst();
    }

    /** Finds a function by its ARN, for jobs, whichever deployment of it is the current one. */
    Optional<BatchFunction> batchFunction(String arn) {
        String name = arn.replaceFirst("^arn:aws:lambda:[^:]*:[^:]*:function:", "");
        return function(name).map(found -> new BatchFunction() {

            @Override
            public int concurrency() {
                return found.concurrency();
            }

            @Override
            public InvocationResult invoke(String event) throws InterruptedException {
                return function(name).orElse(found).invoke(event);
            }
        });
    }

    EventQueue queue() {
        return current.queue;
    }

    /** What an environment is at work on, whichever deployment's it is; see {@link LambdaFunction#running}. */
    Optional<RunningInvocation> running(String sessionToken) {
        return alive.stream()
                .flatMap(deployment -> deployment.functions.values().stream())
                .flatMap(function -> function.running(sessionToken).stream())
                .findFirst();
    }

    /**
     * Restarts the function, and sends events there from then on. Running work ends where it has begun.
     *
     * @throws imageresizer.local.lambda.InitializationException if it can't start; then the one before stays
     */
    synchronized void replace(StackDefinition definition) throws InterruptedException {
        Deployment next = deployment(definition);
        alive.add(next);
        boolean started = false;
        try {
            next.function().start();
            started = true;
        } finally {
            if (!started) {
                alive.remove(next);
                next.close();
            }
        }
        Deployment before = current;
        before.mappings.forEach(EventSourceMapping::stop);
        current = next;
        Thread.ofVirtual().start(() -> retire(before));
    }

    private void retire(Deployment deployment) {
        try {
            deployment.mappings.forEach(EventSourceMapping::drain);
            deployment.queue.awaitIdle(LONGEST_WORK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        alive.remove(deployment);
        deployment.close();
    }

    /**
     * Begins to poll the queues of the functions that are deployed now. The queues must be there.
     *
     * @param queues finds a queue by its ARN
     */
    synchronized void poll(Function<String, LocalQueue> queues) {
        for (QueueTrigger trigger : current.definition.queueTriggers()) {
            LambdaFunction function = Objects.requireNonNull(current.functions.get(trigger.functionLogicalId()));
            LocalQueue queue = queues.apply(trigger.queueArn());
            MappingSettings settings = new MappingSettings(
                    trigger.batchSize(),
                    trigger.window().dividedBy(speed),
                    Math.min(trigger.maximumConcurrency(), function.concurrency()),
                    trigger.reportsFailures(),
                    visibilityTimeout(trigger.queueArn()).dividedBy(speed));
            current.mappings.add(new EventSourceMapping(function, queue, settings, batchListener));
        }
    }

    private Duration visibilityTimeout(String queueArn) {
        return current.definition.queues().stream()
                .filter(queue -> queue.arn().equals(queueArn))
                .findFirst()
                .orElseThrow()
                .visibilityTimeout();
    }

    /** Polls no queue any more; batches under way are given up. */
    synchronized void stopPolling() {
        alive.forEach(deployment -> deployment.mappings.forEach(EventSourceMapping::close));
    }

    private Deployment deployment(StackDefinition definition) {
        SequencedMap<String, LambdaFunction> functions = new LinkedHashMap<>();
        for (FunctionDefinition described : definition.functions()) {
            boolean isFirst = functions.isEmpty();
            // The mail function pauses in real time, so its own timeout is real too.
            boolean isPolling = definition.queueTriggers().stream()
                    .anyMatch(trigger -> trigger.functionLogicalId().equals(described.logicalId()));
            int itsSpeed = isPolling ? 1 : speed;
            functions.put(
                    described.logicalId(),
                    new LambdaFunction(
                            // Here is nothing to take a snapshot of: each process would only start later for warming
                            // up.
                            configuration(definition, described, itsSpeed, endpoint, /* snapStart= */ false),
                            concurrency(described),
                            folder,
                            (stream, line) -> log.log(isFirst ? stream : described.logicalId() + " " + stream, line)));
        }
        var asynchronous = definition.functions().getFirst().asynchronousInvocation();
        EventInvokeConfig config = new EventInvokeConfig(
                asynchronous.maximumRetryAttempts(),
                asynchronous.maximumEventAge(),
                EventInvokeConfig.LAMBDA_RETRY_DELAY.dividedBy(speed));
        EventQueue queue = new EventQueue(
                functions.firstEntry().getValue(), config, deadLetters, this::on, deliveryPlan, InstantSource.system());
        return new Deployment(definition, functions, queue, new CopyOnWriteArrayList<>());
    }

    /** Lambda does not log its retries, so the terminal shows them. */
    private void on(EventState state) {
        if (state instanceof EventState.Failed failed) {
            log.log("lambda", sentence(failed));
        }
        listener.accept(state);
    }

    private static String sentence(EventState.Failed failed) {
        Duration delay = failed.retryDelay();
        String type = failed.error().errorType();
        return "Attempt " + failed.attempt() + " of event " + failed.event().requestId() + " failed"
                + (LAMBDAS_OWN_ERROR.matcher(type).matches() ? " (" + type + "). " : ". ")
                + (delay == null
                        ? "It was the last one: the event goes to the dead-letter queue."
                        : "Lambda tries again in " + seconds(delay) + " s.");
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    /** A function of a template as it was built, with AWS at the endpoint. */
    static FunctionConfiguration configuration(
            StackDefinition definition, FunctionDefinition described, int speed, URI endpoint, boolean snapStart) {
        Map<String, String> environment = new HashMap<>(described.environment());
        environment.replaceAll((_, value) -> RenditionsServlet.onThisMachine(value, definition, endpoint));
        environment.put("AWS_ENDPOINT_URL", endpoint.toString());
        definition.layers().stream()
                .filter(layer -> described.layers().contains(layer.arn()))
                .forEach(layer -> environment.putAll(librariesIn(layer)));
        Path target = described.codeUri().resolve("target");
        try {
            return new FunctionConfiguration(
                    described.name(),
                    described.handler(),
                    FunctionConfiguration.classPath(target.resolve("classes"), target.resolve("lib")),
                    described.memoryMb(),
                    described.timeout().dividedBy(speed),
                    environment,
                    described.logFormat().equals("JSON") ? LogFormat.JSON : LogFormat.TEXT,
                    FunctionConfiguration.thisJavaHome(),
                    snapStart);
        } catch (IOException e) {
            throw new UncheckedIOException("the function is not built: " + target, e);
        }
    }

    /** Where npm and the script {@code fetch} put libraries in the layers' folders; on Lambda, they are below /opt. */
    private static Map<String, String> librariesIn(LayerDefinition layer) {
        boolean isArm = System.getProperty("os.arch").equals("aarch64");
        if ("makefile".equals(layer.buildMethod())) {
            String machine = isArm ? "aarch64" : "x86_64";
            return Map.of(
                    "HEIF_DIR",
                    layer.contentUri().resolve("target/heif/" + machine).toString());
        }
        boolean isMac = System.getProperty("os.name").startsWith("Mac");
        // The layer has Lambda's libraries only.
        Path folder = isMac ? layer.contentUri().resolveSibling("LocalEmulator/libvips") : layer.contentUri();
        String libraries =
                "node_modules/@img/sharp-libvips-" + (isMac ? "darwin-" : "linux-") + (isArm ? "arm64" : "x64");
        return Map.of("LIBVIPS_DIR", folder.resolve(libraries).resolve("lib").toString());
    }

    /** On Lambda there may be a thousand; here, more environments than processors only take memory. */
    private static int concurrency(FunctionDefinition described) {
        int sensible = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 4);
        Integer reserved = described.reservedConcurrency();
        return reserved == null ? sensible : Math.clamp(reserved, 1, sensible);
    }

    /** Ends every deployment, also one that is at work. */
    @Override
    public synchronized void close() {
        alive.forEach(Deployment::close);
    }
}
