package imageresizer.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import imageresizer.picture.Box;
import imageresizer.picture.Fit;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.RenditionSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
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
        "{key}_{name}.{ext}, trip/cat.png_200x200.jpg",
        "{dir}/{stem}_{name}.{ext}, trip/cat_png_200x200.jpg",
        "{dir}/{stem}.{name}.{ext}, trip/cat_png.200x200.jpg",
        "{dir}/{stem}/{name}.{ext}, trip/cat_png/200x200.jpg",
        "{dir}/thumbs/{stem}_{name}.{ext}, trip/thumbs/cat_png_200x200.jpg",
        "small/{dir}/{name}/{stem}.{ext}, small/trip/200x200/cat_png.jpg",
    })
    void fillsInUploadAndRendition(String pattern, String key) {
        assertThat(pattern(pattern).keyOf("trip/cat.png", spec("200x200", PictureFormat.JPEG)))
                .isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({
        "cat.jpg, cat_jpg_9.png",
        "cat, cat__9.png",
        "cat_jpg, cat_jpg__9.png",
        "cat.tar.gz, cat.tar_gz_9.png",
        "cat.j-g, cat.j-g__9.png",
        "cat., cat.__9.png",
        ".jpg, _jpg_9.png",
        "/cat.jpg, /cat_jpg_9.png",
        "a//b.c/cat.jpg, a//b.c/cat_jpg_9.png",
        "a.b/, a.b/__9.png",
    })
    void aStemKeepsTheExtensionAndAKeyWithoutFolderGetsNone(String uploadKey, String key) {
        assertThat(pattern("{dir}/{stem}_{name}.{ext}").keyOf(uploadKey, spec("9", PictureFormat.PNG)))
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
                "{key}_{name}/{ext}",
                "{name}_{key}.{ext}",
                "{name}{key}.{ext}",
                "{stem}_{name}.{ext}",
                "{dir}/{name}.{ext}",
                "{dir}{stem}_{name}.{ext}",
                "{dir}_{stem}/{name}.{ext}",
                "{stem}/{dir}/{name}.{ext}",
                "{dir}/{stem}-{name}.{ext}",
                "{dir}/{stem}{name}.{ext}",
                "{dir}/{name}_{stem}.{ext}",
                "{dir}/{stem}_{name}/{ext}",
                "{dir}/{dir}/{stem}_{name}.{ext}",
                "{dir}/{stem}/{stem}_{name}.{ext}",
                "{dir}/{key}_{name}.{ext}",
                "{key}/{stem}_{name}.{ext}",
                "x{dir}/{stem}_{name}.{ext}",
                "{dir}//{stem}_{name}.{ext}",
                "{dir}/.image-resizer/{stem}_{name}.{ext}",
                ".{name}/{key}.{ext}.json",
                ".image-resizer/{key}.{name}.{ext}",
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
                "{name}/{key}/{ext}",
                "{key}_{name}.{ext}",
                "{key}_{ext}_{name}_",
                "{key}._{name}{ext}",
                "{name}/{key}_{ext}",
                "{dir}/{stem}_{name}.{ext}",
                "{dir}/{stem}.{name}.{ext}",
                "{dir}/{stem}/{name}.{ext}",
                "{dir}/{name}/{stem}_{ext}",
                "{name}/{dir}/{ext}/{stem}",
                "{dir}/a/{stem}_{name}.{ext}",
                "a/{dir}/{stem}_a{name}_.{ext}",
                "{ext}{name}/{dir}/{stem}"
            })
    void noTwoRenditionsOfAnyUploadsShareAKey(String text) {
        assertThat(sharedKey(pattern(text), keys(5))).isEmpty();
    }

    /** Also those that are not foreseen here: many thousands, made of the pieces that patterns are made of. */
    @Test
    void noTwoRenditionsShareAKeyUnderAnyPatternThatIsTaken() {
        List<String> pieces =
                List.of("{key}", "{dir}/", "{stem}", "{name}", "{ext}", "/", ".", "_", "-", "a", "a/", "jpg");
        List<String> few = keys(3);
        Random random = new Random(19);
        Set<String> taken = new TreeSet<>();
        for (int round = 0; round < 300_000; round++) {
            List<String> shuffled = new ArrayList<>(pieces);
            Collections.shuffle(shuffled, random);
            String text = String.join("", shuffled.subList(0, random.nextInt(3, 9)));
            OutputKeyPattern.of(text)
                    .filter(_ -> taken.add(text))
                    .ifPresent(pattern ->
                            assertThat(sharedKey(pattern, few)).as(text).isEmpty());
        }
        assertThat(taken).hasSizeGreaterThan(300).anyMatch(text -> text.matches(".*\\{dir}/.+\\{stem}_.*"));
    }

    @Test
    void noNameWithAnUnderscoreFollowsOne() {
        for (String text : List.of("{key}_{name}.{ext}", "{dir}/{stem}_{ext}-{name}")) {
            OutputKeyPattern pattern = pattern(text);
            assertThat(pattern.takesName("a-b")).isTrue();
            assertThat(pattern.takesName("a_b")).isFalse();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> pattern.keyOf("cat.jpg", spec("a_b", PictureFormat.JPEG)));
        }
        for (String text : List.of("{key}/{name}.{ext}", "{name}/{key}_{ext}", "{key}.{name}.{ext}")) {
            assertThat(pattern(text).takesName("a_b")).as(text).isTrue();
        }
    }

    @Test
    void theManifestsAreInAFolderThatNoRenditionIsIn() {
        List<String> keys = List.of(".image-resizer", ".image-resizer/cat.jpg");
        assertThat(keys).allMatch(OutputKeyPattern::isReserved);
        assertThat(List.of("cat.jpg", "image-resizer/cat.jpg", ".image-resizer.jpg"))
                .noneMatch(OutputKeyPattern::isReserved);
    }

    /** Two renditions that share a key; empty if there are none. */
    private static Optional<String> sharedKey(OutputKeyPattern pattern, List<String> keys) {
        Map<String, String> owners = new HashMap<>();
        for (String key : keys) {
            for (String name : List.of("a", "jpg", "a-jpg", "a_jpg", "_", "1")) {
                for (PictureFormat format : List.of(PictureFormat.JPEG, PictureFormat.PNG)) {
                    if (pattern.takesName(name)) {
                        String owner = key + " as " + name + " in " + format;
                        @Nullable String other = owners.put(pattern.keyOf(key, spec(name, format)), owner);
                        if (other != null) {
                            return Optional.of(other + " and " + owner);
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** All keys of up to so many pieces, such that many are made of the same letters. */
    private static List<String> keys(int most) {
        List<String> pieces = List.of("a", "_", "/", ".", "jpg");
        List<String> keys = new ArrayList<>(pieces);
        for (int from = 0, rounds = 1; rounds < most; rounds++) {
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
    void aKeyTooLongIsShortenedInAPatternOfFolderAndStem() {
        OutputKeyPattern pattern = pattern("small/{dir}/{stem}_{name}.{ext}");
        RenditionSpec spec = spec("200x200", PictureFormat.JPEG);
        for (String longest : List.of("旅".repeat(341), "x/".repeat(512), "x".repeat(1020) + ".jpg", "x".repeat(1002))) {
            String key = pattern.keyOf(longest, spec);

            assertThat(key.getBytes(UTF_8)).hasSizeBetween(1020, 1024);
            assertThat(key).startsWith("small/" + longest.charAt(0)).endsWith("_200x200.jpg");
            assertThat(pattern.keyOf(longest + "a", spec)).isNotEqualTo(key);
        }
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
