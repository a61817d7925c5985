package imageresizer.local.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.local.gateway.LocalServices;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the local S3 does not do, it says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedRequestTest {

    private final LocalServices aws = new LocalServices();
    private final S3Client s3 = aws.s3Client();

    @BeforeAll
    void store() {
        aws.s3().createBucket("photos", true);
        s3.putObject(request -> request.bucket("photos").key("cat.jpg"), RequestBody.fromString("meow"));
    }

    @AfterAll
    void close() {
        s3.close();
        aws.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /photos?cors, GetBucketCors",
        "PUT, /photos?notification, PutBucketNotificationConfiguration",
        "DELETE, /photos?lifecycle, DeleteBucketLifecycle",
        "GET, /photos?policy, GetBucketPolicy",
        "GET, /photos?encryption, GetBucketEncryption",
        "PUT, /photos?intelligent-tiering&id=x, PutBucketIntelligentTieringConfiguration",
        "GET, /photos?session, CreateSession",
        "PUT, /photos?tagging, PutBucketTagging",
        "GET, /photos/cat.jpg?torrent, GetObjectTorrent",
        "PUT, /photos/cat.jpg?legal-hold, PutObjectLegalHold",
        "POST, /photos/cat.jpg?restore, RestoreObject",
        "POST, /photos/cat.jpg?select&select-type=2, SelectObjectContent",
        "PUT, /photos/dog.jpg?renameObject, RenameObject",
    })
    void anOperationThatIsNotThereIsNamed(String method, String path, String operation) throws IOException {
        assertThat(aws.raw(
                        method + " " + path + " HTTP/1.1", "Host: localhost", "Content-Length: 0", "Connection: close"))
                .startsWith("HTTP/1.1 501 ")
                .endsWith("<Error><Code>NotImplemented</Code><Message>The local S3 does not support " + operation
                        + ".</Message></Error>");
    }

    @Test
    void soIsAHeaderThatWouldBeIgnored() {
        assertRefused(
                501,
                "NotImplemented",
                "The local S3 does not support the header x-amz-website-redirect-location.",
                () -> s3.putObject(
                        request -> request.bucket("photos").key("new.jpg").websiteRedirectLocation("/"),
                        RequestBody.fromString("woof")));
        assertThat(s3.listObjectsV2(list -> list.bucket("photos").prefix("new")).contents())
                .isEmpty();
    }

    @Test
    void accessControlListsAreForbiddenAsTheTemplateForbidsThem() {
        assertRefused(
                400,
                "AccessControlListNotSupported",
                "The bucket does not allow ACLs",
                () -> s3.putObject(
                        request -> request.bucket("photos").key("public.jpg").acl(ObjectCannedACL.PUBLIC_READ),
                        RequestBody.fromString("woof")));
        assertRefused(
                400,
                "AccessControlListNotSupported",
                "The bucket does not allow ACLs",
                () -> s3.createMultipartUpload(
                        request -> request.bucket("photos").key("public.jpg").grantRead("uri=everybody")));
        assertRefused(
                400,
                "AccessControlListNotSupported",
                "The bucket does not allow ACLs",
                () -> s3.putObjectAcl(
                        request -> request.bucket("photos").key("cat.jpg").acl(ObjectCannedACL.PUBLIC_READ)));
        assertRefused(
                400,
                "AccessControlListNotSupported",
                "The bucket does not allow ACLs",
                () -> s3.putBucketAcl(request -> request.bucket("photos").acl(BucketCannedACL.PRIVATE)));
        assertRefused(
                400,
                "InvalidBucketAclWithObjectOwnership",
                "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
                () -> s3.createBucket(request -> request.bucket("public").acl(BucketCannedACL.PUBLIC_READ)));
        assertThat(s3.listObjectsV2(list -> list.bucket("photos").prefix("public"))
                        .contents())
                .isEmpty();
    }

    @Test
    void theOwnersAccessControlListSaysNothingNew() {
        s3.putObject(
                request -> request.bucket("photos").key("own.jpg").acl(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL),
                RequestBody.fromString("meow"));
        s3.putObjectAcl(
                request -> request.bucket("photos").key("own.jpg").acl(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL));
        s3.createBucket(request -> request.bucket("private").acl(BucketCannedACL.PRIVATE));
        assertThat(s3.getObjectAcl(request -> request.bucket("photos").key("own.jpg"))
                        .grants())
                .singleElement()
                .satisfies(grant -> assertThat(grant.permissionAsString()).isEqualTo("FULL_CONTROL"));
    }

    private static void assertRefused(int status, String code, String sentence, Runnable request) {
        assertThatExceptionOfType(S3Exception.class).isThrownBy(request::run).satisfies(refusal -> {
            assertThat(refusal.statusCode()).isEqualTo(status);
            assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo(sentence);
        });
    }
}
