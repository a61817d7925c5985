package imageresizer.picture.portable;

import static java.nio.charset.StandardCharsets.US_ASCII;

import imageresizer.picture.Limits;
import imageresizer.picture.PictureHeader;
import imageresizer.picture.PictureProbe;
import imageresizer.picture.Prefix;
import imageresizer.picture.Size;
import imageresizer.picture.UnusablePictureException;
import imageresizer.picture.portable.Decoded.Kind;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/**
 * WebP (RFC 9649), lossy and lossless, by TwelveMonkeys' reader: it is given the first frame as a still picture without
 * anything else.
 */
final class WebpDecoder implements Decoder {

    private static final int FIRST_CHUNK = 12;
    private static final int FRAME_HEADER = 16;
    private static final int HAS_ALPHA = 0x10;

    private final Prefix file;
    private final Size canvas;

    WebpDecoder(byte[] source, PictureHeader header) {
        this.file = new Prefix(source, source.length);
        this.canvas = header.storedSize();
    }

    /** The picture's chunks with their envelopes, and where on the canvas it is. */
    private record Frame(int left, int top, Size size, byte @Nullable [] alpha, byte[] picture) {}

    @Override
    public long heap() {
        // The image, and what the reader keeps of each block of a lossy picture while it decodes.
        return 12L * canvas.width() * canvas.height();
    }

    @Override
    public Decoded decode(Shrink shrink) throws IOException, UnusablePictureException {
        byte @Nullable [] profile = null;
        @Nullable Frame frame = null;
        try {
            byte @Nullable [] alpha = null;
            long at = FIRST_CHUNK;
            while (frame == null && at + 8 <= file.total()) {
                long length = Math.min(file.u32(at + 4, true), file.total() - at - 8);
                switch (new String(file.copy(at, 4), US_ASCII)) {
                    case "ICCP" -> profile = file.copy(at + 8, length);
                    case "ALPH" -> alpha = file.copy(at, 8 + length);
                    case "VP8 ", "VP8L" -> frame = new Frame(0, 0, canvas, alpha, picture(at, length));
                    case "ANMF" -> frame = animationFrame(at + 8, at + 8 + length);
                    default -> {}
                }
                at += 8 + length + (length & 1);
            }
        } catch (Prefix.BeyondException e) {
            throw Decoder.incomplete(0);
        }
        if (frame == null) {
            throw Decoder.incomplete(0);
        }
        return decode(frame, profile, shrink);
    }

    /** The chunk of a picture, unless much of it is cut off, which the reader takes for black or invisible. */
    private byte[] picture(long at, long length) throws Prefix.BeyondException, UnusablePictureException {
        double there = (double) length / file.u32(at + 4, true);
        if (there < ENOUGH) {
            throw Decoder.incomplete(there);
        }
        return file.copy(at, 8 + length);
    }

    private @Nullable Frame animationFrame(long start, long end)
            throws Prefix.BeyondException, UnusablePictureException {
        int left = 2 * file.u24LittleEndian(start);
        int top = 2 * file.u24LittleEndian(start + 3);
        Size size = new Size(file.u24LittleEndian(start + 6) + 1, file.u24LittleEndian(start + 9) + 1);
        byte @Nullable [] alpha = null;
        long at = start + FRAME_HEADER;
        while (at + 8 <= end) {
            long length = Math.min(file.u32(at + 4, true), end - at - 8);
            switch (new String(file.copy(at, 4), US_ASCII)) {
                case "ALPH" -> alpha = file.copy(at, 8 + length);
                case "VP8 ", "VP8L" -> {
                    return new Frame(left, top, size, alpha, picture(at, length));
                }
                default -> {}
            }
            at += 8 + length + (length & 1);
        }
        return null;
    }

    private Decoded decode(Frame frame, byte @Nullable [] profile, Shrink shrink)
            throws IOException, UnusablePictureException {
        Size coded = new PictureProbe(Limits.ofPixels(Integer.MAX_VALUE))
                .probe(file(frame.picture))
                .storedSize();
        if (!coded.equals(frame.size)) {
            throw new IIOException("The picture is " + coded + " where its envelope says " + frame.size);
        }
        ImageReader reader = ImageReaders.webp();
        try {
            reader.setInput(new StrictInputStream(still(frame)), true, true);
            BufferedImage image = reader.read(0);
            BlockAverage rows = new BlockAverage(canvas, shrink);
            boolean fills = frame.left == 0 && frame.top == 0 && frame.size.equals(canvas);
            Kind kind =
                    RowConverter.addAll(image, fills ? rows : new OnCanvas(frame.left, frame.top, frame.size, rows));
            if (!fills) {
                int[] nothing = new int[canvas.width()];
                while (rows.rows() < canvas.height()) {
                    rows.add(nothing);
                }
                kind = Kind.TRANSPARENT;
            }
            return new Decoded(rows.finished(), canvas, shrink, kind, profile);
        } finally {
            reader.dispose();
        }
    }

    private static byte[] still(Frame frame) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        if (frame.alpha != null) {
            int width = frame.size.width() - 1;
            int height = frame.size.height() - 1;
            chunks.writeBytes("VP8X".getBytes(US_ASCII));
            chunks.writeBytes(new byte[] {
                10,
                0,
                0,
                0,
                HAS_ALPHA,
                0,
                0,
                0,
                (byte) width,
                (byte) (width >> 8),
                (byte) (width >> 16),
                (byte) height,
                (byte) (height >> 8),
                (byte) (height >> 16)
            });
            writePadded(chunks, frame.alpha);
        }
        writePadded(chunks, frame.picture);
        return file(chunks.toByteArray());
    }

    private static byte[] file(byte[] chunks) {
        return ByteBuffer.allocate(FIRST_CHUNK + chunks.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(US_ASCII))
                .putInt(4 + chunks.length)
                .put("WEBP".getBytes(US_ASCII))
                .put(chunks)
                .array();
    }

    private static void writePadded(ByteArrayOutputStream to, byte[] chunk) {
        ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).putInt(4, chunk.length - 8);
        to.writeBytes(chunk);
        if ((chunk.length & 1) != 0) {
            to.write(0);
        }
    }

    /** Puts rows of a frame in their place on a transparent canvas. */
    private record OnCanvas(int left, int top, Size size, BlockAverage canvas) implements RowSink {

        @Override
        public int width() {
            return size.width();
        }

        @Override
        public int height() {
            return size.height();
        }

        @Override
        public int rows() {
            return canvas.rows() - top;
        }

        @Override
        public void restart() {
            canvas.restart();
        }

        @Override
        public void add(int[] pixels) {
            int[] row = new int[canvas.width()];
            while (canvas.rows() < Math.min(top, canvas.height())) {
                canvas.add(row);
            }
            int seen = Math.min(size.width(), canvas.width() - left);
            if (seen > 0) {
                System.arraycopy(pixels, 0, row, left, seen);
            }
            canvas.add(row);
        }
    }
}
