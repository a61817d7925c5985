package imageresizer.picture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFormatTest {

    @ParameterizedTest
    @CsvSource({
        "JPEG, '\u00ff\u00d8\u00ff\u00e0'",
        "PNG, '\u0089PNG\r\n\u001a\n'",
        "GIF, 'GIF89a'",
        "WEBP, 'RIFF\u0000\u0000\u0000\u0000WEBPVP8 '",
        "TIFF, 'MM\u0000*'",
        "AVIF, '\u0000\u0000\u0000\u001cftypavif\u0000\u0000\u0000\u0000mif1miaf'",
        "AVIF, '\u0000\u0000\u0000\u001cftypmif1\u0000\u0000\u0000\u0000avifmiaf'",
        "HEIC, '\u0000\u0000\u0000\u001cftypheic\u0000\u0000\u0000\u0000mif1heic'",
        "HEIC, '\u0000\u0000\u0000\u001cftypmif1\u0000\u0000\u0000\u0000miafheix'",
    })
    void tellsAFormatByItsSignature(PictureFormat format, String content) {
        assertThat(PictureFormat.of(content.getBytes(ISO_8859_1))).contains(format);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u00ff",
                "hello",
                "RIFF....WAVE",
                "\u0000\u0000\u0000\u0018ftypmp42\u0000\u0000\u0000\u0000isommp42",
                "\u0000\u0000\u0000\u00ffftyp"
            })
    void knowsNothingElse(String content) {
        assertThat(PictureFormat.of(content.getBytes(ISO_8859_1))).isEmpty();
    }
}
