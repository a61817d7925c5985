package imageresizer.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametersTest {
    private final Path folder;

    ParametersTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private TemplateFile parameter(String definition) {
        return TemplateFile.withTransform(folder, "Parameters:\n  P: { " + definition + " }");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Type: String, AllowedPattern: "[a-z]+"                           | abc   | abc1 | must match the pattern [a-z]+.
        Type: String, AllowedValues: [a, b]                              | b     | c    | must be one of a, b.
        Type: String, AllowedPattern: ".?", ConstraintDescription: must be tiny. | a | ab | must be tiny.
        Type: Number                                                     | -1.5  | x    | must be a number.
        Type: Number, MinValue: 1                                        | 1     | 0.9  | must be a number from 1.
        Type: Number, MaxValue: 9                                        | 9     | x    | must be a number to 9.
        Type: Number, AllowedValues: [1, 3]                              | 3     | 2    | must be one of 1, 3.
        """)
    void valueMustSatisfyTheConstraints(String definition, String good, String bad, String sentence) {
        assertThatCode(() -> parameter(definition).load(Map.of("P", good))).doesNotThrowAnyException();
        parameter(definition)
                .assertThatMessage(Map.of("P", bad))
                .isEqualTo("The parameter P is \"" + bad + "\", but " + sentence);
        parameter(definition + ", Default: \"" + bad + "\"")
                .assertThatMessage(Map.of())
                .isEqualTo("template.yaml line 2: the parameter P is \"" + bad + "\", but " + sentence);
    }

    @Test
    void valueThatIsGivenReplacesTheDefault() throws TemplateException {
        ParameterDefinition parameter = parameter("Type: Number, Default: 80, Description: How much")
                .load(Map.of("P", "81"))
                .parameters()
                .getFirst();

        assertThat(parameter.defaultValue()).isEqualTo("80");
        assertThat(parameter.value()).isEqualTo("81");
        assertThat(parameter.description()).isEqualTo("How much");
    }

    @Test
    void parameterWithoutDefaultNeedsAValue() {
        parameter("Type: String")
                .assertThatMessage(Map.of())
                .isEqualTo("template.yaml line 2: the parameter P has no default; give it a value.");
    }

    @Test
    void valueForAnUnknownParameterIsRefused() {
        parameter("Type: String, Default: a")
                .assertThatMessage(Map.of("Q", "a"))
                .isEqualTo("The template has no parameter \"Q\"; it has P.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Type: AWS::EC2::KeyPair::KeyName         | Type of parameter P is "AWS::EC2::KeyPair::KeyName", but must be one of Number, String.
        Type: String, Label: a                   | the local emulator does not understand Label in parameter P.
        Type: String, Default: !Ref AWS::Region  | Default of parameter P must be a text.
        Type: String, AllowedPattern: "["        | AllowedPattern of parameter P is not a regular expression: Unclosed character class.
        Type: Number, Default: 1, MinValue: none | MinValue of parameter P is "none", but must be a number.
        """)
    void wrongDefinitionIsRefusedWithItsLine(String definition, String sentence) {
        parameter(definition).assertThatMessage(Map.of("P", "1")).isEqualTo("template.yaml line 2: " + sentence);
    }
}
