package imageresizer.picture.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.picture.Jpegs;
import imageresizer.picture.RenderOptions.Metadata;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExifTest {

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "2, 2", "8, 8", "9, 1", "255, 1"})
    void anOrientationThatMakesNoSenseIsUpright(int stored, int orientation) {
        assertThat(Exif.of(Jpegs.exif(stored)).orientation()).isEqualTo(orientation);
    }

    @Test
    void readsLittleEndianWithoutPreamble() {
        ByteBuffer tiff = ByteBuffer.allocate(26).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put("II*\0".getBytes(ISO_8859_1)).putInt(8).putShort((short) 1);
        tiff.putShort((short) 274).putShort((short) 3).putInt(1).putInt(6);

        assertThat(Exif.of(tiff.array()).orientation()).isEqualTo(6);
    }

    @Test
    void keepsNothingArtistAndCopyrightOrAll() {
        Exif exif = Exif.of(Jpegs.fullExif());

        assertThat(exif.kept(Metadata.NONE)).isEmpty();
        assertThat(exif.kept(Metadata.COPYRIGHT))
                .hasValueSatisfying(kept -> assertThat(Exif.of(kept)).hasToString("Exif[315, 33432]"));
        assertThat(exif.kept(Metadata.ALL)).hasValueSatisfying(kept -> {
            assertThat(Exif.of(kept)).hasToString("Exif[271, 274, 315, 33432, 34853]");
            assertThat(Exif.of(kept).orientation()).isEqualTo(Exif.UPRIGHT);
            assertThat(new String(kept, ISO_8859_1))
                    .contains("Canon\0", "(c) Ada\0")
                    .doesNotContain("THUMBNAIL");
            assertThat(Exif.of(kept).kept(Metadata.ALL)).hasValue(kept);
        });
    }

    @Test
    void whatIsRandomIsReadWithoutHarm() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] data = new byte[6 + random.nextInt(200)];
            random.nextBytes(data);
            System.arraycopy("MM\0*\0\0\0\10".getBytes(ISO_8859_1), 0, data, 0, Math.min(8, data.length));
            for (Metadata policy : Metadata.values()) {
                Exif.of(data).kept(policy).ifPresent(kept -> assertThat(kept).hasSizeLessThan(65_528));
            }
        }
    }
}
