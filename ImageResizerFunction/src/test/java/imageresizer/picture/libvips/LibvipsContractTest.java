package imageresizer.picture.libvips;

import imageresizer.picture.Engine;
import imageresizer.picture.EngineContractTest;
import imageresizer.picture.RenderOptions;

/** What every engine must do, done by libvips. */
class LibvipsContractTest extends EngineContractTest {

    @Override
    protected Engine engine(RenderOptions options) {
        return new LibvipsEngine(NativeLibvips.get(), options);
    }
}
