package imageresizer.picture.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.picture.Limits;
import imageresizer.picture.RejectedPictureException;
import imageresizer.reason.Reason;
import imageresizer.reason.ReasonCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guards that people learn what they have uploaded, instead of that it is not a picture. */
class UnreadableFormatTest {

    private final PictureProbe probe = new PictureProbe(Limits.DEFAULT);

    @ParameterizedTest
    @CsvSource({
        "JPEG XL, '\u00ff\n'",
        "JPEG XL, '\0\0\0\fJXL \r\n\u0087\n'",
        "JPEG 2000, '\0\0\0\fjP  \r\n\u0087\n'",
        "JPEG 2000, '\u00ffO\u00ffQ\0/'",
        "BMP, BM6000",
        "PDF, %PDF-1.7",
        "ICO, '\0\0\1\0\1\0'",
        "Photoshop (PSD), 8BPS",
        "RAW (CR3), '\0\0\0\u0018ftypcrx \0\0\0\1crx isom'",
        "RAW (RAF), FUJIFILMCCD-RAW 0201",
        "MP4, '\0\0\0\u0018ftypmp42\0\0\0\0isommp42'",
        "QuickTime, '\0\0\0\u0014ftypqt  \0\0\0\0qt  '",
        "SVG, '<svg xmlns=\"http://www.w3.org/2000/svg\"/>'",
        "SVG, '\u00ef\u00bb\u00bf<?xml version=\"1.0\"?>\n<!-- Made by hand -->\n<svg width=\"1\"/>'",
        "SVG, '<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\">'"
    })
    void isNamed(String format, String content) {
        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> probe.probe(content.getBytes(ISO_8859_1)))
                .satisfies(refusal ->
                        assertThat(refusal.reason()).isEqualTo(Reason.of(ReasonCode.UNREADABLE_FORMAT, format)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "<html><svg/>", "<?xml version=\"1.0\"?><feed/>", "\0\0\0\0"})
    void whatIsNoneOfThemIsNoPicture(String content) {
        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> probe.probe(content.getBytes(ISO_8859_1)))
                .satisfies(refusal -> assertThat(refusal.reason().code()).isEqualTo(ReasonCode.NOT_A_PICTURE));
    }

    @Test
    void anEmptyFileIsCalledEmpty() {
        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> probe.probe(new byte[0]))
                .satisfies(refusal -> assertThat(refusal.reason().code()).isEqualTo(ReasonCode.EMPTY_FILE));
    }
}
