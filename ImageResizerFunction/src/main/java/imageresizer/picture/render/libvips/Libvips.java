package imageresizer.picture.render.libvips;

import static imageresizer.picture.render.ffi.NativeFunction.unexpected;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import imageresizer.picture.probe.PictureFile;
import imageresizer.picture.render.ffi.NativeFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The C functions of libvips 8.15 or later that the engine needs, as documented in the headers {@code vips/*.h}.
 *
 * <p>Thread-safe, as libvips is. Pointers are {@link MemorySegment}s of length zero; {@link VipsImage} owns those of
 * images. Options that libvips takes as text, those of loaders and savers, stay text: each list of optional arguments
 * would need a variadic handle of its own.
 */
final class Libvips {
    private static final Linker LINKER = Linker.nativeLinker();

    /** Enough for the C string behind a pointer that C promises to end with a zero byte. */
    private static final long UNBOUNDED = Long.MAX_VALUE;

    private static final int SIZE_FORCE = 3; // VipsSize: exactly width by height
    private static final int INTENT_PERCEPTUAL = 0; // VipsIntent
    private static final int FORMAT_UCHAR = 0; // VipsBandFormat
    private static final int INTERPRETATION_SRGB = 22; // VipsInterpretation

    /** Loaders that are compiled in but not listed here stay off: SVG, PDF, libvips' own format and the like. */
    private static final List<String> LOADERS = List.of("Jpeg", "Png", "Webp", "Nsgif", "Heif", "Tiff");

    private final SymbolLookup symbols;

    private final NativeFunction unref;
    private final NativeFunction free;
    private final NativeFunction freeStrings;
    private final NativeFunction errorBufferCopy;
    private final NativeFunction newFromBuffer;
    private final NativeFunction newFromSource;
    private final NativeFunction newCustomSource;
    private final NativeFunction connectSignal;
    private final NativeFunction newFromMemory;
    private final NativeFunction copy;
    private final NativeFunction cast;
    private final NativeFunction unpremultiply;
    private final NativeFunction exifParse;
    private final NativeFunction writeToBuffer;
    private final NativeFunction copyMemory;
    private final NativeFunction thumbnail;
    private final NativeFunction extractArea;
    private final NativeFunction arrayJoin;
    private final NativeFunction width;
    private final NativeFunction height;
    private final NativeFunction pageHeight;
    private final NativeFunction hasAlpha;
    private final NativeFunction interpretation;
    private final NativeFunction format;
    private final NativeFunction orientation;
    private final NativeFunction getTypeof;
    private final NativeFunction getFields;
    private final NativeFunction getBlob;
    private final NativeFunction setBlob;
    private final NativeFunction setInt;
    private final NativeFunction getInts;
    private final NativeFunction setInts;
    private final NativeFunction remove;
    private final NativeFunction trackedMemory;
    private final NativeFunction threadShutdown;

    private volatile @Nullable List<Callback> callbacks;

    private Libvips(SymbolLookup symbols) {
        this.symbols = symbols;
        FunctionDescriptor intOfImage = FunctionDescriptor.of(JAVA_INT, ADDRESS);
        FunctionDescriptor voidOfPointer = FunctionDescriptor.ofVoid(ADDRESS);
        unref = function("g_object_unref", voidOfPointer);
        free = function("g_free", voidOfPointer);
        freeStrings = function("g_strfreev", voidOfPointer);
        errorBufferCopy = function("vips_error_buffer_copy", FunctionDescriptor.of(ADDRESS));
        newFromBuffer =
                variadic("vips_image_new_from_buffer", ADDRESS, List.of(ADDRESS, JAVA_LONG, ADDRESS), List.of(ADDRESS));
        newFromSource = variadic("vips_image_new_from_source", ADDRESS, List.of(ADDRESS, ADDRESS), List.of(ADDRESS));
        newCustomSource = function("vips_source_custom_new", FunctionDescriptor.of(ADDRESS));
        connectSignal = function(
                "g_signal_connect_data",
                FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));
        newFromMemory = function(
                "vips_image_new_from_memory",
                FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        copy = variadic("vips_copy", JAVA_INT, List.of(ADDRESS, ADDRESS), List.of(ADDRESS, JAVA_INT, ADDRESS));
        cast = variadic("vips_cast", JAVA_INT, List.of(ADDRESS, ADDRESS, JAVA_INT), List.of(ADDRESS));
        unpremultiply = variadic("vips_unpremultiply", JAVA_INT, List.of(ADDRESS, ADDRESS), List.of(ADDRESS));
        exifParse = function("vips__exif_parse", intOfImage);
        writeToBuffer = variadic(
                "vips_image_write_to_buffer", JAVA_INT, List.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS), List.of(ADDRESS));
        copyMemory = function("vips_image_copy_memory", FunctionDescriptor.of(ADDRESS, ADDRESS));
        thumbnail = variadic(
                "vips_thumbnail_image",
                JAVA_INT,
                List.of(ADDRESS, ADDRESS, JAVA_INT),
                List.of(
                        ADDRESS, JAVA_INT, // height
                        ADDRESS, JAVA_INT, // size
                        ADDRESS, JAVA_INT, // intent
                        ADDRESS, ADDRESS, // input_profile
                        ADDRESS, ADDRESS, // output_profile
                        ADDRESS));
        extractArea = variadic(
                "vips_extract_area",
                JAVA_INT,
                List.of(ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
                List.of(ADDRESS));
        arrayJoin = variadic(
                "vips_arrayjoin", JAVA_INT, List.of(ADDRESS, ADDRESS, JAVA_INT), List.of(ADDRESS, JAVA_INT, ADDRESS));
        width = function("vips_image_get_width", intOfImage);
        height = function("vips_image_get_height", intOfImage);
        pageHeight = function("vips_image_get_page_height", intOfImage);
        hasAlpha = function("vips_image_hasalpha", intOfImage);
        format = function("vips_image_get_format", intOfImage);
        interpretation = function("vips_image_get_interpretation", intOfImage);
        orientation = function("vips_image_get_orientation", intOfImage);
        getTypeof = function("vips_image_get_typeof", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS));
        getFields = function("vips_image_get_fields", FunctionDescriptor.of(ADDRESS, ADDRESS));
        getBlob = function("vips_image_get_blob", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        setBlob = function("vips_image_set_blob_copy", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
        setInt = function("vips_image_set_int", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_INT));
        getInts = function(
                "vips_image_get_array_int", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        setInts = function("vips_image_set_array_int", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, JAVA_INT));
        remove = function("vips_image_remove", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
        threadShutdown = function("vips_thread_shutdown", FunctionDescriptor.ofVoid());
        trackedMemory = function("vips_tracked_get_mem", FunctionDescriptor.of(JAVA_LONG));
    }

    /**
     * Loads and starts libvips for the rest of the process.
     *
     * @throws LibvipsUnavailableException when the file is no libvips for this machine
     */
    static Libvips load(Path library) throws LibvipsUnavailableException {
        try {
            Libvips libvips = new Libvips(SymbolLookup.libraryLookup(library, Arena.global()));
            libvips.start();
            return libvips;
        } catch (IllegalArgumentException e) {
            throw new LibvipsUnavailableException(library + " cannot be loaded on this machine", e);
        } catch (NoSuchElementException e) {
            throw new LibvipsUnavailableException(library + " is not a libvips that this program can use", e);
        } catch (IllegalCallerException e) {
            throw new LibvipsUnavailableException("This JVM was started without leave to call native code", e);
        } catch (VipsException e) {
            throw new LibvipsUnavailableException(library + " does not start", e);
        }
    }

    private void start() throws VipsException {
        NativeFunction setEnvironment =
                function("g_setenv", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        NativeFunction init = function("vips_init", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        NativeFunction setCacheSize = function("vips_cache_set_max", FunctionDescriptor.ofVoid(JAVA_INT));
        NativeFunction setConcurrency = function("vips_concurrency_set", FunctionDescriptor.ofVoid(JAVA_INT));
        NativeFunction block = function("vips_operation_block_set", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));
        NativeFunction blockUntrusted = function("vips_block_untrusted_set", FunctionDescriptor.ofVoid(JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            // libvips would report what it finds odd in a picture on standard error, in the picture's own words.
            int unused = (int)
                    setEnvironment.handle().invokeExact(arena.allocateFrom("VIPS_WARNING"), arena.allocateFrom("0"), 1);
            check((int) init.handle().invokeExact(arena.allocateFrom("image-resizer")));
            // Every upload is another picture: results that libvips remembers are never asked for again.
            setCacheSize.handle().invokeExact(0);
            // Nearly all time goes into one decoder and one encoder; threads for the resizing between only cost memory.
            setConcurrency.handle().invokeExact(1);
            block.handle().invokeExact(arena.allocateFrom("VipsForeignLoad"), 1);
            for (String loader : LOADERS) {
                block.handle().invokeExact(arena.allocateFrom("VipsForeignLoad" + loader), 0);
            }
            blockUntrusted.handle().invokeExact(1);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Bytes that libvips holds for pixels at this moment, over all threads. */
    long trackedMemory() {
        try {
            return (long) trackedMemory.handle().invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Frees the rows that libvips keeps for this thread's next picture, which is seldom as wide. */
    void freeRows() {
        try {
            threadShutdown.handle().invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Opens a picture; {@code source} must outlive it. Pixels are decoded when they are first asked for. */
    VipsImage open(MemorySegment source, String options) throws VipsException {
        try (Arena arena = Arena.ofConfined()) {
            return image((MemorySegment) newFromBuffer
                    .handle()
                    .invokeExact(source, source.byteSize(), arena.allocateFrom(options), MemorySegment.NULL));
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /**
     * Opens a picture that may still arrive. Pixels are decoded when they are first asked for; what is made from the image
     * must be closed before it, and the file after it.
     */
    VipsImage open(PictureFile file, String options) throws VipsException {
        VipsSource source = new VipsSource(this, file);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment image = (MemorySegment) newFromSource
                    .handle()
                    .invokeExact(source.pointer(), arena.allocateFrom(options), MemorySegment.NULL);
            if (image.equals(MemorySegment.NULL)) {
                source.close();
                throw error();
            }
            return new VipsImage(this, image, source);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** A {@code VipsSourceCustom}, to be given back by {@link #unref}, whose reader is {@link VipsSource}. */
    MemorySegment newSource(MemorySegment data) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = (MemorySegment) newCustomSource.handle().invokeExact();
            for (Callback callback : callbacks()) {
                long unused = (long) connectSignal
                        .handle()
                        .invokeExact(
                                source,
                                arena.allocateFrom(callback.signal()),
                                callback.code(),
                                data,
                                MemorySegment.NULL,
                                0);
            }
            return source;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Pixels in memory as a picture.
     *
     * @param pixels 8-bit sRGB or what a profile says, row by row without gaps; must outlive the image
     * @param bands 3, or 4 with transparency
     */
    VipsImage ofPixels(MemorySegment pixels, int width, int height, int bands) throws VipsException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment plain = (MemorySegment)
                    newFromMemory.handle().invokeExact(pixels, pixels.byteSize(), width, height, bands, FORMAT_UCHAR);
            try (VipsImage unnamed = image(plain)) {
                MemorySegment out = arena.allocate(ADDRESS);
                check((int) copy.handle()
                        .invokeExact(
                                unnamed.pointer(),
                                out,
                                arena.allocateFrom("interpretation"),
                                INTERPRETATION_SRGB,
                                MemorySegment.NULL));
                return image(out.get(ADDRESS, 0));
            }
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Divides colours by alpha, with the same kind of numbers as before. */
    VipsImage unpremultiply(MemorySegment image) throws VipsException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ADDRESS);
            check((int) unpremultiply.handle().invokeExact(image, out, MemorySegment.NULL));
            try (VipsImage floating = image(out.get(ADDRESS, 0))) {
                check((int) cast.handle().invokeExact(floating.pointer(), out, ask(format, image), MemorySegment.NULL));
                return image(out.get(ADDRESS, 0));
            }
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Makes fields of the EXIF data that was set as {@code exif-data}, as libvips' own loaders do. */
    void parseExif(MemorySegment image) throws VipsException {
        check(ask(exifParse, image));
    }

    byte[] encode(MemorySegment image, String format) throws VipsException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(ADDRESS);
            MemorySegment size = arena.allocate(JAVA_LONG);
            check((int) writeToBuffer
                    .handle()
                    .invokeExact(image, arena.allocateFrom(format), bytes, size, MemorySegment.NULL));
            MemorySegment encoded = bytes.get(ADDRESS, 0);
            try {
                return encoded.reinterpret(size.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
            } finally {
                free.handle().invokeExact(encoded);
            }
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    VipsImage copyToMemory(MemorySegment image) throws VipsException {
        try {
            return image((MemorySegment) copyMemory.handle().invokeExact(image));
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /**
     * Resizes to exactly this size, each frame of a moving picture by itself, upright, in 8-bit sRGB or grey.
     *
     * @param inputProfile what to assume when the embedded colour profile is broken; null for a picture without one
     */
    VipsImage thumbnail(MemorySegment image, int width, int height, @Nullable String inputProfile)
            throws VipsException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ADDRESS);
            MemorySegment from = inputProfile == null ? MemorySegment.NULL : arena.allocateFrom(inputProfile);
            // Without a profile libvips converts to sRGB by itself; naming one would send every pixel through XYZ.
            MemorySegment to = inputProfile == null ? MemorySegment.NULL : arena.allocateFrom("srgb");
            check((int) thumbnail
                    .handle()
                    .invokeExact(
                            image,
                            out,
                            width,
                            arena.allocateFrom("height"),
                            height,
                            arena.allocateFrom("size"),
                            SIZE_FORCE,
                            arena.allocateFrom("intent"),
                            INTENT_PERCEPTUAL,
                            arena.allocateFrom("input_profile"),
                            from,
                            arena.allocateFrom("output_profile"),
                            to,
                            MemorySegment.NULL));
            return image(out.get(ADDRESS, 0));
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    VipsImage extract(MemorySegment image, int left, int top, int width, int height) throws VipsException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ADDRESS);
            check((int) extractArea.handle().invokeExact(image, out, left, top, width, height, MemorySegment.NULL));
            return image(out.get(ADDRESS, 0));
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Stacks images of one size, the first on top. */
    VipsImage stack(List<VipsImage> images) throws VipsException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment in = arena.allocate(ADDRESS, images.size());
            for (int i = 0; i < images.size(); i++) {
                in.setAtIndex(ADDRESS, i, images.get(i).pointer());
            }
            MemorySegment out = arena.allocate(ADDRESS);
            check((int) arrayJoin
                    .handle()
                    .invokeExact(in, out, images.size(), arena.allocateFrom("across"), 1, MemorySegment.NULL));
            return image(out.get(ADDRESS, 0));
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    int width(MemorySegment image) {
        return ask(width, image);
    }

    int height(MemorySegment image) {
        return ask(height, image);
    }

    /** Height of one frame, in pixels; frames lie one below the other. */
    int pageHeight(MemorySegment image) {
        return ask(pageHeight, image);
    }

    boolean hasAlpha(MemorySegment image) {
        return ask(hasAlpha, image) != 0;
    }

    /** A value of C's enum VipsInterpretation. */
    int interpretation(MemorySegment image) {
        return ask(interpretation, image);
    }

    /** EXIF orientation, 1 to 8. */
    int orientation(MemorySegment image) {
        return ask(orientation, image);
    }

    boolean has(MemorySegment image, String field) {
        try (Arena arena = Arena.ofConfined()) {
            return (long) getTypeof.handle().invokeExact(image, arena.allocateFrom(field)) != 0;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    List<String> fields(MemorySegment image) {
        try {
            MemorySegment names = (MemorySegment) getFields.handle().invokeExact(image);
            try {
                List<String> fields = new ArrayList<>();
                MemorySegment array = names.reinterpret(UNBOUNDED);
                for (long i = 0; ; i++) {
                    MemorySegment name = array.getAtIndex(ADDRESS, i);
                    if (name.equals(MemorySegment.NULL)) {
                        return fields;
                    }
                    fields.add(name.reinterpret(UNBOUNDED).getString(0));
                }
            } finally {
                freeStrings.handle().invokeExact(names);
            }
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    byte[] blob(MemorySegment image, String field) throws VipsException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(ADDRESS);
            MemorySegment size = arena.allocate(JAVA_LONG);
            check((int) getBlob.handle().invokeExact(image, arena.allocateFrom(field), bytes, size));
            return bytes.get(ADDRESS, 0).reinterpret(size.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    void setBlob(MemorySegment image, String field, byte[] value) {
        try (Arena arena = Arena.ofConfined()) {
            setBlob.handle().invokeExact(image, arena.allocateFrom(field), arena.allocateFrom(JAVA_BYTE, value), (long)
                    value.length);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    void setInt(MemorySegment image, String field, int value) {
        try (Arena arena = Arena.ofConfined()) {
            setInt.handle().invokeExact(image, arena.allocateFrom(field), value);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int[] ints(MemorySegment image, String field) throws VipsException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(ADDRESS);
            MemorySegment count = arena.allocate(JAVA_INT);
            check((int) getInts.handle().invokeExact(image, arena.allocateFrom(field), values, count));
            return values.get(ADDRESS, 0)
                    .reinterpret((long) Integer.BYTES * count.get(JAVA_INT, 0))
                    .toArray(JAVA_INT);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    void setInts(MemorySegment image, String field, int[] values) {
        try (Arena arena = Arena.ofConfined()) {
            setInts.handle()
                    .invokeExact(image, arena.allocateFrom(field), arena.allocateFrom(JAVA_INT, values), values.length);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    void remove(MemorySegment image, String field) {
        try (Arena arena = Arena.ofConfined()) {
            int unused = (int) remove.handle().invokeExact(image, arena.allocateFrom(field));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    void unref(MemorySegment image) {
        try {
            unref.handle().invokeExact(image);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private int ask(NativeFunction question, MemorySegment image) {
        try {
            return (int) question.handle().invokeExact(image);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private VipsImage image(MemorySegment pointer) throws VipsException {
        if (pointer.equals(MemorySegment.NULL)) {
            throw error();
        }
        return new VipsImage(this, pointer);
    }

    private void check(int result) throws VipsException {
        if (result != 0) {
            throw error();
        }
    }

    private VipsException error() {
        return new VipsException(takeErrors());
    }

    /** What libvips has complained of since the last call, in any thread; empty when there was nothing. */
    String takeErrors() {
        try {
            MemorySegment text = (MemorySegment) errorBufferCopy.handle().invokeExact();
            try {
                return text.reinterpret(UNBOUNDED).getString(0).strip();
            } finally {
                free.handle().invokeExact(text);
            }
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private NativeFunction function(String name, FunctionDescriptor signature) {
        return new NativeFunction(symbols, name, signature);
    }

    /** The last of {@code variable} is the NULL that ends the list. */
    private NativeFunction variadic(
            String name, MemoryLayout result, List<MemoryLayout> fixed, List<MemoryLayout> variable) {
        List<MemoryLayout> arguments = new ArrayList<>(fixed);
        arguments.addAll(variable);
        return new NativeFunction(
                symbols,
                name,
                FunctionDescriptor.of(result, arguments.toArray(MemoryLayout[]::new)),
                Linker.Option.firstVariadicArg(fixed.size()));
    }

    private record Callback(String signal, MemorySegment code) {

        static Callback of(String signal, FunctionDescriptor signature) throws ReflectiveOperationException {
            MethodHandle handler =
                    MethodHandles.lookup().findStatic(VipsSource.class, signal, signature.toMethodType());
            return new Callback(signal, LINKER.upcallStub(handler, signature, Arena.global()));
        }
    }

    private List<Callback> callbacks() throws ReflectiveOperationException {
        List<Callback> linked = callbacks;
        if (linked == null) {
            linked = List.of(
                    Callback.of("read", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS)),
                    Callback.of("seek", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS)));
            callbacks = linked;
        }
        return linked;
    }

    private static VipsException failure(Throwable e) {
        return e instanceof VipsException said ? said : thrown(unexpected(e));
    }

    private static VipsException thrown(RuntimeException e) {
        throw e;
    }
}
