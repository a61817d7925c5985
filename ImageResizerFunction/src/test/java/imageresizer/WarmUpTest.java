package imageresizer;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.picture.Engine;
import imageresizer.picture.Engines;
import imageresizer.picture.ForwardingEngine;
import imageresizer.picture.PictureFile;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.UnusablePictureException;
import imageresizer.picture.portable.ThumbnailatorEngine;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarmUpTest {

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

        // A clock of the test's own, on which each picture takes a second.
        InstantSource clock = () -> Instant.EPOCH.plusSeconds(engine.rendered.get());
        new WarmUp(settings, new Engines(List.of(engine)), clock).beforeCheckpoint(CONTEXT);

        assertThat(engine.rendered).hasValue((int) WarmUp.LONGEST.toSeconds());
    }

    private static final class Counting extends ForwardingEngine {

        private final AtomicInteger rendered = new AtomicInteger();

        Counting(Engine engine) {
            super(engine);
        }

        @Override
        public List<Rendition> render(PictureFile source, List<RenditionSpec> specs) throws UnusablePictureException {
            rendered.incrementAndGet();
            return engine.render(source, specs);
        }
    }
}
