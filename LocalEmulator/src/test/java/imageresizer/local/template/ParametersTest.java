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
        Type: String, MinLength: 2, MaxLength: 3                         | abc   | a    | must have a length from 2 to 3.
        Type: String, MaxLength: 1, ConstraintDescription: must be tiny. | a     | ab   | must be tiny.
        Type: Number                                                     | -1.5  | x    | must be a number.
        Type: Number, MinValue: 1                                        | 1     | 0.9  | must be a number from 1.
        Type: Number, MaxValue: 9                                        | 9     | x    | must be a number to 9.
        Type: Number, AllowedValues: [1, 3]                              | 3     | 2    | must be one of 1, 3.
        Type: CommaDelimitedList, AllowedValues: [a, b]                  | a, b  | a,c  | each member must be one of a, b.
        Type: CommaDelimitedList, AllowedPattern: "[a-z]"                | a,b,c | a,   | each member must match the pattern [a-z].
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
                .isEqualTo("The template template.yaml has no parameter \"Q\"; it has P.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Type: AWS::EC2::KeyPair::KeyName         | Type of parameter P is "AWS::EC2::KeyPair::KeyName", but must be one of CommaDelimitedList, Number, String.
        Type: String, Label: a                   | the local emulator does not understand Label in parameter P.
        Type: String, Default: !Ref AWS::Region  | CloudFormation allows no function here.
        Type: String, AllowedPattern: "["        | AllowedPattern is not a regular expression: Unclosed character class.
        Type: Number, Default: 1, MinValue: none | MinValue of parameter P is "none", but must be a number.
        """)
    void wrongDefinitionIsRefusedWithItsLine(String definition, String sentence) {
        parameter(definition).assertThatMessage(Map.of("P", "1")).isEqualTo("template.yaml line 2: " + sentence);
    }

    @Test
    void rulesRefuseValuesThatDoNotGoTogether() throws TemplateException {
        TemplateFile template = TemplateFile.withTransform(folder, """
            Parameters:
              Stage: { Type: String, Default: test }
              Memory: { Type: Number, Default: 512 }
            Rules:
              LiveNeedsMemory:
                RuleCondition: !Equals [!Ref Stage, live]
                Assertions:
                  - Assert:
                      Fn::Contains: [["1024", "2048"], !Ref Memory]
                    AssertDescription: the live stack needs 1024 or 2048 MB.
            """);

        assertThat(template.load(Map.of()).parameters()).hasSize(2);
        assertThat(template.load(Map.of("Stage", "live", "Memory", "1024")).parameters())
                .hasSize(2);
        template.assertThatMessage(Map.of("Stage", "live"))
                .isEqualTo("template.yaml line 9: the parameters break the rule LiveNeedsMemory:"
                        + " the live stack needs 1024 or 2048 MB.");
    }
}
