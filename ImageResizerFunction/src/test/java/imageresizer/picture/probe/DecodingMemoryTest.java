package imageresizer.picture.probe;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.picture.Jpegs;
import imageresizer.picture.Limits;
import imageresizer.picture.RejectedPictureException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Guards the estimates of memory against what was measured: the growth of the process's resident size while libvips
 * decoded such a picture, in MB, less 24 MB that are always reserved. Less than that would let Lambda kill the function,
 * and much more would refuse what fits.
 */
class DecodingMemoryTest {

    private static final int WIDTH = 12_500;
    private static final int HEIGHT = 8_000;

    private final PictureProbe probe = new PictureProbe(Limits.DEFAULT);

    @ParameterizedTest
    @CsvSource({
        // SOF, samplings of the components, components in the first scan, MB
        "192, 22 11 11, 3, 0", // baseline
        "192, 22 11 11, 1, 286", // sequential, a scan for each component
        "194, 22 11 11, 3, 286", // progressive, 4:2:0
        "202, 22 11 11, 3, 286", // the same, arithmetically coded
        "194, 21 11 11, 3, 382",
        "194, 11 11 11, 3, 573",
        "194, 11, 1, 191",
        "194, 11 11 11 11, 4, 763", // CMYK
        "194, 22 11 11 22, 4, 477"
    })
    void aJpegOfSeveralScansKeepsItsCoefficients(int frame, String samplings, int inFirstScan, long megabytes)
            throws Exception {
        String[] sampling = samplings.split(" ", -1);
        ByteBuffer sof = ByteBuffer.allocate(6 + 3 * sampling.length)
                .put((byte) 8)
                .putShort((short) HEIGHT)
                .putShort((short) WIDTH)
                .put((byte) sampling.length);
        ByteBuffer sos = ByteBuffer.allocate(4 + 2 * inFirstScan).put((byte) inFirstScan);
        for (int i = 0; i < sampling.length; i++) {
            sof.put((byte) i).put((byte) Integer.parseInt(sampling[i], 16)).put((byte) 0);
            if (i < inFirstScan) {
                sos.put((byte) i).put((byte) 0);
            }
        }

        long bytes = memoryOf(Jpegs.joined(
                new byte[] {-1, (byte) JpegSegments.SOI},
                segment(frame, sof.array()),
                segment(JpegSegments.SOS, sos.array()),
                new byte[300]));

        assertThat(bytes).isBetween((megabytes - 1) << 20, (megabytes + 5) << 20);
    }

    @ParameterizedTest
    @CsvSource({"8, 2, 0, 47", "8, 2, 1, 317", "16, 2, 0, 80", "16, 2, 1, 600", "8, 0, 1, 100", "16, 6, 1, 800"})
    void anInterlacedPngIsDecodedWhole(int bits, int colour, int interlaced, long megabytes) throws Exception {
        byte[] header = ByteBuffer.allocate(13)
                .putInt(WIDTH)
                .putInt(HEIGHT)
                .put(new byte[] {(byte) bits, (byte) colour, 0, 0, (byte) interlaced})
                .array();
        byte[] png = Jpegs.joined(
                "\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1),
                PngChunk.encoded("IHDR", header),
                PngChunk.encoded("IDAT", new byte[300]));

        assertThat(memoryOf(png)).isBetween((megabytes - 8) << 20, (megabytes * 6 / 5) << 20);
    }

    @Test
    void aGifTakesItsWholeScreen() throws Exception {
        ByteBuffer gif = ByteBuffer.allocate(300).order(ByteOrder.LITTLE_ENDIAN);
        gif.put("GIF89a".getBytes(StandardCharsets.ISO_8859_1))
                .putShort((short) 10_000)
                .putShort((short) 10_000)
                .put(new byte[] {0, 0, 0, ';'});

        assertThat(memoryOf(gif.array())).isBetween(440L << 20, 560L << 20);
    }

    /** The factor is that of the pixels of what was measured, of 48 megapixels, to those of the fixture. */
    @ParameterizedTest
    @CsvSource({"quarters.avif, 18.5", "orientation-6.avif, 18.5"})
    void anAvifTakesManyBytesForEachPixel(String file, double bytesPerPixel) throws Exception {
        PictureHeader header = probe.probe(Files.readAllBytes(Path.of("src/test/resources/pictures", file)));

        assertThat(header.memory().whole() / (64.0 * 48)).isBetween(14.9, bytesPerPixel);
    }

    @ParameterizedTest
    @CsvSource({
        // compression, rows of a strip, tile, planar, MB
        "1, 8000, 0, 1, 0", // uncompressed, read row by row
        "8, 256, 0, 1, 9",
        "8, 8000, 0, 2, 381",
        "7, 8000, 0, 1, 286",
        "8, 0, 256, 1, 19",
        "8, 0, 4096, 1, 384"
    })
    void aTiffTakesItsStripOrTwoRowsOfTiles(int compression, int rows, int tile, int planar, long megabytes)
            throws Exception {
        int[][] entries = {
            {256, WIDTH},
            {257, HEIGHT},
            {258, 8},
            {259, compression},
            {277, 3},
            {tile > 0 ? 322 : 278, tile > 0 ? tile : rows},
            {284, planar},
            {tile > 0 ? 323 : 296, tile > 0 ? tile : 1}
        };
        ByteBuffer tiff = ByteBuffer.allocate(400).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put("II*\0".getBytes(StandardCharsets.ISO_8859_1)).putInt(8).putShort((short) entries.length);
        for (int[] entry : entries) {
            tiff.putShort((short) entry[0]).putShort((short) 3).putInt(1).putInt(entry[1]);
        }

        assertThat(probe.probe(tiff.array()).memory().whole()).isBetween((megabytes - 1) << 20, (megabytes + 2) << 20);
    }

    /** What a header says of tiles or of a strip need not make sense, but must not end in a small number. */
    @Test
    void tilesWithoutMeasureTakeMoreThanThereIs() throws Exception {
        ByteBuffer tiff = ByteBuffer.allocate(400).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put("II*\0".getBytes(StandardCharsets.ISO_8859_1)).putInt(8).putShort((short) 4);
        for (int[] entry : new int[][] {{256, 100}, {257, 100}, {322, -1}, {323, -1}}) {
            tiff.putShort((short) entry[0]).putShort((short) 4).putInt(1).putInt(entry[1]);
        }

        assertThat(memoryOf(tiff.array())).isGreaterThan(1L << 31);
    }

    /** For a rendition of 800 pixels. */
    private long memoryOf(byte[] file) throws RejectedPictureException {
        PictureHeader header = probe.probe(file);
        return header.memory().bytes(header.storedSize(), header.size().width() / 800.0);
    }

    private static byte[] segment(int marker, byte[] content) {
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        segment.writeBytes(new byte[] {-1, (byte) marker, 0, (byte) (content.length + 2)});
        segment.writeBytes(content);
        return segment.toByteArray();
    }
}
