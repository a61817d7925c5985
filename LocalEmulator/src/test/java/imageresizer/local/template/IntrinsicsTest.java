package imageresizer.local.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntrinsicsTest {
    private static final String TEMPLATE = """
        Parameters:
          Stage: { Type: String, Default: test }
          Count: { Type: Number, Default: 3 }
        Conditions:
          IsTest: !Equals [!Ref Stage, test]
          IsLive: !Not [!Condition IsTest]
          Both: !And [!Condition IsTest, !Condition IsLive]
          LongForm: { "Fn::And": [{ "Fn::Not": [!Condition IsLive] }, { "Fn::Equals": [a, a] }] }
          Same: !Condition IsTest
        Resources:
          Topic:
            Type: AWS::SNS::Topic
            Properties: { TopicName: news }
          Bucket:
            Type: AWS::S3::Bucket
        """;

    private final Path folder;

    IntrinsicsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private String outputOf(String expression) throws TemplateException {
        return Objects.requireNonNull(
                TemplateFile.withTransform(folder, TEMPLATE + "Outputs: { X: { Value: " + expression + " } }")
                        .load(Map.of())
                        .outputs()
                        .get("X"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        !Ref Stage                                                    | test
        { Ref: Stage }                                                | test
        !Ref Count                                                    | 3
        !Ref AWS::Region                                              | us-east-1
        !Ref AWS::URLSuffix                                           | amazonaws.com
        !Ref Topic                                                    | arn:aws:sns:us-east-1:000000000000:news
        !Ref Bucket                                                   | image-resizer-bucket
        !GetAtt Topic.TopicName                                       | news
        !GetAtt [Bucket, Arn]                                         | arn:aws:s3:::image-resizer-bucket
        { "Fn::GetAtt": [Topic, TopicName] }                          | news
        { "Fn::GetAtt": Bucket.Arn }                                  | arn:aws:s3:::image-resizer-bucket
        !Sub "${Stage}-${Bucket.Arn}-${AWS::Partition}"               | test-arn:aws:s3:::image-resizer-bucket-aws
        !Sub ["${Stage}/${Own}", { Own: !Ref Count, Stage: mine }]    | mine/3
        { "Fn::Sub": ["${Own}", { Own: { "Fn::Sub": "${Stage}" } }] } | test
        !Sub "${!Stage} costs $5 {x}"                                 | ${Stage} costs $5 {x}
        !Select [1, !Split [",", "red,green"]]                        | green
        !Select ["0", [a, b]]                                         | a
        !Select [!Ref Count, [a, b, c, d]]                            | d
        !Join ["", [a, !Ref Stage, !Ref AWS::NoValue]]                | atest
        !Join [",", !Split ["-", "a--b-"]]                            | a,,b,
        !If [IsTest, yes!, !GetAtt Topic.TopicName]                   | yes!
        !If [IsLive, a, b]                                            | b
        !If [Both, a, b]                                              | b
        !If [LongForm, a, b]                                          | a
        { "Fn::If": [Same, a, b] }                                    | a
        """)
    void functionGives(String expression, String value) throws TemplateException {
        assertThat(outputOf(expression)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        !Ref Nothing                     | there is no parameter or resource Nothing.
        !Ref AWS::Nothing                | there is no parameter or resource AWS::Nothing.
        !Ref [Stage]                     | Ref takes the name of a parameter or resource.
        !GetAtt Topic                    | Fn::GetAtt takes resource.attribute or [resource, attribute].
        !GetAtt Nothing.Arn              | there is no parameter or resource Nothing.
        !GetAtt Topic.Colour             | the local emulator does not know the attribute Colour of an AWS::SNS::Topic.
        !Sub "${Nothing}"                | there is no parameter or resource Nothing.
        !Sub "${a b}"                    | ${a b} in Fn::Sub is not a name; write ${!a b} to keep it as text.
        !Sub ["${X}", { X: [a] }]        | a text is needed here.
        !Sub ["${X}", X]                 | Fn::Sub takes a text or [text, map of variables].
        !Sub { X: a }                    | Fn::Sub takes a text or [text, map of variables].
        !If [Nothing, a, b]              | there is no condition Nothing.
        !If [IsTest, a]                  | Fn::If takes [condition name, value if true, value if false].
        !If [IsTest, a, !Ref Nothing]    | there is no parameter or resource Nothing.
        !Select [3, [a, b, c]]           | Fn::Select has the index "3", but its list has 3 items, counted from 0.
        !Select [0, a]                   | a list is needed here.
        !Split ["", a]                   | the delimiter of Fn::Split must not be empty.
        !Join [",", [[a]]]               | a text is needed here.
        !FindInMap [a, b, c]             | the local emulator does not know the function Fn::FindInMap.
        !Equals [a, b]                   | a condition is not allowed here, only in Conditions.
        !ImportValue a                   | the local emulator does not know the function Fn::ImportValue.
        { "Fn::Cidr": [a, 1, 2] }        | the local emulator does not know the function Fn::Cidr.
        { "Fn::Sub": a, b: c }           | Fn::Sub must be the only key of its map.
        [a]                              | Value of output X must be a text.
        !Ref AWS::NoValue                | output X needs Value.
        """)
    void misuseIsRefusedWithItsLine(String expression, String sentence) {
        TemplateFile.withTransform(folder, TEMPLATE + "Outputs: { X: { Value: " + expression + " } }")
                .assertThatMessage(Map.of())
                .isEqualTo("template.yaml line 16: " + sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        !Not [a]                             | a condition is needed here: Fn::Equals, Fn::Not, Fn::And or Condition.
        !And [!Equals [a, a]]                | Fn::And takes 2 to 10 conditions.
        !Equals [!Ref Topic, a]              | there is no parameter or resource Topic that may be used here.
        !Equals [!GetAtt Topic.TopicName, a] | there is no parameter or resource Topic that may be used here.
        !Or [!Equals [a, a], !Equals [b, b]] | the local emulator does not know the function Fn::Or.
        !Condition Nothing                   | there is no condition Nothing.
        !Not [!Condition Loop]               | the condition Loop depends on itself.
        """)
    void wrongConditionIsRefusedWithItsLine(String condition, String sentence) {
        TemplateFile.withTransform(folder, """
            Resources:
              Topic: { Type: AWS::SNS::Topic }
            Conditions:
              Loop: %s
            """.formatted(condition))
                .assertThatMessage(Map.of())
                .isEqualTo("template.yaml line 4: " + sentence);
    }

    @Test
    void namesThatDependOnEachOtherAreRefused() {
        TemplateFile.withTransform(folder, """
            Resources:
              A:
                Type: AWS::SNS::Topic
                Properties:
                  TopicName: !GetAtt B.TopicName
              B:
                Type: AWS::SNS::Topic
                Properties:
                  TopicName: !Sub ${A.TopicName}-b
            """)
                .assertThatMessage(Map.of())
                .isEqualTo("template.yaml line 9: B.TopicName depends on itself.");
    }

    @Test
    void resourcesWhoseConditionDoesNotHoldMayOnlyBeNamedInABranchNotTaken() throws TemplateException {
        String template = """
            Conditions:
              Never: !Equals [a, b]
            Resources:
              Topic:
                Type: AWS::SNS::Topic
                Condition: Never
            Outputs:
              X:
                Value: %s
            """;

        assertThat(TemplateFile.withTransform(folder, template.formatted("!If [Never, !Ref Topic, none]"))
                        .load(Map.of())
                        .outputs())
                .containsExactly(Map.entry("X", "none"));
        TemplateFile.withTransform(folder, template.formatted("!Ref Topic"))
                .assertThatMessage(Map.of())
                .isEqualTo("template.yaml line 9: the resource Topic does not exist here,"
                        + " because its condition does not hold.");
    }
}
