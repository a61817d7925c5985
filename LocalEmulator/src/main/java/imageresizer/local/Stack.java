package imageresizer.local;

import imageresizer.local.Journal.Version;
import imageresizer.local.api.StackReport;
import imageresizer.local.api.UploadReport;
import imageresizer.local.faults.FaultServlet;
import imageresizer.local.faults.Faults;
import imageresizer.local.gateway.AwsServlet;
import imageresizer.local.gateway.LoopbackServer;
import imageresizer.local.lambda.DeadLetters;
import imageresizer.local.lambda.EventInvokeConfig;
import imageresizer.local.lambda.EventQueue;
import imageresizer.local.lambda.FunctionConfiguration;
import imageresizer.local.lambda.LambdaFunction;
import imageresizer.local.lambda.LogFormat;
import imageresizer.local.lambda.LogListener;
import imageresizer.local.mail.Mailbox;
import imageresizer.local.mail.SmtpSender;
import imageresizer.local.s3.LocalS3;
import imageresizer.local.s3.ObjectEvent;
import imageresizer.local.s3.ObjectEventJson;
import imageresizer.local.sns.LocalSns;
import imageresizer.local.sns.Protocol;
import imageresizer.local.sns.PublishedMessage;
import imageresizer.local.sns.SnsListener;
import imageresizer.local.sns.Subscription;
import imageresizer.local.template.Bucket;
import imageresizer.local.template.Layer;
import imageresizer.local.template.PseudoParameters;
import imageresizer.local.template.StackDefinition;
import imageresizer.local.template.TemplateException;
import imageresizer.local.template.Topic;
import imageresizer.local.template.Trigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The stack of a template, running: its buckets, its topic with the subscriptions, a mail server, and the function.
 * Thread-safe.
 */
public final class Stack implements AutoCloseable {

    /** The port of S3, SNS and Lambda unless another one is asked for; SMTP and IMAP have the next two. */
    public static final int USUAL_PORT = 4566;

    /** Gets the mails, unless the template's parameter names somebody. */
    private static final String RECIPIENT = "you@example.com";

    private static final String RECIPIENT_PARAMETER = "NotificationEmail";

    private final StackDefinition definition;
    private final Journal journal = new Journal();
    private final Notices notices = new Notices(journal);
    private final DeadLetters deadLetters = new DeadLetters();
    private final Faults faults = new Faults();
    private final OpenParts parts = new OpenParts();
    private final LoopbackServer gateway;
    private final Mailbox mailbox;
    private final LocalSns sns;
    private final LocalS3 s3;
    private final LambdaFunction function;
    private final EventQueue queue;
    private final DeadLetterOffice deadLetterOffice;
    private final ObjectEventJson eventJson;

    private Stack(StackDefinition definition, int port, LogListener log) throws InterruptedException {
        this.definition = definition;
        PseudoParameters pseudo = definition.pseudoParameters();
        eventJson = new ObjectEventJson(pseudo.region(), pseudo.accountId());
        try {
            gateway = parts.add(LoopbackServer.bind("The local AWS endpoint", port));
            TemporaryFolder folder = parts.add(TemporaryFolder.create());
            function = parts.add(new LambdaFunction(configuration(gateway.uri()), concurrency(), folder.path(), log));
            FutureTask<@Nullable Void> functionStart = new FutureTask<>(() -> {
                function.start();
                return null;
            });
            Thread.ofVirtual().start(functionStart);
            queue = parts.add(new EventQueue(
                    function, eventInvokeConfig(), deadLetters, notices::on, faults, InstantSource.system()));
            deadLetterOffice = new DeadLetterOffice(deadLetters, queue);
            mailbox = parts.add(Mailbox.start(port == 0 ? 0 : port + 1, port == 0 ? 0 : port + 2));
            mailbox.listen(notices::on);
            sns = parts.add(new LocalSns(
                    pseudo.region(),
                    pseudo.accountId(),
                    gateway.uri(),
                    new SmtpSender("127.0.0.1", mailbox.smtpPort()),
                    new SnsListener() {
                        @Override
                        public void published(PublishedMessage message) {
                            notices.on(message, mailsOf(message));
                        }

                        @Override
                        public void deliveryFailed(
                                @Nullable String messageId, Subscription subscription, Exception cause) {
                            if (messageId != null && subscription.protocol() == Protocol.EMAIL) {
                                journal.notMailed(messageId);
                            }
                        }
                    }));
            s3 = parts.add(new LocalS3(this::invokeTriggers));
            createResources();
            gateway.serve(
                            "/*",
                            new FaultServlet(faults, function::running, new AwsServlet(s3.servlet(), sns.servlet())))
                    .serve("/2015-03-31/functions/*", new LambdaServlet(function, queue))
                    .serve("/_stack/*", new StackServlet(this))
                    .start();
            parts.add(journal);
            await(functionStart);
        } catch (RuntimeException | InterruptedException e) {
            parts.close();
            throw e;
        }
    }

    /**
     * Starts the stack of {@code home}'s template.
     *
     * @param home a checkout in which Maven has built the function
     * @param port of the AWS endpoint, with SMTP and IMAP on the next two; 0 for any free ones
     * @param parameters values of the template's parameters that shall not have their default
     * @param log gets the function's log
     * @throws TemplateException if the template can't be run
     * @throws imageresizer.local.gateway.PortUnavailableException if a port is taken
     * @throws imageresizer.local.lambda.InitializationException if the function can't start
     */
    public static Stack start(Path home, int port, Map<String, String> parameters, LogListener log)
            throws TemplateException, InterruptedException {
        Path template = home.resolve("template.yaml");
        StackDefinition definition = StackDefinition.load(template, parameters, PseudoParameters.local());
        boolean sendsNoMail = definition.parameters().stream()
                .anyMatch(parameter -> parameter.name().equals(RECIPIENT_PARAMETER)
                        && parameter.value().isEmpty());
        if (sendsNoMail) {
            Map<String, String> withRecipient = new HashMap<>(parameters);
            withRecipient.put(RECIPIENT_PARAMETER, RECIPIENT);
            definition = StackDefinition.load(template, withRecipient, PseudoParameters.local());
        }
        return new Stack(definition, port, log);
    }

