package imageresizer.picture.probe;

import imageresizer.picture.PictureFormat;
import imageresizer.picture.RenderOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A picture's EXIF data (CIPA DC-008, laid out like TIFF 6.0): read without trusting any count or offset in it, and
 * written again for renditions. Entries that make no sense are ignored.
 */
public final class Exif {

    /** No EXIF data at all. */
    public static final Exif NONE = new Exif(ByteOrder.BIG_ENDIAN, new Directory());

    /** As it is displayed when nothing is said: the first stored row is the top, the first column the left. */
    public static final int UPRIGHT = 1;

    private static final byte[] PREAMBLE = {'E', 'x', 'i', 'f', 0, 0};

    private static final int ORIENTATION = 274;
    private static final int ARTIST = 315;
    private static final int COPYRIGHT = 33432;
    private static final int EXIF_DIRECTORY = 34665;
    private static final int GPS_DIRECTORY = 34853;
    private static final int INTEROPERABILITY_DIRECTORY = 40965;
    private static final int MAKER_NOTE = 37500;
    private static final Set<Integer> DIRECTORIES = Set.of(EXIF_DIRECTORY, GPS_DIRECTORY, INTEROPERABILITY_DIRECTORY);

    /**
     * What describes the stored picture rather than what it shows, and so is never read: where its pixels are and how
     * they are coded, its size, its other sizes, and metadata of other kinds that TIFF files keep in tags.
     */
    private static final Set<Integer> OF_THE_STORED_PICTURE = Set.of(
            254, 255, 256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 280, 281, 284, 290, 291, 292, 293, 297, 301,
            317, 318, 319, 320, 321, 322, 323, 324, 325, 330, 332, 333, 334, 336, 337, 338, 339, 340, 341, 342, 347,
            512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532, 700, 33723, 34377, 34675, 37724, 40962,
            40963);

    private static final int ASCII = 2;
    private static final int SHORT = 3;
    private static final int LONG = 4;

