package imageresizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.picture.PictureFormat;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.Size;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    static final Map<String, String> ENVIRONMENT = Map.of(
            "OUTPUT_BUCKET", "output",
            "TOPIC_ARN", "arn:aws:sns:us-east-1:000000000000:topic",
            "SIZES", "200x200,800x600",
            "QUALITY", "80",
            "CACHE_CONTROL", "public, max-age=86400");

    @Test
    void readsWhatTheTemplateSets() {
        assertThat(Settings.from(ENVIRONMENT).renditionsOf(PictureFormat.JPEG))
                .containsExactly(
                        new RenditionSpec("200x200", new Size(200, 200), PictureFormat.JPEG, 80),
                        new RenditionSpec("800x600", new Size(800, 600), PictureFormat.JPEG, 80));
    }

    @ParameterizedTest
    @CsvSource({"JPEG, JPEG", "PNG, PNG", "WEBP, WEBP", "AVIF, AVIF", "GIF, PNG", "TIFF, JPEG"})
    void aRenditionHasItsSourcesFormatWhereBrowsersShowIt(PictureFormat source, PictureFormat rendition) {
        assertThat(Settings.from(ENVIRONMENT).renditionsOf(source)).allMatch(spec -> spec.format() == rendition);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OUTPUT_BUCKET", "TOPIC_ARN", "SIZES", "QUALITY", "CACHE_CONTROL"})
    void namesTheVariableThatIsMissing(String variable) {
        Map<String, String> incomplete = new HashMap<>(ENVIRONMENT);
        incomplete.remove(variable);

        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> Settings.from(incomplete))
                .withMessageContaining(variable)
                .withMessageContaining("not set");
    }

    @ParameterizedTest
    @CsvSource({
        "SIZES, 'axb'", "SIZES, '200'", "SIZES, '0x5'", "SIZES, '5x100000'", "SIZES, '5x5,'", "SIZES, '5x5,5x5'",
        "SIZES, '-5x5'", "QUALITY, '0'", "QUALITY, '101'", "QUALITY, '8.5'", "QUALITY, 'high'", "CACHE_CONTROL, 'ä'"
    })
    void namesVariableValueAndWhatIsAllowed(String variable, String value) {
        Map<String, String> wrong = new HashMap<>(ENVIRONMENT);
        wrong.put(variable, value);

        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> Settings.from(wrong))
                .withMessageContaining(variable)
                .withMessageContaining("\"" + value + "\"")
                .withMessageContaining("must be");
    }
}
