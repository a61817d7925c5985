package imageresizer.local.repository;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.local.template.ParameterDefinition;
import imageresizer.local.template.StackDefinition;
import imageresizer.local.template.TemplateException;
import imageresizer.settings.InvalidSettingException;
import imageresizer.settings.OutputKeyPattern;
import imageresizer.settings.Setting;
import imageresizer.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The template, the README's table and the function's code say the same about settings. */
class SettingsAgreementTest {

    private static final List<String> NOT_PARAMETERS = List.of("OUTPUT_BUCKET", "TOPIC_ARN");

    /** What the JVM reads, and not the function. */
    private static final String FOR_THE_JVM = "JAVA_TOOL_OPTIONS";

    @Test
    void theTemplatesEnvironmentIsWhatTheFunctionReads() throws Exception {
        assertThat(environment(Map.of()).keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Setting.values()).map(Setting::name).toList());
    }

    @Test
    void everyVariableHasTheNameAndTheValueOfItsParameter() throws Exception {
        Map<String, String> environment = environment(Map.of());
        Map<String, String> parameters = load(Map.of()).parameters().stream()
                .collect(Collectors.toMap(ParameterDefinition::name, ParameterDefinition::value));

        Arrays.stream(Setting.values())
                .map(Setting::name)
                .filter(variable -> !NOT_PARAMETERS.contains(variable))
                .forEach(variable -> assertThat(environment.get(variable))
                        .as(variable)
                        .isEqualTo(parameters.get(parameterOf(variable))));
    }

    @Test
    void theDefaultsAreSettingsThatTheFunctionTakes() throws Exception {
        assertThat(Settings.from(environment(Map.of())).sizes()).hasSize(2);
    }

    /** Of each parameter, values that are right and values that are wrong. */
    private static final String CANDIDATES = """
        InputBucketName | my-photos | my.photos-2 | 123
        Sizes           | 200x200 | 1x | x1 | a=1x1 | A-b_9=12x:cover | 9999x9999 | 1x1, 2x2 | 1x1:fill | x | 1
        Sizes           | 0x1 | 1x0 | 10000x1 | a b=1x1 | 1x1:outside | 1x1,, | =1x1 | 1X1 | 1x1;2x2 | 1x1:fill:cover
        Fit             | inside | cover | fill | Inside | contain
        Formats         | same | jpeg | webp,jpeg | png, avif | jpg | same,png | jpeg, | gif
        Quality         | 1 | 80 | 100 | 0 | 101 | 8.5 | high | 80,avif=60 | 80, webp=1 ,avif=100 | 80,png=1 | avif=60
        Background      | #000000 | #FFffFF | fff | #fff | #12345g | white
        Metadata        | none | copyright | all | None | exif
        Animation       | first-frame | keep | first | Keep
        OutputKey       | {key}/{name}.{ext} | {name}/{key}.{ext} | a/{ext}/{key}/{name} | {key}.{name}.{ext} | {key}
        OutputKey       | {name}.{ext} | {key}{name}.{ext} | x{key}/{name}.{ext} | {key}/{name} | /{key}/{name}.{ext}
        OutputKey       | {key}/{key}/{name}.{ext} | {key}/{name}{name}.{ext} | {key}/../{name}.{ext} | {key}.{name}/{ext}
        OutputKey       | {name}.{ext}/{key} | {key}/{size}/{name}.{ext} | {ext}{name}/{key} | {key}/ä{name}.{ext}
        PublicBaseUrl   | https://img.example.com | http://localhost:8080/a/b_c/ | img.example.com | https://a b | ftp://a
        OutputKey       | {key}_{name}.{ext} | {dir}/{stem}_{name}.{ext} | a/{dir}/{name}/{stem}.{ext} | {key}-{name}.{ext}
        OutputKey       | {stem}_{name}.{ext} | {dir}/.a/{stem}_{name}.{ext} | {dir}//{stem}_{name}.{ext} | .{name}/{key}.{ext}
        CacheControl    | no-store | public, max-age=1 | ä | a\tb
        IncludePrefixes | a/ | a/,b c/ | , | a,,b
        ExcludePrefixes | a/ | a/, b/ | a,
        DeleteOriginal  | never | after-success | always
        OnRemoval       | remove-renditions | keep | remove
        MaxPixels       | 1 | 1000000000 | 0 | 1000000001 | -5 | many
        """;

    @ParameterizedTest
    @MethodSource
    void theTemplateTakesExactlyWhatTheFunctionTakes(String parameter, String value) throws Exception {
        assertThat(templateTakes(parameter, value))
                .as("%s: %s; the function takes it: %s", parameter, value, functionTakes(parameter, value))
                .isEqualTo(functionTakes(parameter, value));
    }

    static Stream<Arguments> theTemplateTakesExactlyWhatTheFunctionTakes() {
        return CANDIDATES.lines().flatMap(line -> {
            List<String> cells =
                    Arrays.stream(line.split("\\|")).map(String::strip).toList();
            return cells.stream().skip(1).map(value -> Arguments.of(cells.getFirst(), value));
        });
    }

    /** The one that is too complicated for a few candidates. */
    @Test
    void theTemplateTakesThePatternsOfKeysThatTheFunctionTakes() throws Exception {
        Pattern allowed =
                Pattern.compile(String.valueOf(Template.read().get("Parameters", "OutputKey", "AllowedPattern")));
        List<String> pieces = List.of(
                "{key}", "{dir}/", "{dir}", "{stem}", "{name}", "{ext}", "/", ".", "_", "-", "a", "a/", "ä", "{x}");
        Random random = new Random(4);
        int taken = 0;
        for (int round = 0; round < 200_000; round++) {
            List<String> shuffled = new ArrayList<>(pieces);
            Collections.shuffle(shuffled, random);
            String pattern = String.join("", shuffled.subList(0, random.nextInt(3, 9)));
            boolean isTaken = OutputKeyPattern.of(pattern).isPresent();
            taken += isTaken ? 1 : 0;
            assertThat(allowed.matcher(pattern).matches()).as(pattern).isEqualTo(isTaken);
        }
        assertThat(taken).isGreaterThan(50);
    }

    @Test
    void everyParameterHasSuchCandidates() throws Exception {
        assertThat(CANDIDATES.lines().map(line -> line.substring(0, line.indexOf(' '))))
                .containsAll(Arrays.stream(Setting.values())
                        .map(Setting::name)
                        .filter(variable -> !NOT_PARAMETERS.contains(variable))
                        .map(SettingsAgreementTest::parameterOf)
                        .toList());
    }

    @Test
    void theReadmesTableListsEveryParameterWithItsVariableAndDefault() throws Exception {
        Map<String, String> environment = environment(Map.of());
        List<String> rows = Repository.text(Path.of("README.md"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .toList();
        for (ParameterDefinition parameter : load(Map.of()).parameters()) {
            String variable = variableOf(parameter.name());
            String variableCell = environment.containsKey(variable) ? "`" + variable + "`" : "";
            String defaultCell = parameter.value().isEmpty() ? "(empty)" : "`" + parameter.value() + "`";
            String start = ("| `" + parameter.name() + "` | " + variableCell + " | " + defaultCell + " | ")
                    .replace("|  |", "| |");
            assertThat(rows).as("README row beginning %s", start).anyMatch(row -> row.startsWith(start));
        }
    }

    private static boolean templateTakes(String parameter, String value) {
        try {
            load(Map.of(parameter, value));
            return true;
        } catch (TemplateException e) {
            return false;
        }
    }

    private static boolean functionTakes(String parameter, String value) throws TemplateException {
        Map<String, String> environment = environment(Map.of());
        environment.put(variableOf(parameter), value);
        try {
            Settings.from(environment);
            return true;
        } catch (InvalidSettingException e) {
            return false;
        }
    }

    private static Map<String, String> environment(Map<String, String> parameters) throws TemplateException {
        Map<String, String> environment =
                new HashMap<>(load(parameters).functions().getFirst().environment());
        environment.remove(FOR_THE_JVM);
        return environment;
    }

    private static StackDefinition load(Map<String, String> parameters) throws TemplateException {
        return StackDefinition.load(Repository.ROOT.resolve("template.yaml"), parameters);
    }

    private static String parameterOf(String variable) {
        return Arrays.stream(variable.split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static String variableOf(String parameter) {
        return parameter.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }
}
