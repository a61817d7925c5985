package imageresizer.picture.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.picture.Jpegs;
import imageresizer.picture.Limits;
import imageresizer.picture.Pictures;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.Size;
import imageresizer.picture.probe.JpegSegments;
import imageresizer.picture.probe.PictureProbe;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JpegRepairTest {

    private static final Size SIZE = new Size(160, 120);

    @ParameterizedTest
    @EnumSource
    void whatViewersShowBecomesAFileThatEveryDecoderReads(MalformedJpegs malformed) throws Exception {
        if (!malformed.isShown()) {
            return;
        }

        byte[] repaired = JpegRepair.of(malformed.file(), SIZE).repaired();

        assertThat(new PictureProbe(Limits.DEFAULT).probe(repaired).size()).isEqualTo(SIZE);
        byte[] bare = JpegRepair.of(malformed.file(), SIZE).withoutMetadata();
        assertThat(Pictures.meanDifference(Pictures.decoded(bare), MalformedJpegs.shown(160, 120)))
                .isLessThan(malformed.tolerance());
    }

    @Test
    void metadataAndProfileStay() throws Exception {
        byte[] source = MalformedJpegs.PROFILE_IN_CHUNKS_IN_REVERSE.file();
        byte[] lying =
                new Jpegs(source).withSegment(JpegSegments.APP1, Jpegs.exif(6)).bytes();

        byte[] repaired = JpegRepair.of(lying, SIZE).repaired();

        assertThat(new PictureProbe(Limits.DEFAULT).probe(repaired).orientation())
                .isEqualTo(6);
        assertThat(JpegRepair.of(repaired, SIZE).profile())
                .isEqualTo(JpegRepair.of(source, SIZE).profile())
                .isNotNull();
    }

    @Test
    void zerosInPlaceOfTheRestAreNoData() throws Exception {
        byte[] sound = MalformedJpegs.SOUND.file();
        byte[] half = Arrays.copyOf(sound, sound.length / 2);

        JpegRepair repair = JpegRepair.of(Arrays.copyOf(half, sound.length), SIZE);

        assertThat(repair.isCut()).isTrue();
        assertThat(repair.repaired()).isEqualTo(JpegRepair.of(half, SIZE).repaired());
    }

    @Test
    void saysWhatIsBeyondRepair() {
        for (MalformedJpegs malformed : List.of(MalformedJpegs.NO_SCAN, MalformedJpegs.TWO_FRAMES)) {
            assertThatExceptionOfType(RejectedPictureException.class)
                    .isThrownBy(() -> JpegRepair.of(malformed.file(), SIZE))
                    .withMessageContaining("JPEG file");
        }
        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> JpegRepair.of("\u00ff\u00d8\u00ff".getBytes(StandardCharsets.ISO_8859_1), SIZE));
    }
}
