package imageresizer.local.template;

import java.util.Map;

/** The values that CloudFormation itself gives to every template, such as {@code AWS::Region}, on this machine. */
public final class PseudoParameters {
    public static final String REGION = "us-east-1";
    public static final String ACCOUNT_ID = "000000000000";
    public static final String STACK_NAME = "image-resizer";

    /** It ends in {@code -local} where AWS has a random part. */
    public static final String STACK_ID = "arn:aws:cloudformation:%s:%s:stack/%s/00000000-0000-0000-0000-local"
            .formatted(REGION, ACCOUNT_ID, STACK_NAME);

    /** By name, without {@code AWS::NoValue}. */
    static final Map<String, String> VALUES = Map.of(
            "AWS::Region",
            REGION,
            "AWS::AccountId",
            ACCOUNT_ID,
            "AWS::StackName",
            STACK_NAME,
            "AWS::StackId",
            STACK_ID,
            "AWS::Partition",
            "aws",
            "AWS::URLSuffix",
            "amazonaws.com");

    private PseudoParameters() {}
}
