package imageresizer.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.picture.Box;
import imageresizer.picture.Fit;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.RenditionSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputKeyPatternTest {

    private static final OutputKeyPattern USUAL = pattern("{key}/{name}.{ext}");

    @ParameterizedTest
    @CsvSource({
        "{key}/{name}.{ext}, trip/cat.png/200x200.jpg",
        "{name}/{key}.{ext}, 200x200/trip/cat.png.jpg",
        "small/{ext}/{key}/{name}, small/jpg/trip/cat.png/200x200",
        "{name}.{ext}/{key}, 200x200.jpg/trip/cat.png",
    })
    void fillsInUploadAndRendition(String pattern, String key) {
        assertThat(pattern(pattern).keyOf("trip/cat.png", spec("200x200", PictureFormat.JPEG)))
                .isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{key}",
                "{key}/{name}",
                "{key}/{ext}",
                "{name}.{ext}",
                "{key}{name}.{ext}",
                "{key}-{name}.{ext}",
                "{name}{key}.{ext}",
                "{key}.{name}/{ext}",
                "/{key}/{name}.{ext}",
                "{key}/{key}/{name}.{ext}",
                "{key}/{name}{name}.{ext}",
                "{key}/{size}/{name}.{ext}",
                "{key}/../{name}.{ext}",
                "{key}/ü{name}.{ext}"
            })
    void refusesWhatCouldMakeTwoUploadsShareAKey(String pattern) {
        assertThat(OutputKeyPattern.of(pattern)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{key}/{name}.{ext}",
                "{name}/{key}.{ext}",
                "{key}.{name}.{ext}",
                "{ext}/{name}/{key}",
                "{ext}{name}/{key}",
                "{name}{ext}/{key}",
                "{key}/{ext}{name}",
                "a/{key}/{name}/{ext}",
                "{name}/{key}/{ext}"
            })
    void noTwoRenditionsOfAnyUploadsShareAKey(String text) {
        OutputKeyPattern pattern = pattern(text);
        Map<String, String> owners = new HashMap<>();
        for (String key : keys()) {
            for (String name : List.of("a", "b", "jpg", "ajpg", "a-b", "1")) {
                for (PictureFormat format : List.of(PictureFormat.JPEG, PictureFormat.PNG)) {
                    String owner = key + " as " + name + " in " + format;
                    assertThat(owners.put(pattern.keyOf(key, spec(name, format)), owner))
                            .as("shares its key with %s", owner)
                            .isNull();
                }
            }
        }
    }

    /** All keys of up to four pieces, such that many are made of the same letters. */
    private static List<String> keys() {
        List<String> pieces = List.of("a", "b", "/", ".", "jpg");
        List<String> keys = new ArrayList<>(pieces);
        for (int from = 0, rounds = 0; rounds < 3; rounds++) {
            int end = keys.size();
            for (int i = from; i < end; i++) {
                for (String piece : pieces) {
                    keys.add(keys.get(i) + piece);
                }
            }
            from = end;
        }
        return keys.stream().distinct().toList();
    }

    @Test
    void aKeyTooLongIsShortenedButStaysUnique() {
        RenditionSpec spec = spec("200x200", PictureFormat.JPEG);
        String longest = "旅".repeat(341);

        String key = USUAL.keyOf(longest, spec);

        assertThat(key.getBytes(UTF_8)).hasSizeBetween(1022, 1024);
        assertThat(key)
                .startsWith("旅旅旅")
                .endsWith("/200x200.jpg")
                .isNotEqualTo(USUAL.keyOf("旅".repeat(340) + "行", spec));
    }

    @Test
    void nobodyCanChooseAKeyThatLeadsToTheRenditionsOfAKeyThatWasShortened() {
        RenditionSpec spec = spec("200x200", PictureFormat.JPEG);
        String victim = USUAL.keyOf("x".repeat(1024), spec);

        String attacker = victim.substring(0, victim.lastIndexOf('/'));

        assertThat(USUAL.keyOf(attacker, spec)).isNotEqualTo(victim);
    }

    private static OutputKeyPattern pattern(String text) {
        return OutputKeyPattern.of(text).orElseThrow();
    }

    private static RenditionSpec spec(String name, PictureFormat format) {
        return new RenditionSpec(name, Box.of(200, 200), Fit.INSIDE, format, 80);
    }
}
