package imageresizer.picture.probe;

/**
 * One directory of tags in a TIFF file (TIFF 6.0, BigTIFF). Immutable; thread-safe like its file.
 *
 * @param isBig whether the file is a BigTIFF
 * @param isLittle whether numbers have their least significant byte first
 * @param offset of the directory in the file
 */
record TiffDirectory(FilePrefix file, boolean isBig, boolean isLittle, long offset) {

    private static final int BIG = 43;
    private static final int SHORT = 3;
    private static final int LONG8 = 16;
    private static final int MOST_TAGS = 4096;

    /** The first one of a file. */
    static TiffDirectory first(FilePrefix file) throws FilePrefix.BeyondException {
        boolean isLittle = file.u8(0) == 'I';
        boolean isBig = file.u16(2, isLittle) == BIG;
        return new TiffDirectory(file, isBig, isLittle, isBig ? file.u64(8, isLittle) : file.u32(4, isLittle));
    }

    /** Another one of the same file. */
    TiffDirectory at(long other) {
        return new TiffDirectory(file, isBig, isLittle, other);
    }

    /** How many entries are looked at. */
    long count() throws FilePrefix.BeyondException {
        return Math.min(MOST_TAGS, isBig ? file.u64(offset, isLittle) : file.u16(offset, isLittle));
    }

    /** Where an entry begins; the one after the last is where the offset of the next directory is. */
    long entry(long index) {
        return offset + (isBig ? 8 : 2) + index * (isBig ? 20 : 12);
    }

    /** The offset of the next directory; 0 if there is none. */
    long next() throws FilePrefix.BeyondException {
        long end = entry(count());
        return end + 8 > file.total() ? 0 : isBig ? file.u64(end, isLittle) : file.u32(end, isLittle);
    }

    int tag(long entry) throws FilePrefix.BeyondException {
        return file.u16(entry, isLittle);
    }

    /** How many numbers an entry has. */
    long numbers(long entry) throws FilePrefix.BeyondException {
        return isBig ? file.u64(entry + 4, isLittle) : file.u32(entry + 4, isLittle);
    }

    /** The first of an entry's short numbers, which are elsewhere if the entry has no room for all. */
    int firstShort(long entry) throws FilePrefix.BeyondException {
        boolean isInside = numbers(entry) * 2 <= (isBig ? 8 : 4);
        return file.u16(isInside ? value(entry) : elsewhere(entry), isLittle);
    }

    /** An entry's only number. */
    long number(long entry) throws FilePrefix.BeyondException {
        return switch (file.u16(entry + 2, isLittle)) {
            case SHORT -> file.u16(value(entry), isLittle);
            case LONG8 -> file.u64(value(entry), isLittle);
            default -> file.u32(value(entry), isLittle);
        };
    }

    /** Where an entry's value is, if it has room for it. */
    long value(long entry) {
        return entry + (isBig ? 12 : 8);
    }

    /** Where an entry's value is, if it has no room for it. */
    long elsewhere(long entry) throws FilePrefix.BeyondException {
        return isBig ? file.u64(value(entry), isLittle) : file.u32(value(entry), isLittle);
    }
}
