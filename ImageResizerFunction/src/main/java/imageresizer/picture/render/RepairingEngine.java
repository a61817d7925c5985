package imageresizer.picture.render;

import static java.util.Objects.requireNonNull;

import imageresizer.picture.PictureFormat;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.probe.MemoryBudget;
import imageresizer.picture.probe.PictureFile;
import imageresizer.picture.probe.PictureHeader;
import java.io.EOFException;
import java.util.List;

/**
 * Renders a JPEG file by another engine, after {@link JpegRepair}. It comes behind that engine in the chain, for files
 * that it refuses as they are; the manifest names that engine. As thread-safe as that engine.
 */
public final class RepairingEngine implements Engine {

    private final Engine engine;
    private final MemoryBudget memory;

    public RepairingEngine(Engine engine) {
        this.engine = requireNonNull(engine);
        this.memory = MemoryBudget.ofThisFunction();
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public boolean reads(PictureFormat format) {
        return format == PictureFormat.JPEG;
    }

    @Override
    public boolean writes(PictureFormat format) {
        return engine.writes(format);
    }

    @Override
    public List<Rendition> render(PictureFile source, List<RenditionSpec> specs) throws RejectedPictureException {
        PictureHeader header = source.header();
        // The file in the heap, the repaired one there and outside of it.
        memory.require(2 * source.size(), source.size(), header);
        JpegRepair repair = JpegRepair.of(source.toArray(), header.storedSize());
        if (repair.isLossless() && repair.isCut()) {
            // With an end, what is missing would be black, and libjpeg would not complain.
            throw RejectedPictureException.damaged(PictureFormat.JPEG, new EOFException("no end of image"));
        }
        try (PictureFile repaired = PictureFile.of(repair.repaired())) {
            return engine.render(repaired, specs);
        }
    }
}