    /** Where everything is. */
    public StackReport report() {
        return new StackReport(
                gateway.uri(),
                mailbox.smtpPort(),
                mailbox.imapPort(),
                inputBucket(),
                outputBucket(),
                definition.topics().getFirst().arn(),
                function.configuration().name(),
                definition.triggers().stream().map(Trigger::suffix).toList());
    }

    /** The links that subscribers still have to open before they get any mail about uploads, by recipient. */
    public Map<String, URI> confirmationLinks() {
        Map<String, URI> links = new HashMap<>();
        for (Subscription subscription : sns.subscriptions()) {
            if (!subscription.confirmed()
                    && subscription.protocol() == Protocol.EMAIL
                    && subscription.topicArn().equals(report().topicArn())) {
                links.put(subscription.endpoint(), sns.confirmationLink(subscription));
            }
        }
        return links;
    }

    /** Confirms every e-mail subscription on behalf of its subscriber. */
    void confirmSubscriptions() {
        sns.subscriptions().stream()
                .filter(subscription -> !subscription.confirmed() && subscription.protocol() == Protocol.EMAIL)
                .forEach(subscription -> sns.confirm(subscription.arn()));
    }

    Optional<UploadReport> await(String key, String versionId, Duration patience) throws InterruptedException {
        return journal.await(new Version(inputBucket(), key, versionId), patience);
    }

    /** What goes wrong on purpose; nothing at first. */
    public Faults faults() {
        return faults;
    }

    /** The events that the function could not finish, and their way back. */
    DeadLetterOffice deadLetters() {
        return deadLetterOffice;
    }

    /**
     * Waits until the function has finished with every change of an object so far.
     *
     * @return whether that came about within {@code limit}
     */
    public boolean awaitIdle(Duration limit) throws InterruptedException {
        s3.awaitEvents();
        return queue.awaitIdle(limit);
    }

    private void createResources() {
        for (Bucket bucket : definition.buckets()) {
            s3.createBucket(bucket.name(), bucket.versioned());
        }
        for (Topic topic : definition.topics()) {
            sns.createTopic(topic.name(), topic.displayName());
        }
        for (imageresizer.local.template.Subscription subscription : definition.subscriptions()) {
            Map<String, String> attributes = new HashMap<>();
            if (subscription.filterPolicy() != null) {
                attributes.put("FilterPolicy", subscription.filterPolicy());
                attributes.put("FilterPolicyScope", subscription.filterPolicyScope());
            }
            sns.subscribe(subscription.topicArn(), subscription.protocol(), subscription.endpoint(), attributes);
        }
    }

    private void invokeTriggers(ObjectEvent event) {
        for (Trigger trigger : definition.triggers()) {
            if (trigger.bucketName().equals(event.bucket())
                    && trigger.matches("s3:" + event.name().wireName(), event.key())) {
                queue.send(eventJson.write(event, trigger.logicalId()));
            }
        }
    }

    private int mailsOf(PublishedMessage message) {
        return (int) sns.subscriptions().stream()
                .filter(subscription -> subscription.protocol() == Protocol.EMAIL && subscription.wants(message))
                .count();
    }

    private String inputBucket() {
        return definition.triggers().getFirst().bucketName();
    }

    private String outputBucket() {
        return definition.buckets().stream()
                .map(Bucket::name)
                .filter(name -> !name.equals(inputBucket()))
                .findFirst()
                .orElseThrow();
    }

    private FunctionConfiguration configuration(URI endpoint) {
        imageresizer.local.template.LambdaFunction described =
                definition.functions().getFirst();
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
                    described.timeout(),
                    environment,
                    described.logging().format().equals("JSON") ? LogFormat.JSON : LogFormat.TEXT,
                    FunctionConfiguration.thisJavaHome(),
                    // Here is nothing to take a snapshot of: each process would only start later for warming up.
                    /* snapStart= */ false);
        } catch (IOException e) {
            throw new UncheckedIOException("the function is not built: " + target, e);
        }
    }

    /** Where npm puts the library in the layer's folder; on Lambda, that is below {@code /opt/nodejs}. */
    private static Path libvipsIn(Layer layer) {
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
        return layer.contentUri().resolve("node_modules/@img/sharp-libvips-linux-" + architecture + "/lib");
    }

    private EventInvokeConfig eventInvokeConfig() {
        var described = definition.functions().getFirst().asynchronousInvocation();
        return new EventInvokeConfig(described.maximumRetryAttempts(), described.maximumEventAge());
    }

    /** On Lambda there may be a thousand; here, more environments than processors only take memory. */
    private int concurrency() {
        int sensible = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
        Integer reserved = definition.functions().getFirst().reservedConcurrency();
        return reserved == null ? sensible : Math.clamp(reserved, 1, sensible);
    }

    private static void await(FutureTask<?> task) throws InterruptedException {
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Stops everything; nothing of it stays, not even a file. A process that ends without it does the same. */
    @Override
    public void close() {
        parts.close();
    }
}
