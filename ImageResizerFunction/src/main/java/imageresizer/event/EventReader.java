package imageresizer.event;

import com.amazonaws.services.lambda.runtime.events.S3Event;
import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what calls the function: an event of S3's own, or one that comes from S3 by way of EventBridge. Both are read as
 * Lambda's runtime reads them. For one thread at a time.
 */
public final class EventReader {

    private final PojoSerializer<S3Event> notifications = serializerOf(S3Event.class);
    private @Nullable PojoSerializer<ScheduledEvent> busEvents;

    private static <T> PojoSerializer<T> serializerOf(Class<T> type) {
        return LambdaEventSerializers.serializerFor(type, EventReader.class.getClassLoader());
    }

    /**
     * The records of an event, in their order; none if it is about no object.
     *
     * @throws IOException if the stream can't be read
     * @throws RuntimeException if it holds no JSON object
     */
    public List<EventRecord> read(InputStream event) throws IOException {
        byte[] json = event.readAllBytes();
        @Nullable S3Event notification = notifications.fromJson(new ByteArrayInputStream(json));
        if (notification != null && !notification.getRecords().isEmpty()) {
            return recordsOf(notification);
        }
        if (busEvents == null) {
            busEvents = serializerOf(ScheduledEvent.class);
        }
        @Nullable ScheduledEvent busEvent = busEvents.fromJson(new ByteArrayInputStream(json));
        return Stream.ofNullable(busEvent)
                .filter(received -> received.getDetail() != null)
                .<EventRecord>map(received -> () -> EventBridgeEvents.changeIn(received))
                .toList();
    }

    private static List<EventRecord> recordsOf(S3Event event) {
        return event.getRecords().stream()
                .<EventRecord>map(notification -> () -> S3Notifications.changeIn(notification))
                .toList();
    }
}
