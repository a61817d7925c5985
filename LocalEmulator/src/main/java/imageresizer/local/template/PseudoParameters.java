package imageresizer.local.template;

/**
 * The values that CloudFormation itself gives to every template, such as {@code AWS::Region}.
 *
 * @param partition such as {@code aws}
 * @param urlSuffix such as {@code amazonaws.com}
 */
public record PseudoParameters(
        String region, String accountId, String stackName, String stackId, String partition, String urlSuffix) {
    /** Of the stack on this machine, whose id ends in {@code -local} where AWS has a random part. */
    public static PseudoParameters local() {
        return new PseudoParameters(
                "us-east-1",
                "000000000000",
                "image-resizer",
                "arn:aws:cloudformation:us-east-1:000000000000:stack/image-resizer/00000000-0000-0000-0000-local",
                "aws",
                "amazonaws.com");
    }
}
