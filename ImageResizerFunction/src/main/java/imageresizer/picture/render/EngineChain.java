package imageresizer.picture.render;

import static java.util.Objects.requireNonNull;

import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.probe.PictureFile;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The engines of this function, in the order in which a picture is offered to them. */
public final class EngineChain {

    private final List<Engine> engines;

    /** @param engines at least one, the fastest first and the most forgiving last */
    public EngineChain(List<Engine> engines) {
        this.engines = List.copyOf(engines);
        if (engines.isEmpty()) {
            throw new IllegalArgumentException("at least one engine is needed");
        }
    }

    /** The engines' names, in their order, each once. */
    public String names() {
        return engines.stream().map(Engine::name).distinct().collect(Collectors.joining("+"));
    }

    /**
     * What came of a picture.
     *
     * @param engine the name of the engine that made the renditions
     */
    public record Rendered(String engine, List<Rendition> renditions) {

        public Rendered {
            requireNonNull(engine);
            renditions = List.copyOf(renditions);
        }

        /** Two specs that differ in a format which the engine doesn't write have become the same rendition. */
        private static Rendered withoutTwins(String engine, List<Rendition> renditions) {
            Set<List<Object>> seen = new HashSet<>();
            return new Rendered(
                    engine,
                    renditions.stream()
                            .filter(rendition -> seen.add(List.of(
                                    rendition.spec().name(), rendition.spec().format())))
                            .toList());
        }
    }

    /**
     * Lets the first engine that can do it make all renditions.
     *
     * @param source the whole file
     * @throws RejectedPictureException if no engine can; the reason is that of the last one that reads the format, or of the
     *     first that lacks memory, and what the others said is suppressed
     */
    public Rendered render(PictureFile source, List<RenditionSpec> specs) throws RejectedPictureException {
        RejectedPictureException refusal = null;
        for (Engine engine : engines) {
            if (refusal != null && !engine.reads(source.header().format())) {
                continue; // What it has to say is not about this picture.
            }
            try {
                return Rendered.withoutTwins(engine.name(), engine.render(source, specs));
            } catch (RejectedPictureException e) {
                if (refusal != null && refusal != e) {
                    e.addSuppressed(refusal);
                }
                refusal = e;
                if (e.isForMemory()) {
                    // The engines are in order: the others take more memory, or minutes.
                    break;
                }
            }
        }
        throw requireNonNull(refusal);
    }
}
