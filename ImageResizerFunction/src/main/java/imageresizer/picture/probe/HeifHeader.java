package imageresizer.picture.probe;

import static java.util.Objects.requireNonNull;

import imageresizer.picture.Limits;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.Size;
import imageresizer.reason.ReasonCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The header of AVIF and HEIC: the properties of the primary item, as ISO/IEC 23008-12 (HEIF) lays them out in boxes. What
 * an item is coded with is described by ISO/IEC 14496-15 (HEVC) and the AV1 image file format.
 *
 * <p>The size is the one after cropping and turning, which decoders apply: EXIF data has no say in it.
 */
final class HeifHeader {

    /** Of boxes in one box: far more than there are. */
    private static final int MOST_BOXES = 4096;

    /** For two pixels, if colours are as fine as brightness. */
    private static final int MOST_SAMPLES = 6;

    private static final int GREY = 2;

    private static final Set<String> ALPHA =
            Set.of("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", "urn:mpeg:hevc:2015:auxid:1");

    private static final int LONGEST_AUXILIARY_TYPE = 64;

    private final PictureFormat format;
    private final FilePrefix file;
    private final Limits limits;
    private final List<HeifBox> properties;
    private final Map<Long, List<HeifBox>> associated;
    private final List<Reference> references;

    private record HeifBox(String type, long start, long end) {}

    private record Reference(String type, long from, List<Long> to) {}

    /** How an item is coded; for two pixels there are so many samples, each of more than eight bits if it is deep. */
    private record SampleCoding(int samples, boolean isDeep) {}

    private HeifHeader(PictureFormat format, FilePrefix file, Limits limits, List<HeifBox> inMeta)
            throws FilePrefix.BeyondException, RejectedPictureException {
        this.format = format;
        this.file = file;
        this.limits = limits;
        HeifBox all = only("iprp", inMeta);
        List<HeifBox> inProperties = children(all.start, all.end, "");
        HeifBox container = only("ipco", inProperties);
        properties = children(container.start, container.end, "");
        associated = associated(only("ipma", inProperties));
        Optional<HeifBox> found =
                inMeta.stream().filter(box -> box.type.equals("iref")).findFirst();
        references = found.isPresent() ? references(found.get()) : List.of();
    }

    static PictureHeader readAvif(FilePrefix file, Limits limits)
            throws FilePrefix.BeyondException, RejectedPictureException {
        return read(PictureFormat.AVIF, file, limits);
    }

    static PictureHeader readHeic(FilePrefix file, Limits limits)
            throws FilePrefix.BeyondException, RejectedPictureException {
        return read(PictureFormat.HEIC, file, limits);
    }

    private static PictureHeader read(PictureFormat format, FilePrefix file, Limits limits)
            throws FilePrefix.BeyondException, RejectedPictureException {
        HeifBox meta = only(format, "meta", children(file, 0, file.total(), "meta"));
        List<HeifBox> inMeta = children(file, meta.start + 4, meta.end, "");
        HeifBox primary = only(format, "pitm", inMeta);
        long item = file.u8(primary.start) == 0 ? file.u16(primary.start + 4) : file.u32(primary.start + 4);
        return new HeifHeader(format, file, limits, inMeta).read(item);
    }

    private PictureHeader read(long item) throws FilePrefix.BeyondException, RejectedPictureException {
        HeifBox extents = only("ispe", of(item));
        long width = file.u32(extents.start + 4);
        long height = file.u32(extents.start + 8);
        limits.checkSize(width, height);
        Size size = new Size((int) width, (int) height);
        SampleCoding coding = coding(item);
        boolean hasProfile = false;
        @Nullable ColourEncoding colours = null;
        for (HeifBox property : of(item)) {
            switch (property.type) {
                case "clap" -> size = cropped(size, property);
                case "irot" -> size = (file.u8(property.start) & 1) == 1 ? size.turned() : size;
                case "colr" -> {
                    if (!file.has(property.start, "nclx")) {
                        hasProfile = true;
                    } else {
                        // Of grey, unlike of colours, decoders don't expand the range.
                        boolean limited = coding.samples == GREY && file.u8(property.start + 10) >> 7 == 0;
                        colours = ColourEncoding.ofCodePoints(
                                        file.u16(property.start + 4), file.u16(property.start + 6), limited)
                                .orElse(null);
                    }
                }
                default -> {}
            }
        }
        Optional<Long> alpha = alphaOf(item);
        checkWork(item, alpha);
        return PictureHeader.stored(
                format,
                size.width(),
                size.height(),
                /* frames= */ 1,
                Exif.UPRIGHT,
                alpha.isPresent(),
                Exif.NONE,
                memory(width, height, coding, alpha.isPresent()),
                hasProfile ? null : colours,
                references.stream().anyMatch(reference -> reference.type.equals("prem") && reference.from == item));
    }

