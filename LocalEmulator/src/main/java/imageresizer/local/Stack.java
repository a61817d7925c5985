package imageresizer.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import imageresizer.local.UploadTracker.ObjectVersion;
import imageresizer.local.api.DeadLetterReport;
import imageresizer.local.api.MailReport;
import imageresizer.local.api.StackReport;
import imageresizer.local.api.UploadReport;
import imageresizer.local.api.UploadView;
import imageresizer.local.batch.BatchOperations;
import imageresizer.local.faults.FaultServlet;
import imageresizer.local.faults.Faults;
import imageresizer.local.gateway.AwsServlet;
import imageresizer.local.gateway.BucketCors;
import imageresizer.local.gateway.LoopbackServer;
import imageresizer.local.lambda.DeadLetter;
import imageresizer.local.lambda.InitializationException;
import imageresizer.local.lambda.LogListener;
import imageresizer.local.lambda.TemporaryFolder;
import imageresizer.local.mail.Mailbox;
import imageresizer.local.mail.SmtpSender;
import imageresizer.local.page.BrowserSafetyServlet;
import imageresizer.local.page.ChangeFeed;
import imageresizer.local.page.LogFeed;
import imageresizer.local.page.MailArchive;
import imageresizer.local.page.PageServer;
import imageresizer.local.page.PlannedRendition;
import imageresizer.local.page.SettingsRefusedException;
import imageresizer.local.page.StackControls;
import imageresizer.local.page.SubscriptionView;
import imageresizer.local.page.SubscriptionView.Status;
import imageresizer.local.page.UploadList;
import imageresizer.local.s3.EventBridgeJson;
import imageresizer.local.s3.EventObject;
import imageresizer.local.s3.LocalS3;
import imageresizer.local.s3.ObjectEvent;
import imageresizer.local.s3.ObjectEventJson;
import imageresizer.local.s3.ObjectEventName;
import imageresizer.local.s3.ObjectPage;
import imageresizer.local.s3.StoredObject;
import imageresizer.local.sns.LocalSns;
import imageresizer.local.sns.MessageAttribute;
import imageresizer.local.sns.Protocol;
import imageresizer.local.sns.PublishedMessage;
import imageresizer.local.sns.SnsListener;
import imageresizer.local.sns.Subscription;
import imageresizer.local.sqs.LocalQueue;
import imageresizer.local.sqs.LocalSqs;
import imageresizer.local.template.BucketTrigger;
import imageresizer.local.template.ParameterDefinition;
import imageresizer.local.template.PseudoParameters;
import imageresizer.local.template.QueueDefinition;
import imageresizer.local.template.StackDefinition;
import imageresizer.local.template.TemplateException;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.ScaleAndCrop;
import imageresizer.settings.InvalidSettingException;
import imageresizer.settings.Settings;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The stack of a template, running: its buckets, its topic with the subscriptions, a mail server, the function, and a web
 * page. Thread-safe.
 */
public final class Stack implements AutoCloseable {

    /** The port of S3, SNS, SQS and Lambda unless another one is asked for; SMTP, IMAP and the page have the next three. */
    public static final int USUAL_PORT = 4566;

    /** Gets the mails, unless the template's parameter has an address. */
    private static final String RECIPIENT = "you@example.com";

    private static final String RECIPIENT_PARAMETER = "NotificationEmail";

    private final Path home;
    private final ChangeFeed feed = new ChangeFeed();
    private final UploadList uploads = new UploadList(feed);
    private final UploadTracker tracker = new UploadTracker(uploads::put);

    /** The parts of the way from an outcome to its mail, in their order. */
    private final List<MailProgress> wayOfMails = List.of(tracker::awaitMailQueue, tracker::awaitMails);

    private final UploadEventMapper eventMapper = new UploadEventMapper(tracker, this::mostReceipts, this::isUpload);
    private final Faults faults = new Faults();
    private final ResourceCloser resources = new ResourceCloser();
    private final LoopbackServer gateway;
    private final LoopbackServer page;
    private final Mailbox mailbox;
    private final MailArchive mails;
    private final LocalSns sns;
    private final LocalS3 s3;
    private final Deployments deployments;
    private final LocalSqs sqs;
    private final DeadLetterQueue deadLetters;
    private final ObjectEventJson notificationJson =
            new ObjectEventJson(PseudoParameters.REGION, PseudoParameters.ACCOUNT_ID);
    private final EventBridgeJson busEventJson =
            new EventBridgeJson(PseudoParameters.REGION, PseudoParameters.ACCOUNT_ID);

