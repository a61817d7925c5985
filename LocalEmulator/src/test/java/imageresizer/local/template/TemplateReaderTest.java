package imageresizer.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateReaderTest {
    private final Path folder;

    TemplateReaderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void keyThatStandsTwiceIsRefused() {
        TemplateFile.of(folder, """
            Resources:
              A: { Type: AWS::SNS::Topic }
              B: { Type: AWS::SNS::Topic }
              A: { Type: AWS::SQS::Queue }
            """)
                .assertThatMessage(Map.of())
                .isEqualTo("template.yaml line 4: the key A occurs twice in one map, first in line 2.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0755", "12:30", "1_000", "yes", "True", "1.50", "0x1F", "+1", "1e3"})
    void scalarsThatYamlReadsAsSomethingElseAreRefused(String scalar) {
        TemplateFile.of(folder, "Description: a\nMetadata: { X: " + scalar + " }")
                .assertThatMessage(Map.of())
                .isEqualTo("template.yaml line 2: YAML does not read " + scalar
                        + " as the text that it looks like; put it in quotation marks if it is one.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        'X: ~'              | line 1: a value is missing here; CloudFormation allows no null.
        'X: &a 1'           | line 1: CloudFormation knows no YAML anchors and aliases; write the value out.
        '[a]'               | line 1: a template is a map of sections, such as Resources.
        '[a]: b'            | line 1: a key must be a text.
        'X: [a'             | line 1: not valid YAML: expected ',' or ']', but got <stream end>.
        'Hooks: {}' | line 1: the local emulator does not understand Hooks in the template.
        'Globals: {}' | line 1: the local emulator does not understand Globals in the template.
        'Mappings: {}' | line 1: the local emulator does not understand Mappings in the template.
        'Rules: {}' | line 1: the local emulator does not understand Rules in the template.
        '{ Resources: [], Transform: AWS::Serverless-2016-10-31 }' | line 1: Resources of the template must be a map.
        'Transform: Macro'  | line 1: Transform of the template is "Macro", but must be one of AWS::Serverless-2016-10-31.
        'Resources: {}'     | line 1: the template needs Transform.
        'AWSTemplateFormatVersion: "2020-01-01"' | line 1: AWSTemplateFormatVersion of the template is "2020-01-01", but must be one of 2010-09-09.
        """)
    void whatIsNoTemplateIsRefused(String content, String message) {
        TemplateFile.of(folder, content).assertThatMessage(Map.of()).isEqualTo("template.yaml " + message);
    }

    @Test
    void emptyFileIsRefused() {
        TemplateFile.of(folder, "# nothing\n")
                .assertThatMessage(Map.of())
                .isEqualTo("template.yaml is empty; it must be a CloudFormation template.");
    }

    @Test
    void controlCharactersAreRefused() {
        TemplateFile.of(folder, "Description: \u0007")
                .assertThatMessage(Map.of())
                .isEqualTo("template.yaml holds the character U+0007, which YAML does not allow.");
    }

    @Test
    void missingFileIsNamed() {
        Path missing = folder.resolve("missing.yaml");

        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> StackDefinition.load(missing, Map.of()))
                .withMessage("There is no template " + missing + ".");
    }

    @Test
    void templateMayBeJson() throws TemplateException {
        assertThat(TemplateFile.of(folder, """
            {
              "Transform": "AWS::Serverless-2016-10-31",
              "Resources": {"T": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "AWS::Region"}}}}
            }
            """).load(Map.of()).topics())
                .extracting(TopicDefinition::name)
                .containsExactly("us-east-1");
    }
}