    private DecodingMemory memory(long width, long height, SampleCoding coding, boolean alpha) {
        return format == PictureFormat.HEIC
                ? DecodingMemory.ofHeic(width, height, coding.samples, coding.isDeep, alpha)
                : DecodingMemory.ofAvif(width, height, coding.samples, coding.isDeep, alpha);
    }

    /** The clean aperture: a rectangle around the middle, moved by an offset, in fractions of pixels. */
    private Size cropped(Size size, HeifBox clap) throws FilePrefix.BeyondException, RejectedPictureException {
        int width = cropped(size.width(), clap.start, clap.start + 16);
        int height = cropped(size.height(), clap.start + 8, clap.start + 24);
        limits.checkSize(width, height);
        return new Size(width, height);
    }

    /** As libheif counts: both edges are rounded down. */
    private int cropped(int side, long length, long offset) throws FilePrefix.BeyondException {
        double kept = fraction(length);
        double first = fraction(offset) + (side - 1) / 2.0 - (kept - 1) / 2.0;
        double last = kept - 1 + first;
        return (int) (Math.min(side - 1.0, Math.floor(last)) - Math.max(0, Math.floor(first))) + 1;
    }

    private double fraction(long at) throws FilePrefix.BeyondException {
        return (double) (int) file.u32(at) / Math.max(1, (int) file.u32(at + 4));
    }