    private Stack(Path home, StackDefinition definition, int port, LogListener log, int speed)
            throws InterruptedException {
        this.home = home;
        try {
            gateway = resources.add(LoopbackServer.bind("The local AWS endpoint", port));
            page = resources.add(LoopbackServer.bind("The web page", port == 0 ? 0 : port + 3));
            gateway.allowOrigin(page.uri().toString()).allowOrigins(this::corsGrant);
            FutureTask<LocalSqs> sqsStart = new FutureTask<>(
                    () -> LocalSqs.start(gateway.uri(), PseudoParameters.REGION, PseudoParameters.ACCOUNT_ID));
            Thread.ofVirtual().start(sqsStart);
            resources.add((AutoCloseable) () -> await(sqsStart).close());
            LogFeed logFeed = new LogFeed(feed);
            LogListener terminal = (stream, line) -> {
                logFeed.log(stream, line);
                log.log(stream, line);
            };
            deployments = resources.add(new Deployments(
                    definition,
                    speed,
                    gateway.uri(),
                    resources.add(TemporaryFolder.create("image-resizer-")).path(),
                    terminal,
                    this::bury,
                    eventMapper::on,
                    eventMapper::on,
                    faults));
            FutureTask<@Nullable Void> functionStart = new FutureTask<>(() -> {
                deployments.function().start();
                return null;
            });
            Thread.ofVirtual().start(functionStart);
            mailbox = resources.add(Mailbox.start(port == 0 ? 0 : port + 1, port == 0 ? 0 : port + 2));
            mails = new MailArchive(feed, mailbox::delete);
            mailbox.listen(mails);
            mailbox.listen(eventMapper::on);
            sns = resources.add(new LocalSns(
                    PseudoParameters.REGION,
                    PseudoParameters.ACCOUNT_ID,
                    gateway.uri(),
                    new SmtpSender("127.0.0.1", mailbox.smtpPort()),
                    this::sendToQueue,
                    new SnsListener() {
                        @Override
                        public void published(PublishedMessage message, @Nullable String sessionToken) {
                            Stack.this.published(message, sessionToken);
                        }

                        @Override
                        public void suspended(Subscription subscription, String messageId) {
                            tracker.notMailed(messageId);
                            terminal.log(
                                    "sns",
                                    "SNS HAS SUSPENDED THE MAILS TO " + subscription.endpoint() + ": the topic "
                                            + topicName(subscription) + " had more than 10 messages in one second. It"
                                            + " sends no more until the link in the new"
                                            + " confirmation mail is opened.");
                        }

                        @Override
                        public void deliveryFailed(
                                @Nullable String messageId, Subscription subscription, Exception cause) {
                            if (messageId != null && subscription.protocol() == Protocol.EMAIL) {
                                tracker.notMailed(messageId);
                            }
                        }
                    },
                    InstantSource.system()));
            s3 = resources.add(new LocalS3(this::onObject));
            Buckets.follow(s3, definition);
            sqs = await(sqsStart);
            Queues.follow(sqs, null, definition);
            deadLetters = new DeadLetterQueue(sqs.queue(deadLetterArn(definition)), deployments::function);
            Subscriptions.follow(sns, null, definition);
            BatchOperations batch = resources.add(
                    new BatchOperations(gateway.uri(), PseudoParameters.REGION, deployments::batchFunction, speed));
            HttpServlet services = new FaultServlet(
                    faults,
                    deployments::running,
                    new AwsServlet(
                            s3.servlet(),
                            sns.servlet(),
                            sqs.servlet(),
                            batch.servlet(),
                            new CloudFormationServlet(deployments::definition)));
            gateway.serve("/*", new BrowserSafetyServlet(page.uri(), services))
                    .serve("/_stack/*", new StackServlet(this))
                    .serve(
                            RenditionsServlet.PATH + "/*",
                            new BrowserSafetyServlet(page.uri(), new RenditionsServlet(s3, deployments::definition)));
            LambdaServlet.PATHS.forEach(path -> gateway.serve(path, new LambdaServlet(deployments)));
            gateway.start();
            resources.add(PageServer.start(page, gateway.uri(), new Controls(), feed, uploads, mails));
            resources.add(tracker);
            await(functionStart);
            deployments.poll(sqs::queue);
            resources.add((AutoCloseable) deployments::stopPolling);
        } catch (RuntimeException | InterruptedException e) {
            resources.close();
            throw e;
        }
    }

