package imageresizer.picture;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A whole picture file, in native memory: a native engine reads it where it is, and the garbage collector never moves it.
 * Closing it frees the memory. Thread-safe.
 */
public final class PictureFile implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;

    private final Arena arena;
    private final MemorySegment content;

    private PictureFile(Arena arena, MemorySegment content) {
        this.arena = requireNonNull(arena);
        this.content = requireNonNull(content);
    }

    /** A copy of a file that is in the heap. */
    public static PictureFile of(byte[] content) {
        Arena arena = Arena.ofShared();
        return new PictureFile(arena, arena.allocateFrom(ValueLayout.JAVA_BYTE, content));
    }

    /**
     * Reads the rest of a file.
     *
     * @param begun what has been read already
     * @param bytes of the whole file
     * @throws IOException if the stream ends early or can't be read
     */
    static PictureFile read(byte[] begun, InputStream stream, long bytes) throws IOException {
        Arena arena = Arena.ofShared();
        boolean isRead = false;
        try {
            MemorySegment content = arena.allocate(bytes);
            MemorySegment.copy(begun, 0, content, ValueLayout.JAVA_BYTE, 0, begun.length);
            byte[] chunk = new byte[(int) Math.min(CHUNK, bytes - begun.length)];
            for (long at = begun.length; at < bytes; ) {
                int read = stream.read(chunk, 0, (int) Math.min(chunk.length, bytes - at));
                if (read < 0) {
                    throw new EOFException("the stream ended after " + at + " bytes");
                }
                MemorySegment.copy(chunk, 0, content, ValueLayout.JAVA_BYTE, at, read);
                at += read;
            }
            isRead = true;
            return new PictureFile(arena, content);
        } finally {
            if (!isRead) {
                arena.close();
            }
        }
    }

    /** The file, as long as this is open; not to be written to. */
    public MemorySegment content() {
        return content;
    }

    /** A copy of the first bytes, as many as there are of them. */
    public byte[] start(int bytes) {
        return content.asSlice(0, Math.min(bytes, content.byteSize())).toArray(ValueLayout.JAVA_BYTE);
    }

    /** A copy of all of it. */
    public byte[] toArray() {
        return content.toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public void close() {
        arena.close();
    }
}
