package imageresizer;

import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.render.Engine;
import imageresizer.picture.render.EngineChain;
import imageresizer.picture.render.RepairingEngine;
import imageresizer.picture.render.heif.Libheif;
import imageresizer.picture.render.heif.LibheifUnavailableException;
import imageresizer.picture.render.libvips.LibvipsEngine;
import imageresizer.picture.render.libvips.LibvipsUnavailableException;
import imageresizer.picture.render.portable.ThumbnailatorEngine;
import java.util.List;
import java.util.Optional;

/** What can resize pictures here. */
final class Engines {

    private Engines() {}

    /** The fast engine if this machine has its native library, and in any case the forgiving one. */
    static EngineChain ofThisMachine(RenderOptions options) {
        Engine forgiving = new ThumbnailatorEngine(options);
        try {
            LibvipsEngine alone = LibvipsEngine.load(System.getenv(), options);
            Engine fast = libheif().map(alone::with).orElse(alone);
            return new EngineChain(List.of(fast, new RepairingEngine(fast), forgiving));
        } catch (LibvipsUnavailableException e) {
            LambdaRuntime.getLogger()
                    .log(
                            "The fast engine is not there, so every picture takes longer: " + e.getMessage(),
                            LogLevel.WARN);
            return new EngineChain(List.of(forgiving));
        }
    }

    private static Optional<Libheif> libheif() {
        try {
            return Optional.of(Libheif.load(System.getenv()));
        } catch (LibheifUnavailableException e) {
            LambdaRuntime.getLogger().log("HEIC pictures will be rejected: " + e.getMessage(), LogLevel.WARN);
            return Optional.empty();
        }
    }
}
