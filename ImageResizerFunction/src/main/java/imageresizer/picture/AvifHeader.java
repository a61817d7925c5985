package imageresizer.picture;

import imageresizer.reason.ReasonCode;
import java.util.ArrayList;
import java.util.List;

/** The header of AVIF: the properties of the primary item, as ISO/IEC 23008-12 (HEIF) lays them out in boxes. */
final class AvifHeader {

    /** Of boxes in one box: far more than there are. */
    private static final int MOST_BOXES = 4096;

    /** For two pixels, if colours are as fine as brightness. */
    private static final int MOST_SAMPLES = 6;

    private AvifHeader() {}

    private record Box(String type, long start, long end) {}

    static StoredHeader read(Prefix file, Limits limits) throws Prefix.BeyondException, UnusablePictureException {
        Box meta = only("meta", children(file, 0, file.total(), "meta"));
        List<Box> inMeta = children(file, meta.start + 4, meta.end, "");
        Box primary = only("pitm", inMeta);
        long item = file.u8(primary.start) == 0 ? file.u16(primary.start + 4) : file.u32(primary.start + 4);
        List<Box> inProperties = children(file, only("iprp", inMeta).start, only("iprp", inMeta).end, "");
        Box container = only("ipco", inProperties);
        List<Box> properties = children(file, container.start, container.end, "");
        long width = 0;
        long height = 0;
        int quarterTurns = 0;
        int mirror = -1;
        int samples = MOST_SAMPLES;
        boolean deep = true;
        for (int index : associated(file, only("ipma", inProperties), item)) {
            if (index < 1 || index > properties.size()) {
                continue;
            }
            Box property = properties.get(index - 1);
            switch (property.type) {
                case "ispe" -> {
                    width = file.u32(property.start + 4);
                    height = file.u32(property.start + 8);
                }
                case "av1C" -> {
                    int coding = file.u8(property.start + 2);
                    deep = (coding & 0x40) != 0;
                    int halved = (coding >> 3 & 1) + (coding >> 2 & 1);
                    samples = (coding & 0x10) != 0 ? 2 : 2 + (4 >> halved);
                }
                case "irot" -> quarterTurns = file.u8(property.start) & 3;
                case "imir" -> mirror = file.u8(property.start) & 1;
                default -> {}
            }
        }
        limits.checkSize(width, height);
        boolean alpha = properties.stream().anyMatch(property -> property.type.equals("auxC"));
        return new StoredHeader(
                (int) width,
                (int) height,
                1,
                orientation(quarterTurns, mirror),
                alpha,
                Exif.NONE,
                DecodingMemory.ofAvif(width, height, samples, deep, alpha));
    }

    /**
     * The orientation as EXIF counts.
     *
     * @param quarterTurns anticlockwise, done first
     * @param mirror top and bottom exchanged if 0, left and right if 1, neither if -1
     */
    private static int orientation(int quarterTurns, int mirror) {
        int[] turned = {1, 8, 3, 6};
        int[] thenUpsideDown = {4, 5, 2, 7};
        int[] thenMirrored = {2, 7, 4, 5};
        return switch (mirror) {
            case 0 -> thenUpsideDown[quarterTurns];
            case 1 -> thenMirrored[quarterTurns];
            default -> turned[quarterTurns];
        };
    }

    /** The numbers of the properties of an item, counted from one. */
    private static List<Integer> associated(Prefix file, Box associations, long item) throws Prefix.BeyondException {
        int version = file.u8(associations.start);
        boolean wide = (file.u8(associations.start + 3) & 1) != 0;
        long entries = file.u32(associations.start + 4);
        long at = associations.start + 8;
        List<Integer> indices = new ArrayList<>();
        for (long i = 0; i < entries && at < associations.end; i++) {
            long id = version < 1 ? file.u16(at) : file.u32(at);
            at += version < 1 ? 2 : 4;
            int count = file.u8(at++);
            for (int j = 0; j < count; j++) {
                int index = wide ? file.u16(at) & 0x7fff : file.u8(at) & 0x7f;
                at += wide ? 2 : 1;
                if (id == item) {
                    indices.add(index);
                }
            }
        }
        return indices;
    }

    private static Box only(String type, List<Box> boxes) throws UnusablePictureException {
        for (Box box : boxes) {
            if (box.type.equals(type)) {
                return box;
            }
        }
        throw new UnusablePictureException(ReasonCode.AVIF_BOX_MISSING, type);
    }

    /** The boxes between two offsets, up to the one of a type. */
    private static List<Box> children(Prefix file, long start, long end, String last) throws Prefix.BeyondException {
        List<Box> boxes = new ArrayList<>();
        long at = start;
        while (at + 8 <= end && boxes.size() < MOST_BOXES) {
            long size = file.u32(at);
            String type = ascii(file, at + 4);
            long content = at + 8;
            if (size == 1) {
                size = file.u64(content, false);
                content += 8;
            } else if (size == 0) {
                size = end - at;
            }
            if (size < content - at || size > end - at) {
                break;
            }
            boxes.add(new Box(type, content, at + size));
            if (type.equals(last)) {
                break;
            }
            at += size;
        }
        return boxes;
    }

    private static String ascii(Prefix file, long at) throws Prefix.BeyondException {
        StringBuilder type = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            type.append((char) file.u8(at + i));
        }
        return type.toString();
    }
}
