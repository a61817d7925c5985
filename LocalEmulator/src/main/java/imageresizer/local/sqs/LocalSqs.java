package imageresizer.local.sqs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** SQS in this process: ElasticMQ on a loopback port of its own, behind {@link #servlet()}. Thread-safe. */
public final class LocalSqs implements AutoCloseable {
    private final SQSRestServer server;
    private final URI address;
    private final SqsRequests requests;
    private final String arnPrefix;
    private final Map<String, LocalQueue> queues = new LinkedHashMap<>();

    private LocalSqs(SQSRestServer server, String arnPrefix) {
        this.server = server;
        this.arnPrefix = arnPrefix;
        int port = server.waitUntilStarted().localAddress().getPort();
        address = URI.create("http://127.0.0.1:" + port);
        requests = new SqsRequests(address);
    }

    /**
     * Starts without a queue.
     *
     * @param endpoint where {@link #servlet()} is served; the URLs of the queues begin with it
     * @param region such as {@code us-east-1}
     * @param account 12 digits
     */
    public static LocalSqs start(URI endpoint, String region, String account) {
        return new LocalSqs(
                SQSRestServerBuilder.withInterface("127.0.0.1")
                        .withPort(0)
                        .withServerAddress(
                                NodeAddress.apply(endpoint.getScheme(), endpoint.getHost(), endpoint.getPort(), ""))
                        .withAWSRegion(region)
                        .withAWSAccountId(account)
                        .start(),
                "arn:aws:sqs:" + region + ":" + account + ":");
    }

    /** SQS's side of the endpoint. */
    public HttpServlet servlet() {
        return new SqsServlet(address);
    }

    /**
     * Makes a queue, or gives the one of this name these attributes.
     *
     * @param attributes as in SQS's {@code CreateQueue}
     */
    public synchronized LocalQueue createQueue(String name, Map<String, String> attributes)
            throws InterruptedException {
        ObjectNode parameters = SqsRequests.parameters();
        ObjectNode written = parameters.putObject("Attributes");
        attributes.forEach(written::put);
        String arn = arnPrefix + name;
        LocalQueue known = queues.get(arn);
        if (known != null) {
            requests.send("SetQueueAttributes", parameters.put("QueueUrl", known.url()));
            return known;
        }
        String url = requests.send("CreateQueue", parameters.put("QueueName", name))
                .path("QueueUrl")
                .asText();
        LocalQueue made = new LocalQueue(requests, url, arn);
        queues.put(arn, made);
        return made;
    }

    /** Removes a queue and what is in it; one that is not there is no error. */
    public synchronized void deleteQueue(String arn) throws InterruptedException {
        LocalQueue removed = queues.remove(arn);
        if (removed != null) {
            requests.send("DeleteQueue", SqsRequests.parameters().put("QueueUrl", removed.url()));
        }
    }

    /**
     * Returns a queue that {@link #createQueue} made.
     *
     * @throws IllegalArgumentException if there is none
     */
    public synchronized LocalQueue queue(String arn) {
        LocalQueue queue = queues.get(arn);
        if (queue == null) {
            throw new IllegalArgumentException("There is no queue " + arn + ".");
        }
        return queue;
    }

    @Override
    public void close() {
        requests.close();
        // Its end would be waited for as long as a poller that is gone wanted to wait: up to 20 seconds.
        server.stopAndGetFuture();
    }
}
