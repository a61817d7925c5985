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

    /**
     * A picture whose header is known.
     *
     * @param bytes the whole file
     */
    public record Source(byte[] bytes, PictureHeader header) {

        public Source {
            requireNonNull(bytes);
            requireNonNull(header);
        }
    }

    /**
     * Reads a whole picture into one array.
     *
     * @param totalBytes how many the stream has
     * @throws UnusablePictureException if the picture can't be used; the rest of the stream is not read then
     * @throws IOException if the stream ends early or can't be read
     */
    public Source read(InputStream stream, long totalBytes) throws IOException, UnusablePictureException {
        byte[] bytes = new byte[0];
        long needed = Math.min(FIRST_READ, totalBytes);
        while (true) {
            bytes = readUpTo(needed, bytes, stream);
            switch (probe.probe(bytes, totalBytes)) {
                case Finding.Known(PictureHeader header) -> {
                    return new Source(readUpTo(totalBytes, bytes, stream), header);
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
