// Programs that upload a picture to this stack and list what it holds, to copy.

const LANGUAGES = {
  "AWS CLI": ({endpoint, inputBucket, outputBucket}) => `export AWS_ENDPOINT_URL=${endpoint}
export AWS_DEFAULT_REGION=us-east-1 AWS_REGION=us-east-1
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
aws s3 cp events/sample.jpg s3://${inputBucket}/
aws s3 ls --recursive s3://${outputBucket}/`,

  "Python (boto3)": ({endpoint, inputBucket, outputBucket}) => `import boto3

s3 = boto3.client("s3", endpoint_url="${endpoint}", region_name="us-east-1",
                  aws_access_key_id="test", aws_secret_access_key="test")
s3.upload_file("events/sample.jpg", "${inputBucket}", "sample.jpg")
for rendition in s3.list_objects_v2(Bucket="${outputBucket}").get("Contents", []):
    print(rendition["Key"], rendition["Size"])`,

  "JavaScript (AWS SDK 3)": ({endpoint, inputBucket, outputBucket}) => `import {readFile} from "node:fs/promises";
import {ListObjectsV2Command, PutObjectCommand, S3Client} from "@aws-sdk/client-s3";

const s3 = new S3Client({endpoint: "${endpoint}", forcePathStyle: true, region: "us-east-1",
  credentials: {accessKeyId: "test", secretAccessKey: "test"}});
await s3.send(new PutObjectCommand(
  {Bucket: "${inputBucket}", Key: "sample.jpg", Body: await readFile("events/sample.jpg")}));
const {Contents = []} = await s3.send(new ListObjectsV2Command({Bucket: "${outputBucket}"}));
Contents.forEach(({Key, Size}) => console.log(Key, Size));`,

  "Java (AWS SDK 2)": ({endpoint, inputBucket, outputBucket}) => `import java.net.URI;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

public class Sample {
    public static void main(String[] arguments) {
        try (S3Client s3 = S3Client.builder()
                .endpointOverride(URI.create("${endpoint}"))
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build()) {
            s3.putObject(put -> put.bucket("${inputBucket}").key("sample.jpg"), Path.of("events/sample.jpg"));
            s3.listObjectsV2(list -> list.bucket("${outputBucket}")).contents()
                    .forEach(rendition -> System.out.println(rendition.key() + " " + rendition.size()));
        }
    }
}`,
};

export const NAMES = Object.keys(LANGUAGES);

/** @param report says where everything is */
export function snippet(name, report) {
  return LANGUAGES[name](report);
}