    /**
     * Starts the stack of {@code home}'s template.
     *
     * @param home a checkout in which Maven has built the function
     * @param port of the AWS endpoint, with SMTP, IMAP and the page on the next three; 0 for any free ones
     * @param parameters values of the template's parameters that shall not have their default
     * @param log gets the function's log
     * @throws TemplateException if the template can't be run
     * @throws imageresizer.local.gateway.PortUnavailableException if a port is taken
     * @throws imageresizer.local.lambda.InitializationException if the function can't start
     */
    public static Stack start(Path home, int port, Map<String, String> parameters, LogListener log)
            throws TemplateException, InterruptedException {
        return start(home, port, parameters, log, 1);
    }

    /**
     * Starts a stack on which Lambda's time passes faster, for tests of what happens after a timeout or a retry, and of
     * mails.
     *
     * @param speed divides the timeout of the functions that resize, the delays before retries, and the time for which
     *     outcomes are gathered for a mail: with 10, a timeout of 60 seconds is one of 6, retries come after 6 and 12
     *     seconds, and mails after 1
     */
    public static Stack start(Path home, int port, Map<String, String> parameters, LogListener log, int speed)
            throws TemplateException, InterruptedException {
        return new Stack(home, definition(home, parameters), port, log, speed);
    }

    /**
     * Looks whether {@code home}'s template can be run with these values of its parameters, without starting anything.
     *
     * @throws TemplateException if not
     */
    public static void check(Path home, Map<String, String> parameters) throws TemplateException {
        definition(home, parameters);
    }

    private static StackDefinition definition(Path home, Map<String, String> parameters) throws TemplateException {
        Map<String, String> values = new HashMap<>(parameters);
        values.merge(RECIPIENT_PARAMETER, RECIPIENT, (given, _) -> given.isEmpty() ? RECIPIENT : given);
        return StackDefinition.load(home.resolve("template.yaml"), values);
    }

    /** Where everything is. */
    public StackReport report() {
        StackDefinition definition = deployments.definition();
        return new StackReport(
                home.toAbsolutePath().normalize().toString(),
                page.uri(),
                gateway.uri(),
                mailbox.smtpPort(),
                mailbox.imapPort(),
                Buckets.input(definition),
                Buckets.output(definition),
                definition.topics().getFirst().arn(),
                definition.functions().getFirst().name(),
                Stream.concat(
                                definition.triggers().stream().map(BucketTrigger::suffix),
                                definition.rules().stream().flatMap(rule -> rule.suffixes().stream()))
                        .distinct()
                        .toList(),
                definition.triggers().isEmpty());
    }

    /** Where everybody may read the renditions; empty unless the template's distribution is there. */
    public Optional<String> renditionsUrl() {
        StackDefinition definition = deployments.definition();
        return Optional.ofNullable(definition.outputs().get("RenditionsUrl"))
                .map(url -> RenditionsServlet.onThisMachine(url, definition, gateway.uri()));
    }

