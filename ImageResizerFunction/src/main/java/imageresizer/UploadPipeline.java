package imageresizer;

import static java.util.Objects.requireNonNull;

import imageresizer.Outcome.Rejected;
import imageresizer.Outcome.Resized;
import imageresizer.Outcome.Skipped;
import imageresizer.notification.Notification;
import imageresizer.notification.NotificationTopic;
import imageresizer.picture.Engine;
import imageresizer.picture.PictureHeader;
import imageresizer.picture.PictureProbe;
import imageresizer.picture.Rendition;
import imageresizer.picture.UnusablePictureException;
import imageresizer.storage.PictureStore;
import imageresizer.storage.StoredRendition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/** The way of one upload, from the event to the notification. */
final class UploadPipeline {

    private final Settings settings;
    private final PictureStore store;
    private final PictureProbe probe;
    private final Engine engine;
    private final NotificationTopic topic;

    UploadPipeline(Settings settings, PictureStore store, PictureProbe probe, Engine engine, NotificationTopic topic) {
        this.settings = requireNonNull(settings);
        this.store = requireNonNull(store);
        this.probe = requireNonNull(probe);
        this.engine = requireNonNull(engine);
        this.topic = requireNonNull(topic);
    }

    /**
     * Makes, stores and announces the renditions of an upload.
     *
     * @throws UnusablePictureException if the file can't be resized, ever; nothing is stored or announced then
     * @throws SdkException if S3 or SNS can't do their part now
     */
    Outcome resize(Upload upload) throws UnusablePictureException {
        long start = System.nanoTime();
        Optional<byte[]> fetched = store.fetch(upload);
        if (fetched.isEmpty()) {
            return new Skipped(upload, "the upload was removed before it could be resized");
        }
        byte[] source = fetched.get();
        PictureHeader header = probe.probe(source);
        List<Rendition> renditions = engine.render(source, settings.renditionsOf(header.format()));
        List<StoredRendition> stored = renditions.stream()
                .map(rendition -> store.store(upload, rendition))
                .toList();
        return announced(
                new Resized(upload, header, stored, engine.name(), Duration.ofNanos(System.nanoTime() - start)));
    }

    /**
     * Announces that an upload can't be resized.
     *
     * @throws SdkException if SNS can't take it now
     */
    Outcome reject(Upload upload, UnusablePictureException fault) {
        return announced(new Rejected(upload, fault.reason()));
    }

    private Outcome announced(Outcome outcome) {
        topic.publish(Notification.of(outcome));
        return outcome;
    }
}
