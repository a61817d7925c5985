package imageresizer.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class QualityTest {

    @ParameterizedTest
    @CsvSource({"80, 80, 79, 63", "1, 1, 1, 1", "100, 100, 100, 100", "85, 85, 84, 70", "50, 50, 47, 48"})
    void oneNumberIsEachEncodersForTheSameLook(int common, int jpeg, int webp, int avif) {
        Quality quality = Quality.of(common);

        assertThat(quality.in(PictureFormat.JPEG)).isEqualTo(jpeg);
        assertThat(quality.in(PictureFormat.WEBP)).isEqualTo(webp);
        assertThat(quality.in(PictureFormat.AVIF)).isEqualTo(avif);
    }

    @ParameterizedTest
    @EnumSource(names = {"JPEG", "WEBP", "AVIF"})
    void moreIsNeverLess(PictureFormat format) {
        assertThat(IntStream.rangeClosed(1, 100)
                        .mapToObj(common -> Quality.of(common).in(format))
                        .toList())
                .isSorted()
                .allMatch(number -> number >= 1 && number <= 100);
    }

    @Test
    void aFormatsOwnNumberIsTakenAsItIs() {
        Quality quality = Quality.parse("80, avif=60,webp=75");

        assertThat(quality.in(PictureFormat.AVIF)).isEqualTo(60);
        assertThat(quality.in(PictureFormat.WEBP)).isEqualTo(75);
        assertThat(quality.in(PictureFormat.JPEG)).isEqualTo(80);
        assertThat(Quality.parse("80,avif=60,avif=50").in(PictureFormat.AVIF)).isEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "101", "avif=60", "80,png=60", "80,avif", "80,avif=0", "80,", "80;avif=60"})
    void nothingElseIsAQuality(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> Quality.parse(value));
    }
}
