package imageresizer.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.local.lambda.EventSourceMapping.MappingSettings;
import imageresizer.local.lambda.handler.BatchHandler;
import imageresizer.local.sqs.LocalQueue;
import imageresizer.local.sqs.LocalSqs;
import imageresizer.local.sqs.QueuedMessage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real queue and a handler in a JVM of its own. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventSourceMappingTest {
    private static final MappingSettings TEN = new MappingSettings(10, Duration.ofSeconds(1), 2, true, Duration.ZERO);

    private LambdaFunction function;
    private LocalSqs sqs;
    private LocalQueue letters;
    private LocalQueue queue;
    private final BlockingQueue<BatchState.Ended> ended = new LinkedBlockingQueue<>();

    @BeforeAll
    void start(@TempDir Path folder) throws InterruptedException {
        sqs = LocalSqs.start(URI.create("http://127.0.0.1:1"), "us-east-1", "000000000000");
        letters = sqs.createQueue("letters", Map.of());
        function = new LambdaFunction(TestFunction.of(BatchHandler.class), 2, folder, (stream, line) -> {});
    }

    @AfterAll
    void close() {
        function.close();
        sqs.close();
    }

    @BeforeEach
    void createQueue() throws InterruptedException {
        ended.clear();
        queue = sqs.createQueue(
                "q" + UUID.randomUUID(),
                Map.of(
                        "VisibilityTimeout",
                        "190",
                        "RedrivePolicy",
                        "{\"deadLetterTargetArn\":\"" + letters.arn() + "\",\"maxReceiveCount\":3}"));
    }

    @Test
    void messagesThatComeWithinTheWindowAreOneBatch() throws InterruptedException {
        send("one", "two", "three");
        // The window is longer than anything that delays a test; the batch ends because it is full.
        MappingSettings three = new MappingSettings(3, Duration.ofMinutes(5), 1, true, Duration.ZERO);
        try (EventSourceMapping _ = mapping(three)) {
            BatchState.Ended batch = next();
            assertThat(batch.failed()).isEmpty();
            assertThat(bodies(batch.finished())).containsExactlyInAnyOrder("one", "two", "three");
            assertThat(queue.counts()).isEqualTo(new LocalQueue.Counts(0, 0));
        }
    }

    @Test
    void aBatchThatIsNotFullGoesWhenItsWindowEnds() throws InterruptedException {
        send("alone");
        try (EventSourceMapping _ = mapping(TEN)) {
            assertThat(bodies(next().finished())).containsExactly("alone");
        }
    }

    @Test
    void aBurstIsSpreadOverFullBatchesAndEachMessageIsHandledOnce() throws InterruptedException {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 45; i++) {
            sent.add("picture " + UUID.randomUUID());
        }
        send(sent.toArray(String[]::new));
        List<String> handled = new ArrayList<>();
        try (EventSourceMapping _ = mapping(new MappingSettings(20, Duration.ofSeconds(1), 2, true, Duration.ZERO))) {
            while (handled.size() < sent.size()) {
                List<QueuedMessage> batch = next().finished();
                assertThat(batch.size()).isLessThanOrEqualTo(20);
                handled.addAll(bodies(batch));
            }
        }
        assertThat(handled).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void onlyWhatTheFunctionNamesComesAgain() throws InterruptedException {
        send("fine", "fail 1");
        try (EventSourceMapping _ = mapping(new MappingSettings(2, Duration.ofSeconds(5), 1, true, Duration.ZERO))) {
            BatchState.Ended first = next();
            assertThat(bodies(first.finished())).containsExactly("fine");
            assertThat(bodies(first.failed())).containsExactly("fail 1");

            BatchState.Ended second = next();
            assertThat(bodies(second.finished())).containsExactly("fail 1");
            assertThat(second.finished().getFirst().receiveCount()).isEqualTo(2);
            assertThat(second.requestId()).isNotEqualTo(first.requestId());
        }
    }

    /** By Lambda's rules, an answer that names a message of another batch is no answer at all. */
    @ParameterizedTest
    @ValueSource(strings = {"throw 1", "foreign 1"})
    void aBatchThatFailsComesAgainAsAWhole(String trouble) throws InterruptedException {
        send("fine", trouble);
        try (EventSourceMapping _ = mapping(new MappingSettings(2, Duration.ofSeconds(5), 1, true, Duration.ZERO))) {
            assertThat(bodies(next().failed())).containsExactlyInAnyOrder("fine", trouble);

            List<String> finished = new ArrayList<>();
            while (finished.size() < 2) {
                finished.addAll(bodies(next().finished()));
            }
            assertThat(finished).containsExactlyInAnyOrder("fine", trouble);
        }
    }

    @Test
    void aMessageThatAlwaysFailsGoesToTheDeadLettersAndLeavesNothing() throws InterruptedException {
        send("throw 99");
        try (EventSourceMapping _ = mapping(new MappingSettings(10, Duration.ZERO, 1, true, Duration.ZERO))) {
            for (int receipt = 1; receipt <= 3; receipt++) {
                assertThat(next().failed().getFirst().receiveCount()).isEqualTo(receipt);
            }
            List<QueuedMessage> dead = List.of();
            while (dead.isEmpty()) { // A message that ElasticMQ moves does not wake who waits for it.
                dead = letters.receive(10, Duration.ofSeconds(1));
            }
            assertThat(bodies(dead)).containsExactly("throw 99");
            letters.delete(dead);
            while (!queue.counts().equals(new LocalQueue.Counts(0, 0))) { // It is moved, and then removed.
                Thread.sleep(10);
            }
        }
    }

    /** 30 messages of 240 KB are more than the 6 MB that Lambda hands to a function. */
    @Test
    void aBatchEndsBeforeItsEventWouldBeTooLarge() throws InterruptedException {
        String large = "ü".repeat(120 * 1024);
        for (int i = 0; i < 30; i++) {
            send(large);
        }
        int handled = 0;
        try (EventSourceMapping _ = mapping(new MappingSettings(1000, Duration.ofSeconds(5), 1, true, Duration.ZERO))) {
            while (handled < 30) {
                BatchState.Ended batch = next();
                assertThat(batch.failed()).isEmpty();
                assertThat(batch.finished().size() * 240L * 1024).isLessThan(EventSourceMapping.LARGEST_EVENT);
                handled += batch.finished().size();
            }
        }
        assertThat(handled).isEqualTo(30);
    }

    @Test
    void whatWasGatheredGoesBackToTheQueueWhenPollingStops() throws InterruptedException {
        send("waiting");
        MappingSettings patient = new MappingSettings(10, Duration.ofMinutes(5), 1, true, Duration.ZERO);
        try (EventSourceMapping mapping = mapping(patient)) {
            while (queue.counts().hidden() == 0) {
                Thread.onSpinWait();
            }
            mapping.stop();
            send("wakes the poller");
            mapping.drain();
        }
        assertThat(queue.counts()).isEqualTo(new LocalQueue.Counts(2, 0));
        assertThat(ended).isEmpty();
    }

    private EventSourceMapping mapping(MappingSettings settings) {
        return new EventSourceMapping(function, queue, settings, state -> {
            if (state instanceof BatchState.Ended batch) {
                ended.add(batch);
            }
        });
    }

    private void send(String... bodies) throws InterruptedException {
        for (String body : bodies) {
            queue.send(body, Map.of());
        }
    }

    private BatchState.Ended next() throws InterruptedException {
        BatchState.Ended batch = ended.poll(60, TimeUnit.SECONDS);
        assertThat(batch).as("a batch within a minute").isNotNull();
        return batch;
    }

    private static List<String> bodies(List<QueuedMessage> messages) {
        return messages.stream().map(QueuedMessage::body).toList();
    }
}
