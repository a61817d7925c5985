package imageresizer.picture;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A picture file in native memory, where a native engine reads it and the garbage collector never moves it. It may still
 * be on its way: whoever asks for bytes that have not arrived waits for them. Closing it frees the memory. Thread-safe.
 *
 * <p>What was read before {@link #content} or {@link #toArray} has returned is not known to be what was sent.
 */
public final class PictureFile implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment content;
    private final Runnable breakOff;
    private final Thread reader;

    /** Bytes; this and the rest are guarded by {@code this}. */
    private long arrived;

    private boolean isWhole;
    private @Nullable RuntimeException failure;

    private PictureFile(byte[] begun, InputStream stream, long bytes, Runnable breakOff) {
        this.breakOff = requireNonNull(breakOff);
        content = arena.allocate(bytes);
        MemorySegment.copy(begun, 0, content, ValueLayout.JAVA_BYTE, 0, begun.length);
        arrived = begun.length;
        reader = Thread.ofVirtual().name("picture file").unstarted(() -> readRest(stream));
    }

    /** A copy of a file that is in the heap. */
    public static PictureFile of(byte[] content) {
        PictureFile file = new PictureFile(content, InputStream.nullInputStream(), content.length, () -> {});
        file.readRest(InputStream.nullInputStream());
        return file;
    }

    /**
     * Begins to read the rest of a file, on a thread of its own.
     *
     * @param begun what has been read already
     * @param bytes of the whole file
     * @param breakOff makes the stream end at once, for a file that is closed before all of it has arrived
     */
    static PictureFile arriving(byte[] begun, InputStream stream, long bytes, Runnable breakOff) {
        PictureFile file = new PictureFile(begun, stream, bytes, breakOff);
        file.reader.start();
        return file;
    }

    private void readRest(InputStream stream) {
        try {
            byte[] chunk = new byte[(int) Math.min(CHUNK, content.byteSize() - arrived() + 1)];
            // To the very end of the stream: there, checksums are compared.
            for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
                arrived(chunk, read);
            }
            end();
        } catch (IOException e) {
            fail(new UncheckedIOException("The file did not arrive whole: " + e.getMessage(), e));
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void arrived(byte[] chunk, int bytes) throws IOException {
        long at = arrived();
        if (at + bytes > content.byteSize()) {
            throw new IOException("the stream is longer than " + content.byteSize() + " bytes");
        }
        MemorySegment.copy(chunk, 0, content, ValueLayout.JAVA_BYTE, at, bytes);
        synchronized (this) {
            arrived = at + bytes;
            notifyAll();
        }
    }

    private synchronized long arrived() {
        return arrived;
    }

    private synchronized void end() throws EOFException {
        if (arrived < content.byteSize()) {
            throw new EOFException("the stream ended after " + arrived + " bytes");
        }
        isWhole = true;
        notifyAll();
    }

    private synchronized void fail(RuntimeException why) {
        failure = why;
        notifyAll();
    }

    /** Whether all of it is there. */
    public synchronized boolean isWhole() {
        return isWhole;
    }

    /** Whether less is to be waited for than has arrived. */
    public boolean isMostlyThere() {
        return arrived() * 2 >= size();
    }

    /** Waits until something is so that is guarded by {@code this}. */
    private synchronized void await(BooleanSupplier isSo) {
        try {
            while (failure == null && !isSo.getAsBoolean()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("given up while waiting for the file"));
        }
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Waits for all of the file.
     *
     * @return the file, as long as this is open; not to be written to
     * @throws UncheckedIOException if it ends early or can't be read
     */
    public MemorySegment content() {
        await(this::isWhole);
        return content;
    }

    /** Its size in bytes, of which some may not have arrived. */
    public long size() {
        return content.byteSize();
    }

    /**
     * Copies what has arrived from a position on, after waiting for the first byte of it.
     *
     * @param target as many bytes at most as it has
     * @return the number of bytes, 0 at the end of the file
     * @throws UncheckedIOException if the file ends early or can't be read
     */
    public long read(long position, MemorySegment target) {
        if (position >= size() || target.byteSize() == 0) {
            return 0;
        }
        await(() -> arrived() > position);
        long bytes = Math.min(target.byteSize(), arrived() - position);
        MemorySegment.copy(content, position, target, 0, bytes);
        return bytes;
    }

    /**
     * A copy of the first bytes, as many as there are of them.
     *
     * @throws UncheckedIOException if the file ends early or can't be read
     */
    public byte[] start(int bytes) {
        long there = Math.min(bytes, size());
        await(() -> arrived() >= there);
        return content.asSlice(0, there).toArray(ValueLayout.JAVA_BYTE);
    }

    /**
     * A copy of all of it.
     *
     * @throws UncheckedIOException if the file ends early or can't be read
     */
    public byte[] toArray() {
        return content().toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public void close() {
        if (!isWhole()) {
            breakOff.run();
        }
        boolean isInterrupted = false;
        while (reader.isAlive()) {
            try {
                reader.join();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        arena.close();
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
