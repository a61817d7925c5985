package imageresizer.local;

import imageresizer.local.s3.LocalS3;
import imageresizer.local.template.BucketDefinition;
import imageresizer.local.template.BucketTrigger;
import imageresizer.local.template.EventRule;
import imageresizer.local.template.StackDefinition;
import imageresizer.settings.OutputKeyPattern;
import java.util.Objects;
import java.util.stream.Stream;

/** The buckets of a stack: those that its template makes, and those that were there before, which only its settings name. */
final class Buckets {

    private Buckets() {}

    /** Creates what is not there. A bucket that was there before the stack is a plain one here, without versions. */
    static void follow(LocalS3 s3, StackDefinition definition) {
        definition.buckets().forEach(bucket -> s3.createBucket(bucket.name(), bucket.versioned()));
        Stream.of(input(definition), output(definition))
                .filter(name -> definition.buckets().stream()
                        .map(BucketDefinition::name)
                        .noneMatch(name::equals))
                .distinct()
                .forEach(name -> s3.createBucket(name, false));
    }

    /** Where pictures are uploaded: the one whose changes invoke the function. */
    static String input(StackDefinition definition) {
        return Stream.concat(
                        definition.triggers().stream().map(BucketTrigger::bucketName),
                        definition.rules().stream().map(EventRule::bucketName))
                .findFirst()
                .orElseThrow();
    }

    /** Whether an object is an upload. Where renditions are in the same bucket, they and their manifests are none. */
    static boolean isUpload(String bucket, String key, StackDefinition definition) {
        return bucket.equals(input(definition))
                && !(bucket.equals(output(definition))
                        && (OutputKeyPattern.isReserved(key)
                                || OutputKeyPattern.of(variable(definition, "OUTPUT_KEY"))
                                        .filter(pattern -> pattern.isRenditionKey(key))
                                        .isPresent()));
    }

    /** Whether everybody may read an object, as the bucket's policy in the template has it for the distribution. */
    static boolean isServed(String key, StackDefinition definition) {
        String pattern = variable(definition, "OUTPUT_KEY");
        return key.startsWith(pattern.substring(0, pattern.indexOf('{'))) && !key.startsWith(".image-resizer/");
    }

    /** Where the function puts renditions. */
    static String output(StackDefinition definition) {
        return variable(definition, "OUTPUT_BUCKET");
    }

    private static String variable(StackDefinition definition, String name) {
        return Objects.requireNonNull(
                definition.functions().getFirst().environment().get(name),
                () -> "the function in template.yaml needs the variable " + name);
    }
}
