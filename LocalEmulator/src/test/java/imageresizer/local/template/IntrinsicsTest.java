package imageresizer.local.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntrinsicsTest {
    private static final String TEMPLATE = """
        Parameters:
          Stage: { Type: String, Default: test }
          Colours: { Type: CommaDelimitedList, Default: "red, green,blue" }
          Count: { Type: Number, Default: 3 }
        Mappings:
          Sizes:
            test: { Memory: 512, Zones: [a, b] }
        Conditions:
          IsTest: !Equals [!Ref Stage, test]
          IsLive: !Not [!Condition IsTest]
          Both: !And [!Condition IsTest, Condition: IsLive]
          Either: !Or [{ Condition: IsTest }, !Condition IsLive]
          LongForm: { "Fn::And": [{ "Fn::Not": [{ Condition: IsLive }] }, { "Fn::Equals": [a, a] }] }
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
        return TemplateFile.withTransform(folder, TEMPLATE + "Outputs: { X: { Value: " + expression + " } }")
                .load(Map.of())
                .outputs()
                .getFirst()
                .value();
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
        { "Fn::GetAtt": [Bucket, RegionalDomainName] }                | image-resizer-bucket.s3.us-east-1.amazonaws.com
        { "Fn::GetAtt": Bucket.DomainName }                           | image-resizer-bucket.s3.amazonaws.com
        !Sub "${Stage}-${Bucket.Arn}-${AWS::Partition}"               | test-arn:aws:s3:::image-resizer-bucket-aws
        !Sub ["${Stage}/${Own}", { Own: !Ref Count, Stage: mine }]    | mine/3
        { "Fn::Sub": ["${Own}", { Own: { "Fn::Sub": "${Stage}" } }] } | test
        !Sub "${!Stage} costs $5 {x}"                                 | ${Stage} costs $5 {x}
        !Select [1, !Ref Colours]                                     | green
        !Select ["0", [a, b]]                                         | a
        !Select [!Ref Count, [a, b, c, d]]                            | d
        !Join ["+", !Ref Colours]                                     | red+green+blue
        !Join ["", [a, !Ref Stage, !Ref AWS::NoValue]]                | atest
        !Join [",", !Split ["-", "a--b-"]]                            | a,,b,
        !FindInMap [Sizes, !Ref Stage, Memory]                        | 512
        !Select [1, !FindInMap [Sizes, test, Zones]]                  | b
        !If [IsTest, yes!, !GetAtt Topic.TopicName]                   | yes!
        !If [IsLive, a, b]                                            | b
        !If [Both, a, b]                                              | b
        !If [Either, a, b]                                            | a
        !If [LongForm, a, b]                                          | a
        { "Fn::If": [Same, a, b] }                                    | a
        """)
    void functionGives(String expression, String value) throws TemplateException {
        assertThat(outputOf(expression)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        !Ref Nothing                     | there is no parameter or resource Nothing.
        !Ref AWS::Nothing                | there is no parameter AWS::Nothing.
        !Ref [Stage]                     | Ref takes the name of a parameter or resource.
        !GetAtt Topic                    | Fn::GetAtt takes resource.attribute or [resource, attribute].
        !GetAtt Nothing.Arn              | there is no parameter or resource Nothing.
        !GetAtt Topic.Colour             | the local emulator does not know the attribute Colour of an AWS::SNS::Topic.
        !Sub "${Nothing}"                | there is no parameter or resource Nothing.
        !Sub "${a b}"                    | ${a b} in Fn::Sub is not a name; write ${!a b} to keep it as text.
        !Sub "${Colours}"                | a text is needed here.
        !Sub [a]                         | Fn::Sub takes a text or [text, map of variables].
        !If [Nothing, a, b]              | there is no condition Nothing.
        !If [IsTest, a]                  | Fn::If takes [condition name, value if true, value if false].
        !If [IsTest, a, !Ref Nothing]    | there is no parameter or resource Nothing.
        !Select [3, !Ref Colours]        | Fn::Select has the index "3", but its list has 3 items, counted from 0.
        !Select [0, a]                   | a list is needed here.
        !Split ["", a]                   | the delimiter of Fn::Split must not be empty.
        !Join [",", [[a]]]               | a list of texts is needed here.
        !FindInMap [Sizes, live, Memory] | Mappings has no value for [Sizes, live, Memory].
        !FindInMap [Sizes, test]         | Fn::FindInMap takes [map name, top-level key, second-level key].
        !Equals [a, b]                   | a condition is not allowed here, only in Conditions and Rules.
        !ImportValue a                   | the local emulator does not know the function Fn::ImportValue.
        { "Fn::Cidr": [a, 1, 2] }        | the local emulator does not know the function Fn::Cidr.
        { "Fn::Sub": a, b: c }           | Fn::Sub must be the only key of its map.
        !Ref Colours                     | Value of output X must be a text.
        !Ref AWS::NoValue                | output X needs Value.
        """)
    void misuseIsRefusedWithItsLine(String expression, String sentence) {
        TemplateFile.withTransform(folder, TEMPLATE + "Outputs: { X: { Value: " + expression + " } }")
                .assertThatMessage(Map.of())
                .isEqualTo("template.yaml line 21: " + sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        !Not [a]                             | a condition is needed here: Fn::Equals, Not, And, Or or Condition.
        !And [!Equals [a, a]]                | Fn::And takes 2 to 10 conditions.
        !Equals [!Ref Topic, a]              | there is no parameter Topic.
        !Equals [!GetAtt Topic.TopicName, a] | conditions and rules know no resources, so no Topic.TopicName.
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
                .containsExactly(new Output("X", null, "none"));
        TemplateFile.withTransform(folder, template.formatted("!Ref Topic"))
                .assertThatMessage(Map.of())
                .isEqualTo("template.yaml line 9: the resource Topic does not exist here,"
                        + " because its condition does not hold.");
    }
}