    /** Bytes of one value of each type of TIFF 6.0, by the type's number. */
    private static final int[] TYPE_SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};

    private static final int ENTRY_SIZE = 12;

    /** Far more than any camera writes. */
    private static final int MOST_ENTRIES = 1000;

    /** Of the values in all; a JPEG segment, where EXIF data mostly lives, holds 64 KiB. */
    private static final int MOST_BYTES = 1 << 18;

    /** What a JPEG segment has room for after its length and the preamble. */
    private static final int MOST_IN_JPEG = 0xffff - 2 - PREAMBLE.length;

    private final ByteOrder order;
    private final Directory first;

    private Exif(ByteOrder order, Directory first) {
        this.order = order;
        this.first = first;
    }

    /**
     * @param value as it is stored, in the order of the whole; empty for a directory
     * @param directory null unless the entry is a directory of its own
     */
    private record Entry(
            int type, int count, byte[] value, @Nullable Directory directory) {}

    private static final class Directory {
        private final Map<Integer, Entry> entries = new TreeMap<>();
    }

    /** Reads EXIF data, with or without the preamble that it has in JPEG files; never fails. */
    public static Exif of(byte[] data) {
        int start = startsWithPreamble(data) ? PREAMBLE.length : 0;
        return of(ByteBuffer.wrap(data, start, data.length - start).slice());
    }

    /** Reads EXIF data without preamble, of which the offsets count from the start of the buffer; never fails. */
    static Exif of(ByteBuffer tiff) {
        if (tiff.remaining() < 8) {
            return NONE;
        }
        ByteOrder order = switch (tiff.getShort(0)) {
            case 'I' << 8 | 'I' -> ByteOrder.LITTLE_ENDIAN;
            case 'M' << 8 | 'M' -> ByteOrder.BIG_ENDIAN;
            default -> null;
        };
        if (order == null || tiff.order(order).getShort(2) != 42) {
            return NONE;
        }
        return new Exif(order, new ExifReader(tiff).directory(Integer.toUnsignedLong(tiff.getInt(4))));
    }

    private static boolean startsWithPreamble(byte[] data) {
        // Some cameras write another byte than zero at the end.
        int compared = PREAMBLE.length - 1;
        return data.length >= PREAMBLE.length && Arrays.equals(data, 0, compared, PREAMBLE, 0, compared);
    }

    /** As libvips and JPEG files hold it. */
    public static byte[] withPreamble(byte[] tiff) {
        byte[] result = Arrays.copyOf(PREAMBLE, PREAMBLE.length + tiff.length);
        System.arraycopy(tiff, 0, result, PREAMBLE.length, tiff.length);
        return result;
    }

    /** How to turn the stored picture for display, 1 to 8 as EXIF counts; {@link #UPRIGHT} if nothing sensible is said. */
    public int orientation() {
        @Nullable Entry entry = first.entries.get(ORIENTATION);
        if (entry == null) {
            return UPRIGHT;
        }
        OptionalInt orientation = number(entry);
        return orientation.isPresent() && orientation.getAsInt() >= 1 && orientation.getAsInt() <= 8
                ? orientation.getAsInt()
                : UPRIGHT;
    }

    private OptionalInt number(Entry entry) {
        ByteBuffer value = ByteBuffer.wrap(entry.value).order(order);
        return switch (entry.type) {
            case 1 -> value.hasRemaining() ? OptionalInt.of(value.get() & 0xff) : OptionalInt.empty();
            case SHORT -> value.remaining() >= 2 ? OptionalInt.of(value.getShort() & 0xffff) : OptionalInt.empty();
            case LONG -> value.remaining() >= 4 ? OptionalInt.of(value.getInt()) : OptionalInt.empty();
            default -> OptionalInt.empty();
        };
    }

    /**
     * What renditions carry of it, written without preamble: for {@code COPYRIGHT} the artist and the copyright
     * alone; for {@code ALL} everything but the thumbnail and what describes the stored picture, with the orientation
     * upright. It fits into a segment of JPEG: maker notes that are too long for that are
     * left out. Empty if nothing is to be carried.
     */
    public Optional<byte[]> kept(RenderOptions.Metadata policy) {
        Directory kept = new Directory();
        switch (policy) {
            case NONE -> {}
            case COPYRIGHT ->
                first.entries.forEach((tag, entry) -> {
                    if ((tag == ARTIST || tag == COPYRIGHT) && entry.type == ASCII) {
                        kept.entries.put(tag, entry);
                    }
                });
            case ALL -> kept.entries.putAll(displayed(first).entries);
        }
        if (kept.entries.isEmpty()) {
            return Optional.empty();
        }
        byte[] written = new Writer(order).written(kept);
        if (written.length > MOST_IN_JPEG) {
            @Nullable Entry exif = kept.entries.get(EXIF_DIRECTORY);
            if (exif != null && exif.directory != null) {
                exif.directory.entries.remove(MAKER_NOTE);
                written = new Writer(order).written(kept);
            }
        }
        return written.length > MOST_IN_JPEG ? Optional.empty() : Optional.of(written);
    }

    private Directory displayed(Directory directory) {
        Directory result = new Directory();
        directory.entries.forEach((tag, entry) -> {
            if (tag == ORIENTATION) {
                ByteBuffer upright = ByteBuffer.allocate(2).order(order).putShort((short) UPRIGHT);
                result.entries.put(tag, new Entry(SHORT, 1, upright.array(), null));
            } else if (entry.directory != null) {
                result.entries.put(tag, new Entry(LONG, 1, entry.value, displayed(entry.directory)));
            } else {
                result.entries.put(tag, entry);
            }
        });
        return result;
    }

    /**
     * Puts EXIF data into a JPEG or PNG file that has none.
     *
     * @param tiff without preamble, as {@link #kept} gives it
     */
    public static byte[] inserted(byte[] tiff, PictureFormat format, byte[] file) {
        return switch (format) {
            case JPEG -> {
                // After the JFIF segment, which must be the first.
                boolean jfif = file.length > 6 && (file[3] & 0xff) == 0xe0;
                int at = jfif ? 4 + (((file[4] & 0xff) << 8) | (file[5] & 0xff)) : 2;
                ByteBuffer segment = ByteBuffer.allocate(4 + PREAMBLE.length + tiff.length)
                        .putShort((short) 0xffe1)
                        .putShort((short) (2 + PREAMBLE.length + tiff.length))
                        .put(PREAMBLE)
                        .put(tiff);
                yield spliced(file, at, segment.array());
            }
            case PNG -> spliced(file, PngChunk.AFTER_HEADER, PngChunk.encoded("eXIf", tiff));
            case GIF, WEBP, TIFF, AVIF, HEIC ->
                throw new IllegalArgumentException("EXIF data can't be put into " + format.displayName() + " here");
        };
    }

    private static byte[] spliced(byte[] file, int at, byte[] insertion) {
        return ByteBuffer.allocate(file.length + insertion.length)
                .put(file, 0, at)
                .put(insertion)
                .put(file, at, file.length - at)
                .array();
    }

    /** Reads directories of entries, each directory once and never more than there can be. */
    private static final class ExifReader {
        private final ByteBuffer tiff;
        private final Set<Long> seen = new HashSet<>();
        private int entries;
        private int bytes;

        ExifReader(ByteBuffer tiff) {
            this.tiff = tiff;
        }

        Directory directory(long at) {
            Directory directory = new Directory();
            if (at > tiff.limit() - 2 || !seen.add(at)) {
                return directory;
            }
            int count = tiff.getShort((int) at) & 0xffff;
            int position = (int) at + 2;
            for (int i = 0; i < count && position <= tiff.limit() - ENTRY_SIZE && entries < MOST_ENTRIES; i++) {
                entries++;
                entry(position, directory);
                position += ENTRY_SIZE;
            }
            return directory;
        }

        private void entry(int at, Directory directory) {
            int tag = tiff.getShort(at) & 0xffff;
            int type = tiff.getShort(at + 2) & 0xffff;
            long count = Integer.toUnsignedLong(tiff.getInt(at + 4));
            if (type == 0
                    || type >= TYPE_SIZES.length
                    || OF_THE_STORED_PICTURE.contains(tag)
                    || directory.entries.containsKey(tag)) {
                return;
            }
            if (DIRECTORIES.contains(tag)) {
                Directory inner = directory(Integer.toUnsignedLong(tiff.getInt(at + 8)));
                if (!inner.entries.isEmpty()) {
                    directory.entries.put(tag, new Entry(LONG, 1, new byte[0], inner));
                }
                return;
            }
            long length = count * TYPE_SIZES[type];
            long offset = length <= 4 ? at + 8 : Integer.toUnsignedLong(tiff.getInt(at + 8));
            if (offset + length > tiff.limit() || length > MOST_BYTES - bytes) {
                return;
            }
            byte[] value = new byte[(int) length];
            tiff.get((int) offset, value);
            bytes += value.length;
            directory.entries.put(tag, new Entry(type, (int) count, value, null));
        }
    }

    /** Lays directories out one after the other, each followed by the values that don't fit into its entries. */
    private static final class Writer {
        private final ByteOrder order;

        Writer(ByteOrder order) {
            this.order = order;
        }

        byte[] written(Directory first) {
            ByteBuffer tiff = ByteBuffer.allocate(8 + size(first)).order(order);
            tiff.putShort((short) (order == ByteOrder.LITTLE_ENDIAN ? 'I' << 8 | 'I' : 'M' << 8 | 'M'));
            tiff.putShort((short) 42).putInt(8);
            write(first, tiff);
            return tiff.array();
        }

        private static int size(Directory directory) {
            int size = sizeOfTable(directory);
            for (Entry entry : directory.entries.values()) {
                size += entry.directory != null ? size(entry.directory) : outside(entry.value.length);
            }
            return size;
        }

        /** The count, the entries, and the offset of a following directory, which there never is. */
        private static int sizeOfTable(Directory directory) {
            return 2 + ENTRY_SIZE * directory.entries.size() + 4;
        }

        /** How many bytes a value takes outside of its entry, where offsets are even. */
        private static int outside(int length) {
            return length <= 4 ? 0 : length + (length & 1);
        }

        private static void write(Directory directory, ByteBuffer tiff) {
            int table = tiff.position();
            int free = table + sizeOfTable(directory);
            tiff.putShort((short) directory.entries.size());
            List<Map.Entry<Integer, Directory>> inner = new ArrayList<>();
            for (Map.Entry<Integer, Entry> tagged : directory.entries.entrySet()) {
                Entry entry = tagged.getValue();
                int at = tiff.position();
                tiff.putShort((short) (int) tagged.getKey())
                        .putShort((short) entry.type)
                        .putInt(entry.count);
                if (entry.directory != null) {
                    inner.add(Map.entry(at + 8, entry.directory));
                } else if (entry.value.length <= 4) {
                    tiff.put(entry.value);
                } else {
                    tiff.putInt(free).put(free, entry.value);
                    free += outside(entry.value.length);
                }
                tiff.position(at + ENTRY_SIZE);
            }
            for (Map.Entry<Integer, Directory> placed : inner) {
                tiff.putInt(placed.getKey(), free).position(free);
                write(placed.getValue(), tiff);
                free += size(placed.getValue());
            }
            tiff.position(free);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Exif exif && Arrays.equals(bytes(), exif.bytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes());
    }

    @Override
    public String toString() {
        Collection<Integer> tags = first.entries.keySet();
        return "Exif" + tags;
    }

    private byte[] bytes() {
        return new Writer(order).written(first);
    }
}
