package imageresizer.picture.probe;

import imageresizer.picture.Limits;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.probe.PictureProbe.Finding;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A picture file in native memory, where a native engine reads it and the garbage collector never moves it. It may still
 * be on its way: a reader of bytes that have not arrived waits for them. Closing it frees the memory. Thread-safe.
 *
 * <p>What was read before {@link #content} or {@link #toArray} has returned is not known to be what was sent. A JPEG file
 * whose scans turn out to be too much work is refused from the byte on that shows it.
 */
public final class PictureFile implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;

    /** Of a file that is left to the garbage collector, because freeing it at once takes longer than decoding it. */
    private static final int SMALL = 64 * 1024;

    private static final PictureProbe PROBE =
            new PictureProbe(new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE));

    /** Null for a small file. */
    private final @Nullable Arena arena;

    private final MemorySegment content;

    /** Used by one thread at a time, as the chunk is: by who reads the header, and then by the reader of the rest. */
    private final JpegScans scans = new JpegScans();

    private final byte[] chunk;

    /** Guarded by {@code this}, as is all that follows. */
    private @Nullable Thread reader;

    private Runnable breakOff = () -> {};

    /** In bytes. */
    private long arrived;

    private boolean isWhole;
    private @Nullable RuntimeException failure;
    private @Nullable RejectedPictureException refusal;
    private @Nullable PictureHeader header;

    /**
     * A file of which nothing has arrived.
     *
     * @param bytes of the whole file
     */
    PictureFile(long bytes) {
        arena = bytes <= SMALL ? null : Arena.ofShared();
        content = (arena == null ? Arena.ofAuto() : arena).allocate(bytes);
        chunk = new byte[(int) Math.min(CHUNK, bytes + 1)];
    }

    /** A copy of a file that is in the heap. */
    public static PictureFile of(byte[] content) {
        PictureFile file = new PictureFile(content.length);
        file.readRest(new ByteArrayInputStream(content));
        return file;
    }

    /**
     * A file that arrives, on a thread of its own.
     *
     * @param begun what has arrived already
     * @param stream what is still to come
     * @param bytes of the whole file
     * @param breakOff makes the stream end at once, for a file that is closed before all of it has arrived
     */
    static PictureFile arriving(byte[] begun, InputStream stream, long bytes, Runnable breakOff) {
        PictureFile file = new PictureFile(bytes);
        file.readOn(new SequenceInputStream(new ByteArrayInputStream(begun), stream), breakOff);
        file.await(() -> file.arrived >= begun.length);
        return file;
    }

    /**
     * Reads what is missing of the first bytes, on this thread.
     *
     * @throws IOException if the stream ends early or can't be read
     * @throws RejectedPictureException if these bytes show that the file can't be used
     */
    void readUpTo(long bytes, InputStream stream) throws IOException, RejectedPictureException {
        while (arrived() < bytes) {
            int read = stream.read(chunk, 0, (int) Math.min(chunk.length, bytes - arrived()));
            if (read < 0) {
                throw new EOFException("the stream ended after " + arrived() + " bytes");
            }
            take(read);
        }
    }

    /** Begins to read the rest, on a thread of its own; to be called once. */
    void readOn(InputStream stream, Runnable howToBreakOff) {
        Thread thread = Thread.ofVirtual().name("picture file").unstarted(() -> readRest(stream));
        synchronized (this) {
            breakOff = howToBreakOff;
            reader = thread;
        }
        thread.start();
    }

    private void readRest(InputStream stream) {
        try {
            // To the very end of the stream: there, checksums are compared.
            for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
                take(read);
            }
            end();
        } catch (IOException e) {
            fail(new UncheckedIOException("The file did not arrive whole: " + e.getMessage(), e));
        } catch (RuntimeException e) {
            fail(e);
        } catch (RejectedPictureException e) {
            refuse(e);
        }
    }

    /** Takes bytes out of the chunk. */
    private void take(int bytes) throws IOException, RejectedPictureException {
        long at = arrived();
        if (at + bytes > content.byteSize()) {
            throw new IOException("the stream is longer than " + content.byteSize() + " bytes");
        }
        MemorySegment.copy(chunk, 0, content, ValueLayout.JAVA_BYTE, at, bytes);
        // Before anybody can see them.
        scans.add(chunk, bytes);
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

    private synchronized void refuse(RejectedPictureException why) {
        refusal = why;
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

    /** Waits until something is so that is guarded by {@code this}, or never will be. */
    private synchronized void await(BooleanSupplier isSo) {
        try {
            while (failure == null && refusal == null && !isSo.getAsBoolean()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("given up while waiting for the file"));
        }
    }

    private synchronized void require(BooleanSupplier isSo) throws RejectedPictureException {
        await(isSo);
        if (failure != null) {
            throw failure;
        }
        if (refusal != null) {
            throw refusal;
        }
    }

    /**
     * Waits for all of the file.
     *
     * @return the file, as long as this is open; not to be written to
     * @throws UncheckedIOException if it ends early or can't be read
     * @throws RejectedPictureException if what has arrived shows that it can't be used
     */
    public MemorySegment content() throws RejectedPictureException {
        require(this::isWhole);
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
     * @throws RejectedPictureException if what has arrived shows that it can't be used
     */
    public long read(long position, MemorySegment target) throws RejectedPictureException {
        if (position >= size() || target.byteSize() == 0) {
            return 0;
        }
        require(() -> arrived > position);
        long bytes = Math.min(target.byteSize(), arrived() - position);
        MemorySegment.copy(content, position, target, 0, bytes);
        return bytes;
    }

    /** The bytes that have arrived. */
    FilePrefix prefix() {
        return new FilePrefix(content.asSlice(0, arrived()).asReadOnly(), size());
    }

    void setHeader(PictureHeader known) {
        synchronized (this) {
            header = known;
        }
    }

    /**
     * What its header says, after waiting for as much of the file as that takes.
     *
     * @throws UncheckedIOException if the file ends early or can't be read
     * @throws RejectedPictureException if the file is no picture or its header can't be read
     */
    public PictureHeader header() throws RejectedPictureException {
        while (true) {
            synchronized (this) {
                if (header != null) {
                    return header;
                }
            }
            switch (PROBE.probe(prefix())) {
                case Finding.Known(PictureHeader known) -> setHeader(known);
                case Finding.NeedsMore(long more) -> require(() -> arrived >= more);
            }
        }
    }

    /**
     * A copy of all of it.
     *
     * @throws UncheckedIOException if the file ends early or can't be read
     * @throws RejectedPictureException if what has arrived shows that it can't be used
     */
    public byte[] toArray() throws RejectedPictureException {
        return content().toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public void close() {
        if (!isWhole()) {
            toBreakOff().run();
        }
        boolean isInterrupted = false;
        @Nullable Thread thread = reader();
        while (thread != null && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (arena != null && arena.scope().isAlive()) {
            arena.close();
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Thread reader() {
        return reader;
    }

    private synchronized Runnable toBreakOff() {
        return breakOff;
    }
}
