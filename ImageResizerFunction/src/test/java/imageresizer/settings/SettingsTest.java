package imageresizer.settings;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.picture.Box;
import imageresizer.picture.Fit;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.RenderOptions;
import imageresizer.picture.RenderOptions.Metadata;
import imageresizer.picture.RenditionSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

public class SettingsTest {

    public static final Map<String, String> ENVIRONMENT = Map.ofEntries(
            entry("OUTPUT_BUCKET", "output"),
            entry("TOPIC_ARN", "arn:aws:sns:us-east-1:000000000000:topic"),
            entry("SIZES", "200x200,800x600"),
            entry("FIT", "inside"),
            entry("FORMATS", "same"),
            entry("QUALITY", "80"),
            entry("BACKGROUND", "#ffffff"),
            entry("METADATA", "none"),
            entry("ANIMATION", "first-frame"),
            entry("OUTPUT_KEY", "{key}/{name}.{ext}"),
            entry("CACHE_CONTROL", "public, max-age=86400"),
            entry("MAX_PIXELS", "250000000"),
            entry("DELETE_ORIGINAL", "never"),
            entry("ON_REMOVAL", "remove-renditions"));

    @Test
    void readsWhatTheTemplateSets() {
        Settings settings = Settings.from(ENVIRONMENT);

        assertThat(settings.renditionsOf(PictureFormat.JPEG))
                .containsExactly(
                        new RenditionSpec("200x200", Box.of(200, 200), Fit.INSIDE, PictureFormat.JPEG, 80),
                        new RenditionSpec("800x600", Box.of(800, 600), Fit.INSIDE, PictureFormat.JPEG, 80));
        assertThat(settings.options()).isEqualTo(new RenderOptions("#ffffff", Metadata.NONE, false));
        assertThat(settings.limits().maxPixels()).isEqualTo(250_000_000);
    }

    @Test
    void aSizeMayHaveANameAnOpenSideAndAFitOfItsOwn() {
        Settings settings = with("SIZES", "banner=1200x400:cover, 640x ,x480,100x100:fill");

        assertThat(settings.renditionsOf(PictureFormat.PNG))
                .containsExactly(
                        new RenditionSpec("banner", Box.of(1200, 400), Fit.COVER, PictureFormat.PNG, 80),
                        new RenditionSpec("640x", Box.ofWidth(640), Fit.INSIDE, PictureFormat.PNG, 80),
                        new RenditionSpec("x480", Box.ofHeight(480), Fit.INSIDE, PictureFormat.PNG, 80),
                        new RenditionSpec("100x100-fill", Box.of(100, 100), Fit.FILL, PictureFormat.PNG, 80));
    }

    @Test
    void everySizeIsMadeInEveryFormat() {
        assertThat(with("FORMATS", "webp,jpeg").renditionsOf(PictureFormat.PNG))
                .extracting(spec -> spec.name() + " " + spec.format())
                .containsExactly("200x200 WEBP", "200x200 JPEG", "800x600 WEBP", "800x600 JPEG");
    }

    @ParameterizedTest
    @CsvSource({"JPEG, JPEG", "PNG, PNG", "WEBP, WEBP", "AVIF, AVIF", "GIF, PNG", "TIFF, JPEG"})
    void aRenditionHasItsSourcesFormatWhereBrowsersShowIt(PictureFormat source, PictureFormat rendition) {
        assertThat(Settings.from(ENVIRONMENT).renditionsOf(source)).allMatch(spec -> spec.format() == rendition);
    }

