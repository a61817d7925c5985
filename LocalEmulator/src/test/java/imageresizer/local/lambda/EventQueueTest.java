package imageresizer.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.local.lambda.DeadLetter.Condition;
import imageresizer.local.lambda.EventState.DeadLettered;
import imageresizer.local.lambda.EventState.Failed;
import imageresizer.local.lambda.EventState.Queued;
import imageresizer.local.lambda.EventState.Started;
import imageresizer.local.lambda.EventState.Succeeded;
import imageresizer.local.lambda.handler.ObedientHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventQueueTest {
    private static final Duration SOON = Duration.ofMinutes(4);
    private static final EventInvokeConfig TWICE_MORE =
            new EventInvokeConfig(2, Duration.ofHours(6), Duration.ofMillis(10));

    private LambdaFunction function;

    @BeforeAll
    void start(@TempDir Path folder) {
        // One environment, because one of the handler's actions counts its attempts in memory.
        function = new LambdaFunction(TestFunction.of(ObedientHandler.class), 1, folder, (stream, line) -> {});
    }

    @AfterAll
    void close() {
        function.close();
    }

    @Test
    void an_event_that_succeeds_is_attempted_once() throws Exception {
        List<EventState> states = new CopyOnWriteArrayList<>();
        try (EventQueue queue = new EventQueue(function, TWICE_MORE, _ -> {}, states::add)) {
            QueuedEvent event = queue.send("{\"do\":\"echo\",\"text\":\"done\"}");

            assertThat(queue.awaitIdle(SOON)).isTrue();
            assertThat(states).extracting(EventState::event).containsOnly(event);
            assertThat(states).hasSize(3);
            assertThat(states.get(0)).isInstanceOf(Queued.class);
            assertThat(states.get(1)).isEqualTo(new Started(event, 1));
            Succeeded succeeded = (Succeeded) states.get(2);
            assertThat(succeeded.attempt()).isEqualTo(1);
            assertThat(succeeded.result().payload()).isEqualTo("\"done\"");
        }
    }

    @Test
    void a_retry_has_the_request_id_of_the_first_attempt() throws Exception {
        List<EventState> states = new CopyOnWriteArrayList<>();
        List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();
        try (EventQueue queue = new EventQueue(function, TWICE_MORE, deadLetters::add, states::add)) {
            // The handler counts the attempts that have one request id.
            QueuedEvent event = queue.send("{\"do\":\"fail twice\"}");

            assertThat(queue.awaitIdle(SOON)).isTrue();
            assertThat(states).hasSize(7);
            assertThat(states.get(2)).isInstanceOfSatisfying(Failed.class, failed -> {
                assertThat(failed.error().errorMessage()).isEqualTo("attempt 1");
                assertThat(failed.error().requestId()).isEqualTo(event.requestId());
                assertThat(failed.retryDelay()).isEqualTo(Duration.ofMillis(10));
            });
            assertThat(states.get(4))
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed -> assertThat(failed.retryDelay()).isEqualTo(Duration.ofMillis(20)));
            assertThat(states.getLast())
                    .isInstanceOfSatisfying(
                            Succeeded.class,
                            succeeded -> assertThat(succeeded.attempt()).isEqualTo(3));
            assertThat(deadLetters).isEmpty();
        }
    }

    @Test
    void an_event_that_fails_three_times_becomes_a_dead_letter_with_the_last_error() throws Exception {
        List<EventState> states = new CopyOnWriteArrayList<>();
        List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();
        try (EventQueue queue = new EventQueue(function, TWICE_MORE, deadLetters::add, states::add)) {
            QueuedEvent event = queue.send("{\"do\":\"throw\",\"text\":\"no topic\"}");

            assertThat(queue.awaitIdle(SOON)).isTrue();
            DeadLetter letter = deadLetters.getFirst();
            assertThat(states.getLast()).isEqualTo(new DeadLettered(event, letter));
            Failed last = (Failed) states.get(states.size() - 2);
            assertThat(letter.event().payload()).isEqualTo("{\"do\":\"throw\",\"text\":\"no topic\"}");
            assertThat(letter.condition()).isEqualTo(Condition.RETRIES_EXHAUSTED);
            assertThat(letter.approximateInvokeCount()).isEqualTo(3);
            assertThat(letter.lastError()).isEqualTo(last.error());
            assertThat(last.retryDelay()).isNull();
        }
    }

    @Test
    void an_event_that_is_too_old_is_not_attempted_again() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        InstantSource clock = now::get;
        Consumer<EventState> aMinutePassesAfterAFailure = state -> {
            if (state instanceof Failed) {
                now.updateAndGet(time -> time.plusSeconds(61));
            }
        };
        List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();
        EventInvokeConfig oneMinute = new EventInvokeConfig(2, Duration.ofMinutes(1), Duration.ZERO);
        try (EventQueue queue = new EventQueue(
                function, oneMinute, deadLetters::add, aMinutePassesAfterAFailure, DeliveryPlan.ONCE, clock)) {
            queue.send("{\"do\":\"throw\",\"text\":\"slow\"}");

            assertThat(queue.awaitIdle(SOON)).isTrue();
            DeadLetter letter = deadLetters.getFirst();
            assertThat(letter.condition()).isEqualTo(Condition.EVENT_AGE_EXCEEDED);
            assertThat(letter.approximateInvokeCount()).isEqualTo(1);
        }
    }

    @Test
    void closing_drops_what_waits() throws Exception {
        List<EventState> states = new CopyOnWriteArrayList<>();
        CountDownLatch failed = new CountDownLatch(1);
        EventInvokeConfig patient = new EventInvokeConfig(2, Duration.ofHours(6), Duration.ofHours(1));
        EventQueue queue = new EventQueue(function, patient, _ -> {}, state -> {
            states.add(state);
            if (state instanceof Failed) {
                failed.countDown();
            }
        });
        try (queue) {
            queue.send("{\"do\":\"throw\",\"text\":\"wait\"}");
            failed.await();
            assertThat(queue.awaitIdle(Duration.ZERO)).isFalse();
        }
        assertThat(queue.awaitIdle(SOON)).isTrue();
        assertThat(states).noneMatch(state -> state instanceof DeadLettered || state instanceof Succeeded);
    }

    @Test
    void events_that_find_no_environment_free_wait_without_an_attempt() throws Exception {
        List<EventState> states = new CopyOnWriteArrayList<>();
        List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();
        EventInvokeConfig once = new EventInvokeConfig(0, Duration.ofHours(6), Duration.ZERO);
        try (EventQueue queue = new EventQueue(function, once, deadLetters::add, states::add)) {
            for (int i = 0; i < 20; i++) {
                queue.send("{\"do\":\"echo\",\"text\":\"one at a time\"}");
            }

            assertThat(queue.awaitIdle(SOON)).isTrue();
            assertThat(states).filteredOn(Started.class::isInstance).hasSize(20);
            assertThat(states).noneMatch(Failed.class::isInstance);
            assertThat(deadLetters).isEmpty();
        }
    }

    @Test
    void an_environment_that_ends_itself_fails_its_event_and_the_retry_gets_another_one() throws Exception {
        List<EventState> states = new CopyOnWriteArrayList<>();
        try (EventQueue queue = new EventQueue(function, TWICE_MORE, _ -> {}, states::add)) {
            queue.send("{\"do\":\"exit\",\"status\":3}");
            queue.send("{\"do\":\"halt\",\"status\":4}");
            queue.send("{\"do\":\"echo\",\"text\":\"alive\"}");

            assertThat(queue.awaitIdle(SOON)).isTrue();
            assertThat(states)
                    .filteredOn(Failed.class::isInstance)
                    .hasSize(6)
                    .allSatisfy(state -> assertThat(((Failed) state).error())
                            .satisfies(error -> assertThat(error.errorType()).isEqualTo("Runtime.ExitError"))
                            .satisfies(error -> assertThat(error.errorMessage())
                                    .containsPattern("Runtime exited with error: exit status [34]$")));
            assertThat(states).filteredOn(DeadLettered.class::isInstance).hasSize(2);
            assertThat(states).filteredOn(Succeeded.class::isInstance).hasSize(1);
        }
    }
}
