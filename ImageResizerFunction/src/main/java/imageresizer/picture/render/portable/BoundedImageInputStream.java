package imageresizer.picture.render.portable;

import java.io.IOException;
import javax.imageio.IIOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file in memory that can't be read far beyond its end. TwelveMonkeys' WebP reader takes missing bytes for zeros, with
 * an exception for each: a damaged file of a few bytes would keep it busy for minutes.
 */
final class BoundedImageInputStream extends ImageInputStreamImpl {

    /** What readers of bits may ask for before they need it. */
    private static final int MOST_BEYOND_END = 64;

    private final byte[] file;
    private int beyond;

    BoundedImageInputStream(byte[] file) {
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        bitOffset = 0;
        return streamPos < file.length ? file[(int) streamPos++] & 0xff : end();
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        bitOffset = 0;
        int count = (int) Math.min(length, file.length - streamPos);
        if (count <= 0) {
            return length == 0 ? 0 : end();
        }
        System.arraycopy(file, (int) streamPos, to, offset, count);
        streamPos += count;
        return count;
    }

    @Override
    public long length() {
        return file.length;
    }

    private int end() throws IIOException {
        if (++beyond > MOST_BEYOND_END) {
            throw new IIOException("The file ends too early");
        }
        return -1;
    }
}
