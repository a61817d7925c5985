package imageresizer.picture.render.libvips;

import imageresizer.picture.RenderOptions;
import imageresizer.picture.render.Engine;
import imageresizer.picture.render.EngineContractTest;
import org.junit.jupiter.api.BeforeAll;

/** What every engine must do, done by libvips. */
class LibvipsContractTest extends EngineContractTest {

    @BeforeAll
    static void needsTheNativeLibrary() {
        NativeLibvips.get();
    }

    @Override
    protected Engine engine(RenderOptions options) {
        return new LibvipsEngine(NativeLibvips.get(), options);
    }
}
