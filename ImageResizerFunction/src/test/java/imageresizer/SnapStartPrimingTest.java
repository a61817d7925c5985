package imageresizer;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.event.EventReader;
import imageresizer.event.EventRecord;
import imageresizer.event.S3Change;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.probe.PictureFile;
import imageresizer.picture.render.Engine;
import imageresizer.picture.render.EngineChain;
import imageresizer.picture.render.ForwardingEngine;
import imageresizer.picture.render.portable.ThumbnailatorEngine;
import imageresizer.settings.Settings;
import imageresizer.settings.SettingsTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapStartPrimingTest {

    private static final Context<Resource> CONTEXT = Core.getGlobalContext();

    @ParameterizedTest
    @ValueSource(strings = {"", "photos/,scans/"})
    void picturesGoTheirWholeWayWithoutARequestToAnybodyButOne(String includePrefixes) throws Exception {
        System.setProperty("aws.region", "us-east-1");
        System.setProperty("aws.accessKeyId", "any");
        System.setProperty("aws.secretAccessKey", "thing");
        System.setProperty("aws.endpointUrl", "http://127.0.0.1:1");
        Map<String, String> environment = new HashMap<>(SettingsTest.ENVIRONMENT);
        environment.put("INCLUDE_PREFIXES", includePrefixes);
        Settings settings = Settings.from(environment);
        Counting engine = new Counting(new ThumbnailatorEngine(settings.options()));

        Set<Thread> before = liveThreads();

        // A clock of the test's own, on which each picture takes a second.
        InstantSource clock = () -> Instant.EPOCH.plusSeconds(engine.rendered.get());
        new SnapStartPriming(settings, new EngineChain(List.of(engine)), clock).beforeCheckpoint(CONTEXT);

        assertThat(engine.rendered).hasValue((int) SnapStartPriming.LONGEST.toSeconds());
        assertThat(liveThreads())
                .as("threads of uploads, which the snapshot would keep")
                .filteredOn(thread -> thread.getName().equals("upload"))
                .isSubsetOf(before);
    }

    @Test
    void bothFormsOfItsEventAreAboutTheSameUpload() throws Exception {
        Settings settings = Settings.from(SettingsTest.ENVIRONMENT);
        EventReader events = new EventReader();

        S3Change own = onlyChange(events, SnapStartPriming.event(settings, 7));

        assertThat(own).isInstanceOf(S3Change.ObjectCreated.class);
        assertThat(onlyChange(events, SnapStartPriming.busEvent(settings, 7))).isEqualTo(own);
    }

    private static S3Change onlyChange(EventReader events, byte[] event) throws IOException {
        List<EventRecord> records = events.read(new ByteArrayInputStream(event));
        assertThat(records).hasSize(1);
        return records.getFirst().change();
    }

    private static Set<Thread> liveThreads() {
        return Set.copyOf(Thread.getAllStackTraces().keySet());
    }

    private static final class Counting extends ForwardingEngine {

        private final AtomicInteger rendered = new AtomicInteger();

        Counting(Engine engine) {
            super(engine);
        }

        @Override
        public List<Rendition> render(PictureFile source, List<RenditionSpec> specs) throws RejectedPictureException {
            rendered.incrementAndGet();
            return engine.render(source, specs);
        }
    }
}
