package imageresizer.picture.probe;

import static java.util.Objects.requireNonNull;

import com.sun.management.HotSpotDiagnosticMXBean;
import imageresizer.picture.RejectedPictureException;
import imageresizer.reason.ReasonCode;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses pictures that need more memory than there is, before they are decoded: Lambda ends a process that takes more
 * than its function has, without a reason. The whole process counts, its heap, native libraries and native
 * pixels alike. Thread-safe; what two threads ask for at once is not added up.
 */
public final class MemoryBudget {

    /** For what is small and not counted, in bytes: threads, connections, code that is compiled, rows of pixels. */
    private static final long RESERVE = 24L << 20;

    /** The heap may hold so much garbage before the collector looks for it. */
    private static final long GARBAGE = 8L << 20;

    /** How much of a function's memory Lambda's Java runtime gives the heap. */
    private static final double HEAP_SHARE = 0.85;

    /** MemorySize may be any number of MB, but people choose such steps. */
    private static final long STEP = 64;

    /** In MB; no function can have more. */
    private static final long MOST_OF_LAMBDA = 10_240;

    private static final String MEMORY_SIZE = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE";

    private final long limit;
    private final Supplier<Usage> usage;
    private final Runnable giveBack;

    /**
     * What the process has, in bytes.
     *
     * @param heap in use, garbage included
     * @param committed of the heap
     * @param mostHeap that the heap may grow to
     * @param resident all memory of the process
     */
    record Usage(long heap, long committed, long mostHeap, long resident) {

        static Usage now() {
            Runtime runtime = Runtime.getRuntime();
            return new Usage(
                    runtime.totalMemory() - runtime.freeMemory(),
                    runtime.totalMemory(),
                    runtime.maxMemory(),
                    ThisProcess.resident());
        }
    }

    /**
     * @param limit bytes that the process may have; {@link Long#MAX_VALUE} for any number
     * @param giveBack gives back to the system what is no longer used
     */
    MemoryBudget(long limit, Supplier<Usage> usage, Runnable giveBack) {
        this.limit = limit;
        this.usage = requireNonNull(usage);
        this.giveBack = requireNonNull(giveBack);
    }

    /** The memory of this Lambda function; outside of Lambda, only the heap has a limit. */
    public static MemoryBudget ofThisFunction() {
        String megabytes = System.getenv(MEMORY_SIZE);
        return new MemoryBudget(
                megabytes == null || megabytes.isEmpty() ? Long.MAX_VALUE : Long.parseLong(megabytes) << 20,
                Usage::now,
                ThisProcess::giveBack);
    }

    /**
     * Requires room for a file in native memory.
     *
     * @throws RejectedPictureException if there is none
     */
    void requireForFile(long bytes) throws RejectedPictureException {
        Optional<Long> lacking = lacking(0, bytes);
        if (lacking.isPresent()) {
            throw new RejectedPictureException(
                    ReasonCode.FILE_NEEDS_MEMORY, Math.ceilDiv(bytes, 1L << 20), lacking.get(), available());
        }
    }

    /**
     * Requires room for decoding and resizing a picture, whose file is in memory already.
     *
     * @param heap bytes in the heap
     * @param nativeMemory bytes outside of it
     * @throws RejectedPictureException if they can't be had, even after what is no longer used was given back
     */
    public void require(long heap, long nativeMemory, PictureHeader header) throws RejectedPictureException {
        Optional<Long> lacking = lacking(heap, nativeMemory);
        if (lacking.isPresent()) {
            throw tooLarge(header, lacking.get());
        }
    }

    /** What to say of a picture for which the heap was too small after all. */
    public RejectedPictureException tooLarge(PictureHeader header) {
        return tooLarge(header, megabytes(Math.min(limit, usage.get().mostHeap())) * 2);
    }

    private RejectedPictureException tooLarge(PictureHeader header, long megabytes) {
        String format = header.format().displayName();
        int width = header.size().width();
        int height = header.size().height();
        return megabytes > MOST_OF_LAMBDA
                ? new RejectedPictureException(
                        ReasonCode.TOO_LARGE_FOR_LAMBDA, format, width, height, megabytes, MOST_OF_LAMBDA)
                : new RejectedPictureException(
                        ReasonCode.NOT_ENOUGH_MEMORY, format, width, height, megabytes, available());
    }

    /** In megabytes. */
    private long available() {
        return (limit == Long.MAX_VALUE ? usage.get().mostHeap() : limit) >> 20;
    }

    /** The megabytes that would do, if what there is doesn't. */
    private Optional<Long> lacking(long heap, long nativeMemory) {
        if (fits(usage.get(), heap, nativeMemory)) {
            return Optional.empty();
        }
        giveBack.run();
        Usage now = usage.get();
        if (fits(now, heap, nativeMemory)) {
            return Optional.empty();
        }
        long forHeap = heap == 0 ? 0 : (long) ((now.heap + heap + RESERVE) / HEAP_SHARE);
        return Optional.of(Math.ceilDiv(megabytes(Math.max(forHeap, total(now, heap, nativeMemory))), STEP) * STEP);
    }

    private boolean fits(Usage now, long heap, long nativeMemory) {
        return total(now, heap, nativeMemory) <= limit && (heap == 0 || now.heap + heap + RESERVE <= now.mostHeap);
    }

    /** What the process would have. */
    private static long total(Usage now, long heap, long nativeMemory) {
        long growth = Math.max(0, now.heap + heap + GARBAGE - now.committed);
        return now.resident + growth + nativeMemory + RESERVE;
    }

    private static long megabytes(long bytes) {
        return Math.ceilDiv(bytes, 1L << 20);
    }

    /** What Linux knows of this process; elsewhere nothing is known, and nothing refused for it. */
    private static final class ThisProcess {

        private static final Path STATUS = Path.of("/proc/self/status");
        private static final Pattern RESIDENT_KILOBYTES = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

        /** Of glibc; elsewhere there is none, and no need. */
        private static final Optional<MethodHandle> TRIM = Linker.nativeLinker()
                .defaultLookup()
                .find("malloc_trim")
                .map(trim -> Linker.nativeLinker()
                        .downcallHandle(trim, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG)));

        private static void keepLittleHeap() {
            HotSpotDiagnosticMXBean options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            if (options != null) {
                // In this order: the first may not be more than the second.
                options.setVMOption("MinHeapFreeRatio", "5");
                options.setVMOption("MaxHeapFreeRatio", "10");
            }
        }

        static long resident() {
            try {
                Matcher resident = RESIDENT_KILOBYTES.matcher(Files.readString(STATUS));
                return resident.find() ? Long.parseLong(resident.group(1)) << 10 : 0;
            } catch (IOException e) {
                return 0;
            }
        }

        /**
         * The collector gives back heap that it empties, but keeps much, and glibc keeps what C has freed, until they are
         * told not to.
         */
        static void giveBack() {
            keepLittleHeap();
            System.gc();
            if (TRIM.isPresent()) {
                try {
                    int unused = (int) TRIM.get().invokeExact(0L);
                } catch (Throwable e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}