    @ParameterizedTest
    @CsvSource({
        "SIZES, 300x300, false",
        "QUALITY, 70, false",
        "EXCLUDE_PREFIXES, drafts/, true",
        "ON_REMOVAL, keep, true",
        "PUBLIC_BASE_URL, https://img.example.com, true",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE, 2048, false"
    })
    void theFingerprintIsTheSameAsLongAsTheRenditionsAre(String variable, String value, boolean same) {
        assertThat(with(variable, value)
                        .madeWith()
                        .equals(Settings.from(ENVIRONMENT).madeWith()))
                .isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource({"photos/a.jpg, true", "photos/drafts/a.jpg, false", "scans/a.jpg, true", "a.jpg, false"})
    void prefixesDecideWhichUploadsAreResized(String key, boolean concerned) {
        Map<String, String> environment = new HashMap<>(ENVIRONMENT);
        environment.put("INCLUDE_PREFIXES", "photos/, scans/");
        environment.put("EXCLUDE_PREFIXES", "photos/drafts/");

        assertThat(Settings.from(environment).concerns(key)).isEqualTo(concerned);
    }

    @Test
    void oneBucketForUploadsAndRenditionsNeedsAFolderForTheRenditions() {
        Map<String, String> environment = new HashMap<>(ENVIRONMENT);
        environment.put("INPUT_BUCKET_NAME", "output");

        for (String pattern : List.of("{key}/{name}.{ext}", "{name}/{key}.{ext}", "r{name}/{key}.{ext}")) {
            environment.put("OUTPUT_KEY", pattern);
            assertThatExceptionOfType(InvalidSettingException.class)
                    .isThrownBy(() -> Settings.from(environment))
                    .withMessageContaining("OUTPUT_KEY")
                    .withMessageContaining("begins with a folder for the renditions alone");
        }
        environment.put("OUTPUT_KEY", "resized/{key}/{name}.{ext}");
        assertThat(Settings.from(environment).outputKey().hasFolderOfItsOwn()).isTrue();
    }

    @Test
    void aNameWithAnUnderscoreIsRefusedWhereTwoUploadsCouldShareAKey() {
        Map<String, String> environment = new HashMap<>(ENVIRONMENT);
        environment.put("SIZES", "200x200,banner_wide=1200x");
        environment.put("OUTPUT_KEY", "{dir}/{stem}_{name}.{ext}");

        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> Settings.from(environment))
                .withMessage("The environment variable OUTPUT_KEY is \"{dir}/{stem}_{name}.{ext}\", but it must be a"
                        + " pattern without {name} behind an underscore, because SIZES has the name banner_wide; with"
                        + " this pattern, a name such as banner-wide is allowed.");

        environment.put("OUTPUT_KEY", "{name}/{dir}/{stem}.{ext}");
        assertThat(Settings.from(environment).sizes()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"INPUT_BUCKET_NAME", "PUBLIC_BASE_URL", "INCLUDE_PREFIXES", "EXCLUDE_PREFIXES"})
    void namesTheVariableThatIsMissing(Setting setting) {
        Map<String, String> incomplete = new HashMap<>(ENVIRONMENT);
        incomplete.remove(setting.name());

        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> Settings.from(incomplete))
                .withMessageContaining(setting.name())
                .withMessageContaining("not set");
    }

    @ParameterizedTest
    @CsvSource({
        "SIZES, 'axb'",
        "SIZES, '200'",
        "SIZES, 'x'",
        "SIZES, '0x5'",
        "SIZES, '5x10000'",
        "SIZES, '5x5,'",
        "SIZES, '5x5,5x5'",
        "SIZES, 'a=5x5,a=6x6'",
        "SIZES, '5x5:outside'",
        "SIZES, 'a/b=5x5'",
        "SIZES, '-5x5'",
        "SIZES, '1x,2x,3x,4x,5x,6x,7x,8x,9x,10x,11x,12x,13x,14x,15x,16x,17x,18x,19x,20x,21x'",
        "FIT, 'Inside'",
        "FORMATS, 'gif'",
        "FORMATS, 'same,webp'",
        "FORMATS, 'webp,webp'",
        "FORMATS, 'webp,'",
        "QUALITY, '0'",
        "QUALITY, '101'",
        "QUALITY, '8.5'",
        "QUALITY, 'high'",
        "BACKGROUND, 'white'",
        "BACKGROUND, '#fff'",
        "METADATA, 'some'",
        "ANIMATION, 'first_frame'",
        "OUTPUT_KEY, '{name}.{ext}'",
        "PUBLIC_BASE_URL, 'img.example.com'",
        "PUBLIC_BASE_URL, 'https://img.example.com/?a'",
        "CACHE_CONTROL, 'ä'",
        "MAX_PIXELS, '0'",
        "MAX_PIXELS, '1000000001'",
        "INCLUDE_PREFIXES, 'a,,b'"
    })
    void namesVariableValueAndWhatIsAllowed(String variable, String value) {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> with(variable, value))
                .withMessageContaining(variable)
                .withMessageContaining("\"" + value + "\"")
                .withMessageContaining("must be");
    }

    private static Settings with(String variable, String value) {
        Map<String, String> changed = new HashMap<>(ENVIRONMENT);
        changed.put(variable, value);
        return Settings.from(changed);
    }
}
