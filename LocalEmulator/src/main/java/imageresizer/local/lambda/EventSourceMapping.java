package imageresizer.local.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import imageresizer.local.lambda.InvocationResult.FunctionError;
import imageresizer.local.lambda.InvocationResult.Returned;
import imageresizer.local.sqs.LocalQueue;
import imageresizer.local.sqs.QueuedMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lambda's poller of a queue: gathers messages for an invocation, deletes those that the function has finished, and
 * leaves the others in the queue. Each poller fills a batch of its own, so a burst may be spread over all of them.
 * Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html">Using Lambda with Amazon SQS</a>
 */
public final class EventSourceMapping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventSourceMapping.class);
    private static final JsonMapper JSON = new JsonMapper();

    /** Bytes of the largest event, as Lambda's limit of a synchronous invocation. */
    static final int LARGEST_EVENT = 6 * 1024 * 1024;

    private static final Duration LONG_POLL = Duration.ofSeconds(20);

    private final LambdaFunction function;
    private final LocalQueue queue;
    private final MappingSettings settings;
    private final Consumer<BatchState> listener;
    private final ExecutorService pollers = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopped;

    /**
     * How a queue is polled.
     *
     * @param batchSize most messages of an invocation
     * @param window how long a batch that is not full waits for more, from its first message on
     * @param pollers how many there are, each with one invocation at a time; {@code MaximumConcurrency} of the template
     * @param reportsFailures whether the function names the messages that it could not finish
     * @param retryAfter when messages come again that were not finished, in whole seconds; on AWS, the queue's visibility
     *     timeout
     */
    public record MappingSettings(
            int batchSize, Duration window, int pollers, boolean reportsFailures, Duration retryAfter) {}

    /**
     * Begins to poll.
     *
     * @param listener hears of every batch, from several threads; must not throw
     */
    public EventSourceMapping(
            LambdaFunction function, LocalQueue queue, MappingSettings settings, Consumer<BatchState> listener) {
        this.function = function;
        this.queue = queue;
        this.settings = settings;
        this.listener = listener;
        for (int poller = 0; poller < settings.pollers(); poller++) {
            pollers.execute(new Poller());
        }
    }

    /** Gathers one batch after the other. */
    private final class Poller implements Runnable {
        private final List<QueuedMessage> batch = new ArrayList<>();
        private final List<QueuedMessage> next = new ArrayList<>();
        private int bytes;

        @Override
        public void run() {
            try {
                while (!stopped) {
                    gather();
                    if (!stopped && !batch.isEmpty()) {
                        invoke(List.copyOf(batch));
                        batch.clear();
                    }
                }
                batch.addAll(next);
                queue.release(batch, Duration.ZERO);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                if (!stopped) {
                    LOG.error("The queue {} is polled no longer.", queue.arn(), e);
                }
            }
        }

        private void gather() throws InterruptedException {
            bytes = 0;
            List<QueuedMessage> left = List.copyOf(next);
            next.clear();
            left.forEach(this::add);
            long end = System.nanoTime() + settings.window().toNanos();
            while (!stopped && batch.size() < settings.batchSize() && next.isEmpty()) {
                Duration wait = LONG_POLL;
                if (!batch.isEmpty()) {
                    long nanos = end - System.nanoTime();
                    if (nanos <= 0) {
                        return;
                    }
                    // SQS waits for whole seconds.
                    wait = Duration.ofSeconds(Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1)));
                }
                List<QueuedMessage> received = queue.receive(settings.batchSize() - batch.size(), wait);
                if (batch.isEmpty()) {
                    end = System.nanoTime() + settings.window().toNanos();
                }
                received.forEach(this::add);
                if (settings.window().isZero() && !batch.isEmpty()) {
                    return;
                }
            }
        }

        /** Adds a message to the batch; when the event would be too large, to the next one. */
        private void add(QueuedMessage message) {
            int size = record(message).toString().getBytes(StandardCharsets.UTF_8).length + 1;
            if (!next.isEmpty() || (!batch.isEmpty() && bytes + size > LARGEST_EVENT - 1024)) {
                next.add(message);
            } else {
                batch.add(message);
                bytes += size;
            }
        }
    }

    private void invoke(List<QueuedMessage> batch) throws InterruptedException {
        String requestId = UUID.randomUUID().toString();
        listener.accept(new BatchState.BatchStarted(requestId, batch));
        List<QueuedMessage> failed = switch (function.invoke(requestId, event(batch))) {
            case Returned returned -> failures(batch, returned.payload());
            case FunctionError _ -> batch;
        };
        List<QueuedMessage> finished =
                batch.stream().filter(message -> !failed.contains(message)).toList();
        queue.delete(finished);
        queue.release(failed, settings.retryAfter());
        listener.accept(new BatchState.Ended(requestId, finished, failed));
    }

    /** What the function did not finish: by Lambda's rules, everything if its answer is not understood. */
    private List<QueuedMessage> failures(List<QueuedMessage> batch, String answer) {
        if (!settings.reportsFailures()) {
            return List.of();
        }
        JsonNode failures;
        try {
            failures = JSON.readTree(answer).path("batchItemFailures");
        } catch (JsonProcessingException e) {
            return batch;
        }
        List<String> ids = failures.valueStream()
                .map(failure -> failure.path("itemIdentifier").asText())
                .toList();
        List<QueuedMessage> failed =
                batch.stream().filter(message -> ids.contains(message.id())).toList();
        boolean namesOthers = !batch.stream()
                .map(QueuedMessage::id)
                .collect(Collectors.toSet())
                .containsAll(ids);
        return namesOthers ? batch : failed;
    }

    private String event(List<QueuedMessage> batch) {
        ObjectNode event = JSON.createObjectNode();
        var records = event.putArray("Records");
        batch.forEach(message -> records.add(record(message)));
        return event.toString();
    }

    private ObjectNode record(QueuedMessage message) {
        ObjectNode json = JSON.createObjectNode()
                .put("messageId", message.id())
                .put("receiptHandle", message.receiptHandle())
                .put("body", message.body());
        ObjectNode attributes = json.putObject("attributes");
        message.attributes().forEach(attributes::put);
        ObjectNode messageAttributes = json.putObject("messageAttributes");
        message.messageAttributes().properties().forEach(attribute -> {
            ObjectNode value = messageAttributes.putObject(attribute.getKey());
            attribute.getValue().optional("StringValue").ifPresent(text -> value.set("stringValue", text));
            attribute.getValue().optional("BinaryValue").ifPresent(binary -> value.set("binaryValue", binary));
            value.put("dataType", attribute.getValue().path("DataType").asText());
        });
        return json.put("md5OfBody", message.md5OfBody())
                .put("eventSource", "aws:sqs")
                .put("eventSourceARN", queue.arn())
                .put("awsRegion", FunctionConfiguration.REGION);
    }

    /** Begins no invocation any more. What was gathered goes back to the queue. */
    public void stop() {
        stopped = true;
    }

    /** Stops, and waits for the invocations under way. */
    public void drain() {
        stop();
        pollers.close();
    }

    /** Stops at once; messages of invocations under way come again. */
    @Override
    public void close() {
        stopped = true;
        pollers.shutdownNow();
        pollers.close();
    }
}
