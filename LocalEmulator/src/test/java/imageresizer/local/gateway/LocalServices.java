package imageresizer.local.gateway;

import imageresizer.local.mail.Mailbox;
import imageresizer.local.mail.SmtpSender;
import imageresizer.local.s3.LocalS3;
import imageresizer.local.s3.ObjectEvent;
import imageresizer.local.sns.LocalSns;
import imageresizer.local.sns.MessageAttribute;
import imageresizer.local.sns.SnsListener;
import imageresizer.local.sqs.LocalQueue;
import imageresizer.local.sqs.LocalSqs;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Everything of this stack that speaks AWS, on free ports, with real clients. */
public final class LocalServices implements AutoCloseable {
    private final List<ObjectEvent> events = new CopyOnWriteArrayList<>();
    private final Mailbox mailbox = Mailbox.start(0, 0);
    private final LocalS3 s3 = new LocalS3(events::add);
    private final LoopbackServer server = LoopbackServer.bind("S3 and SNS", 0);
    private final LocalSns sns;
    private final @Nullable LocalSqs sqs;

    private LocalServices(SnsListener snsListener, InstantSource clock, boolean withQueues) {
        sqs = withQueues ? LocalSqs.start(server.uri(), "us-east-1", "000000000000") : null;
        sns = new LocalSns(
                "us-east-1",
                "000000000000",
                server.uri(),
                new SmtpSender("127.0.0.1", mailbox.smtpPort()),
                this::send,
                snsListener,
                clock);
        HttpServlet none = new HttpServlet() {};
        HttpServlet queues = sqs == null ? none : sqs.servlet();
        server.serve("/*", new AwsServlet(s3.servlet(), sns.servlet(), queues, none, none))
                .start();
    }

    /** Without queues, which take some seconds to start. */
    public LocalServices(SnsListener snsListener) {
        this(snsListener, InstantSource.system(), false);
    }

    /** Without queues. */
    public LocalServices() {
        this(new SnsListener() {});
    }

    /** Without queues, by another clock for SNS. */
    public static LocalServices at(InstantSource clock, SnsListener snsListener) {
        return new LocalServices(snsListener, clock, false);
    }

    public static LocalServices withQueues() {
        return new LocalServices(new SnsListener() {}, InstantSource.system(), true);
    }

    private void send(String arn, String body, Map<String, MessageAttribute> attributes) throws InterruptedException {
        Map<String, LocalQueue.Attribute> sent = new HashMap<>();
        attributes.forEach(
                (name, attribute) -> sent.put(name, new LocalQueue.Attribute(attribute.type(), attribute.value())));
        sqs().queue(arn).send(body, sent);
    }

    public LocalSqs sqs() {
        return Objects.requireNonNull(sqs, "made without queues");
    }

    public URI uri() {
        return server.uri();
    }

    public Mailbox mailbox() {
        return mailbox;
    }

    public LocalSns sns() {
        return sns;
    }

    public LoopbackServer server() {
        return server;
    }

    public LocalS3 s3() {
        return s3;
    }

    /** Returns the events of everything that has been answered so far. */
    public List<ObjectEvent> eventsSoFar() {
        try {
            s3.awaitEvents();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return List.copyOf(events);
    }

    public S3Client s3Client() {
        return TestClients.at(uri(), S3Client.builder().httpClientBuilder(Apache5HttpClient.builder()));
    }

    public SnsClient snsClient() {
        return TestClients.at(uri(), SnsClient.builder().httpClientBuilder(Apache5HttpClient.builder()));
    }

    public SqsClient sqsClient() {
        return TestClients.at(uri(), SqsClient.builder().httpClientBuilder(Apache5HttpClient.builder()));
    }

    /** Sends a request as it is, line by line, and returns the answer as it is: no client library lets one lie. */
    public String raw(String... lines) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(300_000);
            String request = String.join("\r\n", lines) + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        server.close();
        sns.close();
        s3.close();
        if (sqs != null) {
            sqs.close();
        }
        mailbox.close();
    }
}
