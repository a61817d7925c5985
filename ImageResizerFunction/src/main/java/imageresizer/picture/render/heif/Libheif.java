package imageresizer.picture.render.heif;

import static imageresizer.picture.render.ffi.NativeFunction.unexpected;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import imageresizer.picture.render.ffi.NativeFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.SymbolLookup;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Decodes HEIC pictures with native libheif 1.23 or later, by the C functions that its headers {@code libheif/heif_*.h}
 * document. Thread-safe.
 */
public final class Libheif {

    /** {@code struct heif_error}: code, subcode, text. */
    private static final MemoryLayout ERROR = MemoryLayout.structLayout(JAVA_INT, JAVA_INT, ADDRESS);

    private static final long ERROR_TEXT = 8;

    /** Enough for the C string behind a pointer that C promises to end with a zero byte. */
    private static final long UNBOUNDED = Long.MAX_VALUE;

    private static final int COLORSPACE_RGB = 1;
    private static final int CHROMA_INTERLEAVED_RGB = 10;
    private static final int CHROMA_INTERLEAVED_RGBA = 11;
    private static final int CHANNEL_INTERLEAVED = 10;

    // Members of struct heif_decoding_options, version 3.
    private static final int OPTIONS_SIZE = 42;
    private static final int CONVERT_HDR_TO_8BIT = 40;
    private static final int STRICT_DECODING = 41;

    // Members of struct heif_security_limits, version 2.
    private static final int LIMITS_SIZE = 72;
    private static final int MAX_IMAGE_SIZE_PIXELS = 8;
    private static final int MAX_COLOR_PROFILE_SIZE = 32;
    private static final int MAX_TOTAL_MEMORY = 64;

    /** More than any profile has that is meant for a picture, in bytes; likewise for EXIF data and XMP. */
    private static final int MOST_METADATA = 1 << 22;

    private static final int MOST_BLOCKS = 100;

    private final SymbolLookup symbols;
    private final NativeFunction newContext;
    private final NativeFunction freeContext;
    private final NativeFunction securityLimits;
    private final NativeFunction read;
    private final NativeFunction primary;
    private final NativeFunction releaseHandle;
    private final NativeFunction hasAlpha;
    private final NativeFunction newOptions;
    private final NativeFunction freeOptions;
    private final NativeFunction decode;
    private final NativeFunction releaseImage;
    private final NativeFunction warnings;
    private final NativeFunction width;
    private final NativeFunction height;
    private final NativeFunction plane;
    private final NativeFunction profileSize;
    private final NativeFunction profile;
    private final NativeFunction blocks;
    private final NativeFunction blockType;
    private final NativeFunction blockContentType;
    private final NativeFunction blockSize;
    private final NativeFunction block;

