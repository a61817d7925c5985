package imageresizer;

import static java.util.Objects.requireNonNull;

import imageresizer.Outcome.Rejected;
import imageresizer.Outcome.Resized;
import imageresizer.Outcome.Skipped;
import imageresizer.notification.Notification;
import imageresizer.notification.NotificationTopic;
import imageresizer.picture.Engines;
import imageresizer.picture.Engines.Rendered;
import imageresizer.picture.PictureProbe;
import imageresizer.picture.SourceReader;
import imageresizer.picture.SourceReader.Source;
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
    private final SourceReader reader;
    private final Engines engines;
    private final NotificationTopic topic;

    UploadPipeline(Settings settings, PictureStore store, Engines engines, NotificationTopic topic) {
        this.settings = requireNonNull(settings);
        this.store = requireNonNull(store);
        this.reader = new SourceReader(new PictureProbe(settings.limits()));
        this.engines = requireNonNull(engines);
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
        if (!settings.concerns(upload.key())) {
            return new Skipped(upload, "the settings exclude uploads of this prefix");
        }
        Optional<Source> fetched = store.fetch(upload, reader);
        if (fetched.isEmpty()) {
            return new Skipped(upload, "the upload was removed before it could be resized");
        }
        Source source = fetched.get();
        Rendered rendered = engines.render(
                source.bytes(), settings.renditionsOf(source.header().format()));
        List<StoredRendition> stored = rendered.renditions().stream()
                .map(rendition -> store.store(upload, rendition))
                .toList();
        return announced(new Resized(
                upload, source.header(), stored, rendered.engine(), Duration.ofNanos(System.nanoTime() - start)));
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
