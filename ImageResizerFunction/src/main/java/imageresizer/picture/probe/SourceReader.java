package imageresizer.picture.probe;

import static java.util.Objects.requireNonNull;

import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.probe.PictureProbe.Finding;
import java.io.IOException;
import java.io.InputStream;

/** Reads a picture from a stream, the header first: of a file that is refused, no more is read than shows why. */
public final class SourceReader {

    private static final int FIRST_READ = 64 * 1024;

    private final PictureProbe probe;
    private final MemoryBudget memory;

    /** Reads what this function's memory has room for. */
    public SourceReader(PictureProbe probe) {
        this(probe, MemoryBudget.ofThisFunction());
    }

    SourceReader(PictureProbe probe, MemoryBudget memory) {
        this.probe = requireNonNull(probe);
        this.memory = requireNonNull(memory);
    }

    /**
     * A picture whose header is known, and of which no more has been read than that took. Not thread-safe. It holds
     * memory for the whole file until it is closed, or the file that {@link #rest} returns is.
     */
    public static final class Opened implements AutoCloseable {

        private final InputStream stream;
        private final PictureFile file;
        private final PictureHeader header;

        private Opened(InputStream stream, PictureFile file, PictureHeader header) {
            this.stream = stream;
            this.file = file;
            this.header = header;
        }

        public PictureHeader header() {
            return header;
        }

        /**
         * Begins to read the rest; to be called once.
         *
         * @param breakOff makes the stream end at once, for a file that is closed before all of it has arrived
         * @return the whole file, to be closed
         */
        public PictureFile rest(Runnable breakOff) {
            file.readOn(stream, breakOff);
            return file;
        }

        /** Frees the memory; for who doesn't need the rest, and of no harm after the file was closed. */
        @Override
        public void close() {
            file.close();
        }
    }

    /**
     * Reads the header of a picture.
     *
     * @param totalBytes how many the stream has
     * @throws RejectedPictureException if the picture can't be used
     * @throws IOException if the stream ends early or can't be read
     */
    public Opened open(InputStream stream, long totalBytes) throws IOException, RejectedPictureException {
        probe.checkBytes(totalBytes);
        memory.requireForFile(totalBytes);
        PictureFile file = new PictureFile(totalBytes);
        boolean isOpen = false;
        try {
            PictureHeader header = header(file, stream);
            file.setHeader(header);
            isOpen = true;
            return new Opened(stream, file, header);
        } finally {
            if (!isOpen) {
                file.close();
            }
        }
    }

    private PictureHeader header(PictureFile file, InputStream stream) throws IOException, RejectedPictureException {
        long needed = Math.min(FIRST_READ, file.size());
        while (true) {
            file.readUpTo(needed, stream);
            switch (probe.probe(file.prefix())) {
                case Finding.Known(PictureHeader header) -> {
                    return header;
                }
                // Asking byte by byte would take forever where little by little more is needed.
                case Finding.NeedsMore(long more) -> needed = Math.min(file.size(), Math.max(more, 2 * needed));
            }
        }
    }
}