    private Libheif(SymbolLookup symbols) {
        this.symbols = symbols;
        FunctionDescriptor voidOfPointer = FunctionDescriptor.ofVoid(ADDRESS);
        FunctionDescriptor intOfPointer = FunctionDescriptor.of(JAVA_INT, ADDRESS);
        FunctionDescriptor intOfImage = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT);
        FunctionDescriptor pointerOfBlock = FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT);
        newContext = function("heif_context_alloc", FunctionDescriptor.of(ADDRESS));
        freeContext = function("heif_context_free", voidOfPointer);
        securityLimits = function("heif_context_get_security_limits", FunctionDescriptor.of(ADDRESS, ADDRESS));
        read = function(
                "heif_context_read_from_memory_without_copy",
                FunctionDescriptor.of(ERROR, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
        primary = function("heif_context_get_primary_image_handle", FunctionDescriptor.of(ERROR, ADDRESS, ADDRESS));
        releaseHandle = function("heif_image_handle_release", voidOfPointer);
        hasAlpha = function("heif_image_handle_has_alpha_channel", intOfPointer);
        newOptions = function("heif_decoding_options_alloc", FunctionDescriptor.of(ADDRESS));
        freeOptions = function("heif_decoding_options_free", voidOfPointer);
        decode = function(
                "heif_decode_image", FunctionDescriptor.of(ERROR, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
        releaseImage = function("heif_image_release", voidOfPointer);
        warnings = function(
                "heif_image_get_decoding_warnings",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
        width = function("heif_image_get_width", intOfImage);
        height = function("heif_image_get_height", intOfImage);
        plane = function("heif_image_get_plane", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, ADDRESS));
        profileSize =
                function("heif_image_handle_get_raw_color_profile_size", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
        profile = function("heif_image_handle_get_raw_color_profile", FunctionDescriptor.of(ERROR, ADDRESS, ADDRESS));
        blocks = function(
                "heif_image_handle_get_list_of_metadata_block_IDs",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));
        blockType = function("heif_image_handle_get_metadata_type", pointerOfBlock);
        blockContentType = function("heif_image_handle_get_metadata_content_type", pointerOfBlock);
        blockSize =
                function("heif_image_handle_get_metadata_size", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT));
        block = function("heif_image_handle_get_metadata", FunctionDescriptor.of(ERROR, ADDRESS, JAVA_INT, ADDRESS));
    }

    private NativeFunction function(String name, FunctionDescriptor signature) {
        return new NativeFunction(symbols, name, signature);
    }

    /**
     * Loads libheif for the rest of the process, from the folder that {@code HEIF_DIR} names, or else from where the
     * Lambda layer puts it.
     *
     * @throws LibheifUnavailableException when it is not there or not for this machine
     */
    public static Libheif load(Map<String, String> environment) throws LibheifUnavailableException {
        LibheifLibrary library = LibheifLibrary.find(environment);
        try {
            SymbolLookup unused = SymbolLookup.libraryLookup(library.decoder(), Arena.global());
            return new Libheif(SymbolLookup.libraryLookup(library.libheif(), Arena.global()));
        } catch (IllegalArgumentException e) {
            throw new LibheifUnavailableException(library.libheif() + " cannot be loaded on this machine", e);
        } catch (NoSuchElementException e) {
            throw new LibheifUnavailableException(library.libheif() + " is not a libheif that this program can use", e);
        } catch (IllegalCallerException e) {
            throw new LibheifUnavailableException("This JVM was started without leave to call native code", e);
        }
    }

    /**
     * Decodes the primary picture of a file.
     *
     * @param file all of it; must outlive the call
     * @param mostPixels that any picture in it may have
     * @param mostMemory that decoding may take, in bytes
     * @param withMetadata whether EXIF data and XMP are wanted
     */
    public HeifPicture decode(MemorySegment file, long mostPixels, long mostMemory, boolean withMetadata)
            throws HeifException {
        try {
            MemorySegment context = (MemorySegment) newContext.handle().invokeExact();
            try (Arena arena = Arena.ofConfined()) {
                limit(context, mostPixels, mostMemory);
                check((MemorySegment) read.handle()
                        .invokeExact((SegmentAllocator) arena, context, file, file.byteSize(), MemorySegment.NULL));
                MemorySegment out = arena.allocate(ADDRESS);
                check((MemorySegment) primary.handle().invokeExact((SegmentAllocator) arena, context, out));
                MemorySegment handle = out.get(ADDRESS, 0);
                try {
                    return decode(handle, withMetadata, arena);
                } finally {
                    releaseHandle.handle().invokeExact(handle);
                }
            } finally {
                freeContext.handle().invokeExact(context);
            }
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private void limit(MemorySegment context, long mostPixels, long mostMemory) throws Throwable {
        MemorySegment limits = ((MemorySegment) securityLimits.handle().invokeExact(context)).reinterpret(LIMITS_SIZE);
        limits.set(JAVA_LONG, MAX_IMAGE_SIZE_PIXELS, mostPixels);
        limits.set(JAVA_INT, MAX_COLOR_PROFILE_SIZE, MOST_METADATA);
        limits.set(JAVA_LONG, MAX_TOTAL_MEMORY, mostMemory);
    }

    private HeifPicture decode(MemorySegment handle, boolean withMetadata, Arena arena) throws Throwable {
        HeifPicture.HeifMetadata metadata = new HeifPicture.HeifMetadata(
                profile(handle),
                withMetadata ? exif(handle) : Optional.empty(),
                withMetadata ? block(handle, "mime", "application/rdf+xml") : Optional.empty());
        boolean alpha = (int) hasAlpha.handle().invokeExact(handle) != 0;
        MemorySegment options = ((MemorySegment) newOptions.handle().invokeExact()).reinterpret(OPTIONS_SIZE);
        MemorySegment out = arena.allocate(ADDRESS);
        try {
            options.set(JAVA_BYTE, CONVERT_HDR_TO_8BIT, (byte) 1);
            options.set(JAVA_BYTE, STRICT_DECODING, (byte) 1);
            check((MemorySegment) decode.handle()
                    .invokeExact(
                            (SegmentAllocator) arena,
                            handle,
                            out,
                            COLORSPACE_RGB,
                            alpha ? CHROMA_INTERLEAVED_RGBA : CHROMA_INTERLEAVED_RGB,
                            options));
        } finally {
            freeOptions.handle().invokeExact(options);
        }
        MemorySegment image = out.get(ADDRESS, 0);
        try {
            refuseWarnings(image, arena);
            return picture(image, alpha ? 4 : 3, metadata, arena);
        } catch (Throwable e) {
            release(image);
            throw e;
        }
    }

    /** libheif warns of what it had to guess. */
    private void refuseWarnings(MemorySegment image, Arena arena) throws Throwable {
        MemorySegment warning = arena.allocate(ERROR);
        if ((int) warnings.handle().invokeExact(image, 0, warning, 1) > 0) {
            check(warning);
        }
    }

    private HeifPicture picture(MemorySegment image, int bands, HeifPicture.HeifMetadata metadata, Arena arena)
            throws Throwable {
        int columns = (int) width.handle().invokeExact(image, CHANNEL_INTERLEAVED);
        int rows = (int) height.handle().invokeExact(image, CHANNEL_INTERLEAVED);
        MemorySegment stride = arena.allocate(JAVA_INT);
        MemorySegment first = (MemorySegment) plane.handle().invokeExact(image, CHANNEL_INTERLEAVED, stride);
        if (first.equals(MemorySegment.NULL)) {
            throw new HeifException("libheif decoded no pixels");
        }
        long row = (long) columns * bands;
        MemorySegment pixels = first.reinterpret((long) stride.get(JAVA_INT, 0) * rows);
        for (int y = 1; y < rows && stride.get(JAVA_INT, 0) != row; y++) {
            MemorySegment.copy(pixels, (long) y * stride.get(JAVA_INT, 0), pixels, y * row, row);
        }
        return new HeifPicture(pixels.asSlice(0, row * rows), columns, rows, bands, metadata, () -> release(image));
    }

    private void release(MemorySegment image) {
        try {
            releaseImage.handle().invokeExact(image);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Pixels are decoded to red, green and blue, so a profile of anything else doesn't fit them. */
    private Optional<byte[]> profile(MemorySegment handle) throws Throwable {
        long size = (long) profileSize.handle().invokeExact(handle);
        if (size < 128 || size > MOST_METADATA) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(size);
            check((MemorySegment) profile.handle().invokeExact((SegmentAllocator) arena, handle, data));
            byte[] icc = data.toArray(JAVA_BYTE);
            return Arrays.equals(icc, 16, 20, new byte[] {'R', 'G', 'B', ' '}, 0, 4)
                    ? Optional.of(icc)
                    : Optional.empty();
        }
    }

    /** The offset of the TIFF header comes first (ISO/IEC 23008-12, annex A.2.1). */
    private Optional<byte[]> exif(MemorySegment handle) throws Throwable {
        return block(handle, "Exif", "").flatMap(data -> {
            long start = data.length < 4
                    ? data.length
                    : 4 + Integer.toUnsignedLong(ByteBuffer.wrap(data).getInt());
            return start < data.length
                    ? Optional.of(Arrays.copyOfRange(data, (int) start, data.length))
                    : Optional.empty();
        });
    }

    private Optional<byte[]> block(MemorySegment handle, String type, String contentType) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ids = arena.allocate(JAVA_INT, MOST_BLOCKS);
            int count = (int) blocks.handle().invokeExact(handle, arena.allocateFrom(type), ids, MOST_BLOCKS);
            for (int i = 0; i < count; i++) {
                int id = ids.getAtIndex(JAVA_INT, i);
                long size = (long) blockSize.handle().invokeExact(handle, id);
                if (type.equals(text(blockType, handle, id))
                        && contentType.equals(text(blockContentType, handle, id))
                        && size > 0
                        && size <= MOST_METADATA) {
                    MemorySegment data = arena.allocate(size);
                    check((MemorySegment) block.handle().invokeExact((SegmentAllocator) arena, handle, id, data));
                    return Optional.of(data.toArray(JAVA_BYTE));
                }
            }
            return Optional.empty();
        }
    }

    private static String text(NativeFunction of, MemorySegment handle, int id) throws Throwable {
        MemorySegment text = (MemorySegment) of.handle().invokeExact(handle, id);
        return text.equals(MemorySegment.NULL)
                ? ""
                : text.reinterpret(UNBOUNDED).getString(0);
    }

    private static void check(MemorySegment error) throws HeifException {
        if (error.get(JAVA_INT, 0) != 0) {
            MemorySegment text = error.get(ADDRESS, ERROR_TEXT);
            throw new HeifException(
                    text.equals(MemorySegment.NULL)
                            ? "unknown error"
                            : text.reinterpret(UNBOUNDED).getString(0));
        }
    }

    private static HeifException failure(Throwable e) {
        return e instanceof HeifException said ? said : thrown(unexpected(e));
    }

    private static HeifException thrown(RuntimeException e) {
        throw e;
    }
}
