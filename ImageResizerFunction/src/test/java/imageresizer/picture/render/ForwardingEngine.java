package imageresizer.picture.render;

import static java.util.Objects.requireNonNull;

import imageresizer.picture.PictureFormat;

/** An engine that does what another does, for tests that change or watch its rendering. */
public abstract class ForwardingEngine implements Engine {

    protected final Engine engine;

    protected ForwardingEngine(Engine engine) {
        this.engine = requireNonNull(engine);
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public boolean reads(PictureFormat format) {
        return engine.reads(format);
    }

    @Override
    public boolean writes(PictureFormat format) {
        return engine.writes(format);
    }
}
