package imageresizer.picture.render.ffi;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * A function of a native library. That it is there is known from the start; linking it takes milliseconds, and waits for
 * the first call. Thread-safe.
 */
public final class NativeFunction {
    private static final Linker LINKER = Linker.nativeLinker();

    private final MemorySegment address;
    private final FunctionDescriptor signature;
    private final Linker.Option[] options;
    private volatile @Nullable MethodHandle linked;

    /** @throws java.util.NoSuchElementException if the library has no such function */
    public NativeFunction(SymbolLookup library, String name, FunctionDescriptor signature, Linker.Option... options) {
        this.address = library.findOrThrow(name);
        this.signature = signature;
        this.options = options;
    }

    /** To be called with exactly the types of its signature. */
    public MethodHandle handle() {
        MethodHandle handle = linked;
        if (handle == null) {
            handle = LINKER.downcallHandle(address, signature, options);
            linked = handle;
        }
        return handle;
    }

    /**
     * A native call declares every Throwable, and throws none.
     *
     * @return {@code e} as something unchecked, to be thrown
     */
    public static RuntimeException unexpected(Throwable e) {
        return switch (e) {
            case RuntimeException exception -> exception;
            case Error error -> throw error;
            default -> new IllegalStateException(e);
        };
    }
}