    /** The links that subscribers still have to open before they get any mail, by recipient. */
    public Map<String, URI> confirmationLinks() {
        Map<String, URI> links = new HashMap<>();
        for (Subscription subscription : sns.subscriptions()) {
            if (!subscription.confirmed() && subscription.protocol() == Protocol.EMAIL) {
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
        s3.awaitEvents();
        return tracker.await(new ObjectVersion(Buckets.input(deployments.definition()), key, versionId), patience);
    }

    /** As {@link #await}, but its mails are not waited for. */
    Optional<UploadReport> awaitOutcome(String key, String versionId, Duration patience) throws InterruptedException {
        s3.awaitEvents();
        return tracker.awaitOutcome(
                new ObjectVersion(Buckets.input(deployments.definition()), key, versionId), patience);
    }

    /** Reports every step of every upload from now on to a listener, one after the other. */
    public void listen(Consumer<UploadView> listener) {
        uploads.listen(listener);
    }

    /** The mails that have come so far. */
    MailReport mails() {
        return new MailReport(mails.last(), false, List.of());
    }

    /** Waits until no mail about an upload is on its way any more, and returns those after the one of a number. */
    MailReport awaitMails(long after, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        boolean complete = true;
        for (MailProgress part : wayOfMails) {
            complete &= part.awaitIdle(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
        return new MailReport(
                mails.last(),
                complete,
                mails.since(after).stream()
                        .map(mail -> new UploadReport.SentMail(mail.subject(), mail.text(), mail.source()))
                        .toList());
    }

    /** What goes wrong on purpose; nothing at first. */
    public Faults faults() {
        return faults;
    }

    /** The events that the function could not finish, the oldest first. */
    List<DeadLetterReport> deadLetters() {
        return deadLetters.list();
    }

    /** Sends the events that the function could not finish again, and returns how many. */
    int redrive() {
        return deadLetters.redriveTo(deployments.queue());
    }

    /**
     * Waits until the function has finished with every change of an object so far.
     *
     * @return whether that came about within {@code limit}
     */
    public boolean awaitIdle(Duration limit) throws InterruptedException {
        s3.awaitEvents();
        return deployments.queue().awaitIdle(limit);
    }

    private void onObject(ObjectEvent event) {
        StackDefinition definition = deployments.definition();
        List<String> messages = messages(event, definition);
        boolean isCreation = event.name().isCreation();
        if (Buckets.isUpload(event.bucket(), event.key(), definition)) {
            ObjectVersion version =
                    new ObjectVersion(event.bucket(), event.key(), Objects.requireNonNullElse(event.versionId(), ""));
            if (isCreation) {
                tracker.uploaded(version, event.time(), event.size(), !messages.isEmpty());
            } else {
                tracker.removed(version, event.name() == ObjectEventName.DELETE_MARKER_CREATED);
            }
        } else if (event.bucket().equals(Buckets.output(definition))) {
            tracker.outputChanged(event.bucket(), event.key(), isCreation ? event.eTag() : null);
        }
        messages.forEach(deployments.queue()::send);
    }

    /** What the function gets of an event: nothing unless the template wants it. */
    private List<String> messages(ObjectEvent event, StackDefinition definition) {
        List<String> messages = new ArrayList<>();
        if (definition.triggers().stream()
                .anyMatch(trigger -> trigger.bucketName().equals(event.bucket())
                        && trigger.matches("s3:" + event.name().wireName(), event.key()))) {
            messages.add(notificationJson.write(event, "local"));
        }
        ObjectNode busEvent = busEventJson.write(event);
        definition.rules().stream()
                .filter(rule -> rule.pattern().matches(busEvent))
                .forEach(_ -> messages.add(busEvent.toString()));
        return messages;
    }

    private boolean resizeAgain(String key) {
        StackDefinition definition = deployments.definition();
        String bucket = Buckets.input(definition);
        Optional<StoredObject> found = s3.find(bucket, key);
        found.ifPresent(object -> {
            Instant now = Instant.now();
            messages(
                            new ObjectEvent(
                                    ObjectEventName.PUT,
                                    bucket,
                                    key,
                                    object.bytes(),
                                    object.eTag(),
                                    object.versionId(),
                                    "%016X".formatted(now.toEpochMilli() << 20),
                                    now,
                                    "AGAIN",
                                    "127.0.0.1"),
                            definition)
                    .forEach(deployments.queue()::send);
        });
        return found.isPresent();
    }

    private List<PlannedRendition> plan(Map<String, String> values, String key, int width, int height)
            throws TemplateException {
        Settings settings =
                Settings.from(definition(home, values).functions().getFirst().environment());
        return settings.renditionsOf(PictureFormat.JPEG).stream()
                .map(spec -> {
                    ScaleAndCrop placement = ScaleAndCrop.of(width, height, spec.box(), spec.fit());
                    return new PlannedRendition(
                            spec.name(),
                            settings.outputKey().keyOf(key, spec),
                            placement.width(),
                            placement.height(),
                            placement.isCut());
                })
                .toList();
    }

    private Optional<BucketCors.Grant> corsGrant(String bucket, String origin, String method) {
        return deployments.definition().buckets().stream()
                .filter(definition -> definition.name().equals(bucket))
                .flatMap(definition -> definition.cors().stream())
                .filter(rule ->
                        rule.origins().contains(origin) && rule.methods().contains(method))
                .map(rule -> new BucketCors.Grant(rule.methods(), rule.exposedHeaders()))
                .findFirst();
    }

    private boolean isUpload(EventObject object) {
        return object.isCreated() && Buckets.isUpload(object.bucket(), object.key(), deployments.definition());
    }

    private void bury(DeadLetter letter) {
        deadLetters.add(letter);
    }

    private void sendToQueue(String queueArn, String body, Map<String, MessageAttribute> attributes)
            throws InterruptedException {
        Map<String, LocalQueue.Attribute> sent = new HashMap<>();
        attributes.forEach(
                (name, attribute) -> sent.put(name, new LocalQueue.Attribute(attribute.type(), attribute.value())));
        sqs.queue(queueArn).send(body, sent);
    }

    /** Outcomes are published to the first topic; mails by a function that is at work on a batch of outcomes. */
    private void published(PublishedMessage message, @Nullable String sessionToken) {
        if (message.topicArn().equals(report().topicArn())) {
            eventMapper.onOutcome(message, receivers(Protocol.SQS, message) > 0);
        } else if (sessionToken != null) {
            deployments
                    .running(sessionToken)
                    .ifPresent(invocation ->
                            eventMapper.onMail(message, invocation.requestId(), receivers(Protocol.EMAIL, message)));
        }
    }

    private int receivers(Protocol protocol, PublishedMessage message) {
        return (int) sns.subscriptions().stream()
                .filter(subscription -> subscription.protocol() == protocol && subscription.wants(message))
                .count();
    }

    /** How often the mail queue gives an outcome to the function before it moves it to its dead letters. */
    private int mostReceipts() {
        return deployments.definition().queues().stream()
                .map(QueueDefinition::redrive)
                .filter(Objects::nonNull)
                .mapToInt(QueueDefinition.Redrive::maxReceiveCount)
                .findFirst()
                .orElse(Integer.MAX_VALUE);
    }

    private static String deadLetterArn(StackDefinition definition) {
        return Objects.requireNonNull(
                definition.functions().getFirst().asynchronousInvocation().onFailureQueueArn(),
                "the function in template.yaml needs an OnFailure destination");
    }

    private static Status status(Subscription subscription) {
        if (subscription.confirmed()) {
            return Status.CONFIRMED;
        }
        return subscription.suspended() ? Status.SUSPENDED : Status.PENDING;
    }

    private static String topicName(Subscription subscription) {
        return subscription.topicArn().replaceFirst(".*:", "");
    }

    private synchronized void changeSettings(Map<String, String> values)
            throws TemplateException, InterruptedException {
        StackDefinition before = deployments.definition();
        StackDefinition after = definition(home, values);
        Buckets.follow(s3, after);
        deployments.replace(after);
        Queues.follow(sqs, before, after);
        if (after.queueTriggers().isEmpty()) {
            tracker.mailQueueIsGone();
        }
        Subscriptions.follow(sns, before, after);
        deployments.poll(sqs::queue);
    }

    /** What the page may do. */
    private final class Controls implements StackControls {

        @Override
        public StackReport report() {
            return Stack.this.report();
        }

        @Override
        public Path sample() {
            return home.resolve("events/sample.jpg");
        }

        @Override
        public List<DeadLetterReport> deadLetters() {
            return Stack.this.deadLetters();
        }

        @Override
        public int redrive() {
            return Stack.this.redrive();
        }

        @Override
        public Faults faults() {
            return faults;
        }

        @Override
        public List<SubscriptionView> subscriptions() {
            return sns.subscriptions().stream()
                    .filter(subscription -> subscription.protocol() == Protocol.EMAIL)
                    .map(subscription -> new SubscriptionView(
                            subscription.arn(), subscription.endpoint(), topicName(subscription), status(subscription)))
                    .toList();
        }

        @Override
        public void confirm(String subscriptionArn) {
            sns.subscriptions().stream()
                    .filter(subscription -> subscription.arn().equals(subscriptionArn))
                    .forEach(subscription -> sns.confirm(subscription.arn()));
        }

        @Override
        public ObjectPage objects(String bucket, String prefix, @Nullable String after, int most) {
            return s3.list(bucket, prefix, after, most);
        }

        @Override
        public void removeObject(String bucket, String key) {
            s3.remove(bucket, key);
        }

        @Override
        public boolean resizeAgain(String key) {
            return Stack.this.resizeAgain(key);
        }

        @Override
        public List<ParameterDefinition> settings() {
            return deployments.definition().parameters();
        }

        @Override
        public List<PlannedRendition> plan(Map<String, String> values, String key, int width, int height)
                throws SettingsRefusedException {
            try {
                return Stack.this.plan(values, key, width, height);
            } catch (TemplateException | InvalidSettingException e) {
                throw new SettingsRefusedException(e);
            }
        }

        @Override
        public void changeSettings(Map<String, String> values) throws SettingsRefusedException, InterruptedException {
            try {
                Stack.this.changeSettings(values);
            } catch (TemplateException | InitializationException e) {
                throw new SettingsRefusedException(e);
            }
        }
    }

    private static <T extends @Nullable Object> T await(FutureTask<T> task) throws InterruptedException {
        try {
            return task.get();
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
        resources.close();
    }
}
