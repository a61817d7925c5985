package imageresizer.picture.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.picture.Jpegs;
import imageresizer.picture.Limits;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Pictures;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.Size;
import imageresizer.picture.probe.PictureProbe.Finding;
import imageresizer.picture.render.MalformedJpegs;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureProbeTest {

    private final PictureProbe probe = new PictureProbe(Limits.DEFAULT);

    @ParameterizedTest
    @CsvSource({
        "progressive.jpg, JPEG, 1, 1, false",
        "palette.png, PNG, 1, 1, false",
        "palette-alpha.png, PNG, 1, 1, true",
        "orientation-6.png, PNG, 1, 6, false",
        "lossy.webp, WEBP, 1, 1, false",
        "lossless.webp, WEBP, 1, 1, false",
        "lossy-alpha.webp, WEBP, 1, 1, true",
        "lossless-alpha.webp, WEBP, 1, 1, true",
        "orientation-6.webp, WEBP, 1, 6, false",
        "animated.webp, WEBP, 2, 1, false",
        "interlaced.gif, GIF, 1, 1, false",
        "alpha.gif, GIF, 1, 1, true",
        "animated.gif, GIF, 2, 1, false",
        "lzw.tif, TIFF, 1, 1, false",
        "alpha.tif, TIFF, 1, 1, true",
        "orientation-6.tif, TIFF, 1, 6, false",
        "two-pages.tif, TIFF, 1, 1, false",
        "quarters.avif, AVIF, 1, 1, false",
        "orientation-6.avif, AVIF, 1, 1, false",
        "quarters.heic, HEIC, 1, 1, false",
        "orientation-6.heic, HEIC, 1, 1, false",
        "alpha.heic, HEIC, 1, 1, true"
    })
    void tellsWhatAPictureIs(String file, PictureFormat format, int frames, int orientation, boolean alpha)
            throws Exception {
        PictureHeader header = probe.probe(fixture(file));

        assertThat(header.format()).isEqualTo(format);
        assertThat(header.size()).isEqualTo(new Size(64, 48));
        assertThat(header.frames()).isEqualTo(frames);
        assertThat(header.orientation()).isEqualTo(orientation);
        assertThat(header.alpha()).isEqualTo(alpha);
    }

    @Test
    void theSizeIsTheUprightOneWhereThePictureLiesOnItsSide() throws Exception {
        PictureHeader header = probe.probe(Jpegs.of(Pictures.quarters(48, 64))
                .withSegment(JpegSegments.APP1, Jpegs.exif(8))
                .bytes());

        assertThat(header.isTurned()).isTrue();
        assertThat(header.size()).isEqualTo(new Size(64, 48));
        assertThat(header.storedSize()).isEqualTo(new Size(48, 64));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "progressive.jpg",
                "orientation-6.png",
                "lossy.webp",
                "orientation-6.webp",
                "animated.gif",
                "orientation-6.tif",
                "quarters.avif",
                "alpha.heic"
            })
    void aPrefixTellsTheSameAsTheWholeFileOrHowMuchIsNeeded(String file) throws Exception {
        byte[] whole = fixture(file);
        PictureHeader expected = probe.probe(whole);
        long length = 0;
        while (true) {
            Finding finding = probe.probe(Arrays.copyOf(whole, (int) length), whole.length);
            if (finding instanceof Finding.Known(PictureHeader header)) {
                assertThat(header).isEqualTo(expected);
                return;
            }
            long needed = ((Finding.NeedsMore) finding).bytes();
            assertThat(needed).isGreaterThan(length).isLessThanOrEqualTo(whole.length);
            length = needed;
        }
    }

    @Test
    void aPhotographIsKnownFromItsBeginning() throws Exception {
        byte[] whole = Jpegs.of(Pictures.colourful(1000, 800)).bytes();

        assertThat(probe.probe(Arrays.copyOf(whole, 1024), 40_000_000)).isInstanceOf(Finding.Known.class);
    }

    @Test
    void aHeaderOfTooManyPixelsIsEnough() {
        Jpegs jpeg = Jpegs.of(Pictures.quarters(16, 16));
        Arrays.fill(jpeg.part(jpeg.indexOf(JpegSegments.SOF0)), 5, 9, (byte) 0xff);

        assertRejected(jpeg.bytes(), "65,535 x 65,535", "250,000,000", "MaxPixels");
    }

    @Test
    void aSideLongerThanAnyFormatTakesIsTooLong() {
        assertRejected(png(header(900_000, 1)), "900,000 x 1", "65,535");
    }

    @Test
    void aFileTooLargeIsRefusedBeforeAnyOfItIsRead() {
        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> probe.probe(new byte[0], 5_000_000_000L))
                .withMessageContaining("5,000,000,000 bytes");
    }

    @Test
    void tooManyFramesAreCountedNoFurther() {
        ByteArrayOutputStream gif = new ByteArrayOutputStream();
        gif.writeBytes("GIF89a\1\0\1\0\0\0\0".getBytes(ISO_8859_1));
        for (int i = 0; i < 10_000; i++) {
            gif.writeBytes(new byte[] {0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4c, 1, 0});
        }

        assertRejected(gif.toByteArray(), "animation", "2,000");
    }

    @Test
    void textThatMayInflateToAGigabyteIsRefused() {
        assertRejected(png(header(9, 9), chunk("zTXt", new byte[1_000_000])), "compressed text", "900,000");
        assertRejected(
                png(
                        header(9, 9),
                        chunk("zTXt", new byte[9]),
                        chunk("iTXt", Arrays.copyOf(new byte[] {'a', 0, 1}, 900_000))),
                "compressed text");
    }

    @Test
    void aPrefixThatAnnouncesAGigabyteOfTextIsEnough() {
        byte[] prefix = Arrays.copyOf(png(header(9, 9), new byte[] {0x40, 0, 0, 0, 'z', 'T', 'X', 't'}), 300);

        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(
                        () -> new PictureProbe(new Limits(1000, 1, 2_000_000_000, 1000)).probe(prefix, 1_500_000_000))
                .withMessageContaining("compressed text");
    }

    @Test
    void plainTextIsSkippedWhateverItsLength() throws Exception {
        byte[] png = png(
                header(9, 9), chunk("tEXt", new byte[2_000_000]), chunk("iTXt", new byte[2_000_000]), chunk("IDAT"));

        assertThat(probe.probe(png).size()).isEqualTo(new Size(9, 9));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aPictureWithoutPixelsIsRefused(int width) {
        assertRejected(png(header(width, 0), chunk("IDAT")), "nothing to show");
    }

    @ParameterizedTest
    @EnumSource(MalformedJpegs.class)
    void aMalformedJpegHasItsSizeOrAReason(MalformedJpegs malformed) {
        try {
            assertThat(probe.probe(malformed.file()).size()).isEqualTo(new Size(160, 120));
        } catch (RejectedPictureException e) {
            assertThat(e.getMessage()).endsWith(".");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "progressive.jpg",
                "orientation-6.png",
                "orientation-6.webp",
                "animated.webp",
                "animated.gif",
                "orientation-6.tif",
                "orientation-6.avif",
                "alpha.heic",
                "orientation-6.heic"
            })
    void noByteInAHeaderIsTrusted(String file) throws Exception {
        byte[] whole = fixture(file);
        for (int at = 0; at < whole.length; at++) {
            for (int value : new int[] {0, 0x7f, 0xff}) {
                byte[] changed = whole.clone();
                changed[at] = (byte) value;
                try {
                    Size size = probe.probe(changed).size();
                    assertThat((long) size.width() * size.height()).isLessThanOrEqualTo(250_000_000);
                } catch (RejectedPictureException e) {
                    assertThat(e.getMessage()).endsWith(".");
                }
            }
        }
    }

    @Test
    void saysThatAnEmptyFileIsEmpty() {
        assertRejected(new byte[0], "empty", "Upload a JPEG");
    }

    @Test
    void saysThatATextIsNoPicture() {
        assertRejected("Dear diary".getBytes(ISO_8859_1), "not a picture", "Upload a JPEG");
    }

    @Test
    void aGifHidesNoLargeFrameBehindASmallScreen() {
        byte[] gif = new byte[300];
        ByteBuffer.wrap(gif)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("GIF89a\1\0\1\0\0\0\0,\0\0\0\0".getBytes(ISO_8859_1))
                .putShort((short) 40_000)
                .putShort((short) 50_000);

        assertRejected(gif, "40,000 x 50,000");
    }

    @Test
    void aGifCutShortIsReadAlikeHoweverLittleOfItIsThereYet() throws Exception {
        byte[] whole = Pictures.encoded(Pictures.colourful(64, 48), "gif");
        byte[] cut = Arrays.copyOf(whole, whole.length * 2 / 3);
        PictureHeader header = probe.probe(cut);

        for (int length = 256; length < cut.length; length++) {
            switch (probe.probe(Arrays.copyOf(cut, length), cut.length)) {
                case PictureProbe.Finding.Known known ->
                    assertThat(known.header()).usingRecursiveComparison().isEqualTo(header);
                case PictureProbe.Finding.NeedsMore more ->
                    assertThat(more.bytes()).isGreaterThan(length).isLessThanOrEqualTo(cut.length);
            }
        }
    }

    private void assertRejected(byte[] file, String... reasons) {
        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> probe.probe(file))
                .satisfies(fault -> assertThat(fault.getMessage()).contains(reasons));
    }

    private static byte[] fixture(String name) throws Exception {
        return Files.readAllBytes(Path.of("src/test/resources/pictures", name));
    }

    private static byte[] png(byte[]... chunks) {
        return Jpegs.joined("\u0089PNG\r\n\u001a\n".getBytes(ISO_8859_1), Jpegs.joined(chunks));
    }

    private static byte[] header(int width, int height) {
        return chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put(new byte[] {8, 2, 0, 0, 0})
                        .array());
    }

    private static byte[] chunk(String type, byte... data) {
        return PngChunk.encoded(type, data);
    }

    @ParameterizedTest
    @CsvSource({"258, 32, 8 or 16 bits", "258, 64, 8 or 16 bits", "339, 3, 8 or 16 bits", "277, 508, 508 samples"})
    void aTiffOfMeasurementsIsRejectedInsteadOfShownBlackOrWhite(int tag, int value, String reason) {
        ByteBuffer tiff = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put("II*\0".getBytes(StandardCharsets.ISO_8859_1)).putInt(8).putShort((short) 3);
        for (int[] entry : new int[][] {{256, 60}, {257, 40}, {tag, value}}) {
            tiff.putShort((short) entry[0]).putShort((short) 3).putInt(1).putInt(entry[1]);
        }

        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> new PictureProbe(Limits.DEFAULT).probe(tiff.array()))
                .withMessageContaining(reason);
    }
}
