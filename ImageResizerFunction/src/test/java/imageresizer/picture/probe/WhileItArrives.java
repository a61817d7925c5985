package imageresizer.picture.probe;

import imageresizer.picture.PictureFormat;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.render.Engine;
import imageresizer.picture.render.ForwardingEngine;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** An engine that is given each file as a slow connection would deliver it. */
public final class WhileItArrives extends ForwardingEngine {

    private static final int FIRST = PictureFormat.SIGNATURE;
    private static final int PIECE = 1000;
    private static final long PAUSE_NANOS = 100_000;

    public WhileItArrives(Engine engine) {
        super(engine);
    }

    @Override
    public List<Rendition> render(PictureFile source, List<RenditionSpec> specs) throws RejectedPictureException {
        byte[] file = source.toArray();
        byte[] begun = Arrays.copyOf(file, Math.min(FIRST, file.length));
        try (PictureFile arriving = PictureFile.arriving(begun, rest(file, begun.length), file.length, () -> {})) {
            return engine.render(arriving, specs);
        }
    }

    /** A file whose transfer breaks off when that many bytes of it have come. */
    public static PictureFile brokenAfter(int bytes, byte[] file) {
        byte[] begun = Arrays.copyOf(file, FIRST);
        return PictureFile.arriving(begun, rest(Arrays.copyOf(file, bytes), FIRST), file.length, () -> {});
    }

    /** What of a file comes after its first bytes, piece by piece. */
    private static InputStream rest(byte[] file, int begun) {
        return new ByteArrayInputStream(file, begun, file.length - begun) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                LockSupport.parkNanos(PAUSE_NANOS);
                return super.read(target, offset, Math.min(length, PIECE));
            }
        };
    }
}