    private Optional<Long> alphaOf(long item) throws FilePrefix.BeyondException {
        for (Reference reference : references) {
            if (reference.type.equals("auxl") && reference.to.contains(item)) {
                for (HeifBox property : of(reference.from)) {
                    if (property.type.equals("auxC") && ALPHA.contains(text(property.start + 4, property.end))) {
                        return Optional.of(reference.from);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private String text(long start, long end) throws FilePrefix.BeyondException {
        StringBuilder text = new StringBuilder();
        for (long at = start; at < Math.min(end, start + LONGEST_AUXILIARY_TYPE) && file.u8(at) != 0; at++) {
            text.append((char) file.u8(at));
        }
        return text.toString();
    }

    /** Of the item, or of the first one that it is put together from. */
    private SampleCoding coding(long item) throws FilePrefix.BeyondException {
        List<HeifBox> boxes = new ArrayList<>(of(item));
        parts(item).stream().findFirst().ifPresent(part -> boxes.addAll(of(part)));
        for (HeifBox property : boxes) {
            if (property.type.equals("av1C")) {
                int coding = file.u8(property.start + 2);
                int halved = (coding >> 3 & 1) + (coding >> 2 & 1);
                return new SampleCoding((coding & 0x10) != 0 ? GREY : 2 + (4 >> halved), (coding & 0x40) != 0);
            }
            if (property.type.equals("hvcC")) {
                int[] samples = {GREY, 3, 4, MOST_SAMPLES};
                return new SampleCoding(
                        samples[file.u8(property.start + 16) & 3], (file.u8(property.start + 17) & 7) > 0);
            }
        }
        return new SampleCoding(MOST_SAMPLES, /* isDeep= */ true);
    }

    /** All that is decoded, tiles and alpha included, counts: each part may be as large as the whole is allowed to be. */
    private void checkWork(long item, Optional<Long> alpha)
            throws FilePrefix.BeyondException, RejectedPictureException {
        List<Long> parts = new ArrayList<>(parts(item));
        if (alpha.isPresent()) {
            parts.add(alpha.get());
            parts.addAll(parts(alpha.get()));
        }
        long pixels = 0;
        for (long part : parts) {
            for (HeifBox property : of(part)) {
                if (property.type.equals("ispe")) {
                    long width = file.u32(property.start + 4);
                    long height = file.u32(property.start + 8);
                    limits.checkSize(width, height);
                    pixels += width * height;
                }
            }
        }
        limits.checkParts(format, parts.size(), pixels);
    }

    /** What a grid or an overlay is put together from, in the order of use. */
    private List<Long> parts(long item) {
        return references.stream()
                .filter(reference -> reference.type.equals("dimg") && reference.from == item)
                .flatMap(reference -> reference.to.stream())
                .toList();
    }

    private List<HeifBox> of(long item) {
        return associated.getOrDefault(item, List.of());
    }

    /** The properties of each item, in the order in which they are applied. */
    private Map<Long, List<HeifBox>> associated(HeifBox associations) throws FilePrefix.BeyondException {
        int version = file.u8(associations.start);
        boolean wide = (file.u8(associations.start + 3) & 1) != 0;
        long entries = file.u32(associations.start + 4);
        long at = associations.start + 8;
        Map<Long, List<HeifBox>> result = new HashMap<>();
        for (long i = 0; i < Math.min(entries, MOST_BOXES) && at < associations.end; i++) {
            long id = version < 1 ? file.u16(at) : file.u32(at);
            at += version < 1 ? 2 : 4;
            List<HeifBox> ofItem = requireNonNull(result.computeIfAbsent(id, unused -> new ArrayList<>()));
            int count = file.u8(at++);
            for (int j = 0; j < count; j++) {
                int index = wide ? file.u16(at) & 0x7fff : file.u8(at) & 0x7f;
                at += wide ? 2 : 1;
                if (index >= 1 && index <= properties.size()) {
                    ofItem.add(properties.get(index - 1));
                }
            }
        }
        return result;
    }

    private List<Reference> references(HeifBox container) throws FilePrefix.BeyondException {
        int bytes = file.u8(container.start) == 0 ? 2 : 4;
        List<Reference> result = new ArrayList<>();
        int targets = 0;
        for (HeifBox box : children(container.start + 4, container.end, "")) {
            List<Long> to = new ArrayList<>();
            int count = file.u16(box.start + bytes);
            for (int i = 0; i < count && targets < MOST_BOXES; i++, targets++) {
                to.add(id(box.start + bytes + 2 + (long) bytes * i, bytes));
            }
            result.add(new Reference(box.type, id(box.start, bytes), to));
        }
        return result;
    }

    private long id(long at, int bytes) throws FilePrefix.BeyondException {
        return bytes == 2 ? file.u16(at) : file.u32(at);
    }

    private HeifBox only(String type, List<HeifBox> boxes) throws RejectedPictureException {
        return only(format, type, boxes);
    }

    private static HeifBox only(PictureFormat format, String type, List<HeifBox> boxes)
            throws RejectedPictureException {
        for (HeifBox box : boxes) {
            if (box.type.equals(type)) {
                return box;
            }
        }
        throw new RejectedPictureException(
                format == PictureFormat.HEIC ? ReasonCode.HEIC_BOX_MISSING : ReasonCode.AVIF_BOX_MISSING, type);
    }

    private List<HeifBox> children(long start, long end, String last) throws FilePrefix.BeyondException {
        return children(file, start, end, last);
    }

    /** The boxes between two offsets, up to the one of a type. */
    private static List<HeifBox> children(FilePrefix file, long start, long end, String last)
            throws FilePrefix.BeyondException {
        List<HeifBox> boxes = new ArrayList<>();
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
            boxes.add(new HeifBox(type, content, at + size));
            if (type.equals(last)) {
                break;
            }
            at += size;
        }
        return boxes;
    }

    private static String ascii(FilePrefix file, long at) throws FilePrefix.BeyondException {
        StringBuilder type = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            type.append((char) file.u8(at + i));
        }
        return type.toString();
    }
}
