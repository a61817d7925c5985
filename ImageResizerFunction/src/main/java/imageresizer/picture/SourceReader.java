package imageresizer.picture;

import static java.util.Objects.requireNonNull;

import imageresizer.picture.PictureProbe.Finding;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads a picture from a stream, the header first: of a file that is refused, no more is read than shows why. */
public final class SourceReader {

    private static final int FIRST_READ = 64 * 1024;

    private final PictureProbe probe;

    public SourceReader(PictureProbe probe) {
        this.probe = requireNonNull(probe);
    }

    /** A picture whose header is known, and of which no more has been read than that took. Not thread-safe. */
    public static final class Opened {

        private final InputStream stream;
        private final long totalBytes;
        private final byte[] begun;
        private final PictureHeader header;

        private Opened(InputStream stream, long totalBytes, byte[] begun, PictureHeader header) {
            this.stream = stream;
            this.totalBytes = totalBytes;
            this.begun = begun;
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
            return PictureFile.arriving(begun, stream, totalBytes, breakOff);
        }
    }

    /**
     * Reads the header of a picture.
     *
     * @param totalBytes how many the stream has
     * @throws UnusablePictureException if the picture can't be used
     * @throws IOException if the stream ends early or can't be read
     */
    public Opened open(InputStream stream, long totalBytes) throws IOException, UnusablePictureException {
        byte[] bytes = new byte[0];
        long needed = Math.min(FIRST_READ, totalBytes);
        while (true) {
            bytes = readUpTo(needed, bytes, stream);
            switch (probe.probe(bytes, totalBytes)) {
                case Finding.Known(PictureHeader header) -> {
                    return new Opened(stream, totalBytes, bytes, header);
                }
                // Asking byte by byte would take forever where little by little more is needed.
                case Finding.NeedsMore(long more) -> needed = Math.min(totalBytes, Math.max(more, 2L * bytes.length));
            }
        }
    }

    private static byte[] readUpTo(long length, byte[] begun, InputStream stream) throws IOException {
        if (length == begun.length) {
            return begun;
        }
        byte[] bytes = Arrays.copyOf(begun, Math.toIntExact(length));
        int read = stream.readNBytes(bytes, begun.length, bytes.length - begun.length);
        if (begun.length + read < bytes.length) {
            throw new EOFException("the stream ended after " + (begun.length + read) + " bytes");
        }
        return bytes;
    }
}
