package imageresizer.picture.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.picture.Jpegs;
import imageresizer.picture.Limits;
import imageresizer.picture.RejectedPictureException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guards the function against files that take minutes to decode because they pass over a large picture many times. */
class JpegScansTest {

    private static final int PROGRESSIVE = 0xc2;
    private static final int SEQUENTIAL = 0xc1;
    private static final int ARITHMETIC = 0xc9;

    @Test
    void aLargePictureOfHundredsOfScansIsRefusedWhileItArrives() throws Exception {
        byte[] bytes = Files.readAllBytes(Path.of("src/test/resources/found/jpeg_883_scans_100_megapixels.jpg"));
        try (InputStream stream = new ByteArrayInputStream(bytes);
                SourceReader.Opened opened =
                        new SourceReader(new PictureProbe(Limits.DEFAULT)).open(stream, bytes.length);
                PictureFile file = opened.rest(() -> {})) {
            assertThatExceptionOfType(RejectedPictureException.class)
                    .isThrownBy(file::content)
                    .satisfies(refusal -> assertThat(refusal.getMessage()).contains("scans"));
            // Nobody can have read, and so begun to decode, what comes after the scan that was too much.
            assertThatExceptionOfType(RejectedPictureException.class)
                    .isThrownBy(() -> file.read(bytes.length - 1, MemorySegment.ofArray(new byte[1])));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000, 65536})
    void itMakesNoDifferenceInWhatPiecesTheFileArrives(int piece) {
        byte[] many = jpeg(PROGRESSIVE, 10_000, 10_000, 1, 70);
        byte[] few = jpeg(PROGRESSIVE, 10_000, 10_000, 1, 50);

        assertThatExceptionOfType(RejectedPictureException.class).isThrownBy(() -> add(many, piece));
        assertThatCode(() -> add(few, piece)).doesNotThrowAnyException();
    }

    @Test
    void aSmallPictureMayHaveAnyNumberOfScans() {
        assertThatCode(() -> add(jpeg(PROGRESSIVE, 1000, 700, 1, 800), 4096)).doesNotThrowAnyException();
    }

    @Test
    void scansOfASequentialFileCountAsMuchUnlessTheFirstHasAll() {
        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> add(jpeg(SEQUENTIAL, 10_000, 10_000, 3, 200), 4096));
        // libjpeg ends after the first scan.
        assertThatCode(() -> add(jpeg(SEQUENTIAL, 10_000, 10_000, 1, 200), 4096))
                .doesNotThrowAnyException();
    }

    @Test
    void aLargeFileWithArithmeticCodingIsRefusedFromItsHeader() {
        byte[] header = jpeg(ARITHMETIC, 10_000, 10_000, 3, 1);

        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> new PictureProbe(Limits.DEFAULT).probe(header, 60_000_000))
                .withMessageContaining("arithmetic coding");
        assertThatCode(() -> new PictureProbe(Limits.DEFAULT).probe(header, 30_000_000))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsNoJpegHasNoScans() {
        byte[] png = jpeg(PROGRESSIVE, 10_000, 10_000, 1, 200);
        png[0] = (byte) 0x89;

        assertThatCode(() -> add(png, 4096)).doesNotThrowAnyException();
    }

    private static void add(byte[] file, int piece) throws RejectedPictureException {
        JpegScans scans = new JpegScans();
        for (int at = 0; at < file.length; at += piece) {
            byte[] bytes = Arrays.copyOfRange(file, at, Math.min(file.length, at + piece));
            scans.add(bytes, bytes.length);
        }
    }

    /** A file whose scans are of one component each, with stuffed and restart bytes in their data. */
    private static byte[] jpeg(int frame, int width, int height, int components, int scans) {
        byte[] sof = new byte[6 + 3 * components];
        sof[0] = 8;
        sof[1] = (byte) (height >> 8);
        sof[2] = (byte) height;
        sof[3] = (byte) (width >> 8);
        sof[4] = (byte) width;
        sof[5] = (byte) components;
        for (int i = 0; i < components; i++) {
            sof[6 + 3 * i] = (byte) (1 + i);
            sof[7 + 3 * i] = 0x11;
        }
        byte[] scan = Jpegs.joined(
                segment(JpegSegments.SOS, new byte[] {1, 1, 0, 0, 0, 0}),
                new byte[] {1, 2, -1, 0, (byte) JpegSegments.SOS, -1, (byte) JpegSegments.RST0, 3});
        byte[][] all = new byte[scans][];
        Arrays.fill(all, scan);
        return Jpegs.joined(
                new byte[] {-1, (byte) JpegSegments.SOI},
                segment(JpegSegments.APP1, new byte[500]),
                segment(frame, sof),
                Jpegs.joined(all),
                new byte[] {-1, (byte) JpegSegments.EOI});
    }

    private static byte[] segment(int marker, byte[] content) {
        int length = content.length + 2;
        return Jpegs.joined(new byte[] {-1, (byte) marker, (byte) (length >> 8), (byte) length}, content);
    }
}
