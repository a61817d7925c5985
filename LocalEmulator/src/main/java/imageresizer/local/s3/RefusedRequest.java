package imageresizer.local.s3;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A request that s3proxy would answer as if it were another one, or without what it asks for: it does not know some of
 * S3's subresources, ignores headers that it does not know, and takes access control lists, which the buckets of the
 * template forbid, like every bucket on AWS unless its owner changes that.
 *
 * @param code S3's code of the error
 * @param message one sentence
 */
record RefusedRequest(int status, String code, String message) {

    /** The names of S3's operations by the parameter that asks for them; "Object" instead of "Bucket" with a key. */
    private static final Map<String, String> OPERATIONS = Map.ofEntries(
            Map.entry("abac", "BucketAbac"),
            Map.entry("accelerate", "BucketAccelerateConfiguration"),
            Map.entry("analytics", "BucketAnalyticsConfiguration"),
            Map.entry("cors", "BucketCors"),
            Map.entry("encryption", "BucketEncryption"),
            Map.entry("intelligent-tiering", "BucketIntelligentTieringConfiguration"),
            Map.entry("inventory", "BucketInventoryConfiguration"),
            Map.entry("legal-hold", "ObjectLegalHold"),
            Map.entry("lifecycle", "BucketLifecycleConfiguration"),
            Map.entry("logging", "BucketLogging"),
            Map.entry("metadataConfiguration", "BucketMetadataConfiguration"),
            Map.entry("metadataTable", "BucketMetadataTableConfiguration"),
            Map.entry("metrics", "BucketMetricsConfiguration"),
            Map.entry("notification", "BucketNotificationConfiguration"),
            Map.entry("object-lock", "ObjectLockConfiguration"),
            Map.entry("ownershipControls", "BucketOwnershipControls"),
            Map.entry("policy", "BucketPolicy"),
            Map.entry("policyStatus", "BucketPolicyStatus"),
            Map.entry("publicAccessBlock", "PublicAccessBlock"),
            Map.entry("replication", "BucketReplication"),
            Map.entry("requestPayment", "BucketRequestPayment"),
            Map.entry("retention", "ObjectRetention"),
            Map.entry("tagging", "BucketTagging"),
            Map.entry("torrent", "ObjectTorrent"),
            Map.entry("website", "BucketWebsite"));

    /** Operations that are not named after what their HTTP method does. */
    private static final Map<String, String> OTHER_OPERATIONS = Map.of(
            "renameObject", "RenameObject",
            "restore", "RestoreObject",
            "select", "SelectObjectContent",
            "session", "CreateSession");

    static final String OWNERS_ACL = "bucket-owner-full-control";

    /** Why a request is refused; empty if s3proxy answers it as S3 does. */
    static Optional<RefusedRequest> of(HttpServletRequest request) {
        boolean hasKey = request.getRequestURI().matches("/[^/]+/.+");
        return unsupportedOperation(request, hasKey)
                .or(() -> accessControlList(request, hasKey))
                .or(() -> unsupportedHeader(request));
    }

    private static Optional<RefusedRequest> unsupportedOperation(HttpServletRequest request, boolean hasKey) {
        for (String parameter : Collections.list(request.getParameterNames())) {
            String other = OTHER_OPERATIONS.get(parameter);
            String noun = OPERATIONS.get(parameter);
            if (other != null) {
                return Optional.of(notImplemented(other));
            }
            if (noun != null) {
                String operation = verb(request.getMethod()) + (hasKey ? noun.replace("Bucket", "Object") : noun);
                return Optional.of(notImplemented(
                        operation.equals("DeleteBucketLifecycleConfiguration") ? "DeleteBucketLifecycle" : operation));
            }
        }
        return Optional.empty();
    }

    private static String verb(String method) {
        return method.equals("HEAD")
                ? "Get"
                : method.charAt(0) + method.substring(1).toLowerCase(Locale.ROOT);
    }

    private static RefusedRequest notImplemented(String what) {
        return new RefusedRequest(
                HttpServletResponse.SC_NOT_IMPLEMENTED,
                "NotImplemented",
                "The local S3 does not support " + what + ".");
    }

    private static Optional<RefusedRequest> accessControlList(HttpServletRequest request, boolean hasKey) {
        if (!request.getMethod().equals("PUT") && !request.getMethod().equals("POST")) {
            return Optional.empty();
        }
        String acl = Objects.requireNonNullElse(request.getHeader("x-amz-acl"), "");
        boolean grants = Collections.list(request.getHeaderNames()).stream()
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("x-amz-grant-"));
        boolean isForAcl = request.getParameter("acl") != null;
        boolean isAllowed = acl.equals(OWNERS_ACL)
                || (acl.isEmpty() && !isForAcl)
                || (acl.equals("private") && !hasKey && !isForAcl);
        return isAllowed && !grants
                ? Optional.empty()
                : Optional.of(new RefusedRequest(
                        HttpServletResponse.SC_BAD_REQUEST,
                        hasKey || isForAcl ? "AccessControlListNotSupported" : "InvalidBucketAclWithObjectOwnership",
                        hasKey || isForAcl
                                ? "The bucket does not allow ACLs"
                                : "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"));
    }

    private static Optional<RefusedRequest> unsupportedHeader(HttpServletRequest request) {
        return Collections.list(request.getHeaderNames()).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> name.startsWith("x-amz-object-lock-") || name.equals("x-amz-website-redirect-location"))
                .findFirst()
                .map(name -> notImplemented("the header " + name));
    }

    void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // A client that is still sending would find the connection closed, and not read the answer.
        request.getInputStream().transferTo(OutputStream.nullOutputStream());
        response.setStatus(status);
        response.setContentType("application/xml;charset=utf-8");
        response.getOutputStream()
                .write(("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>"
                                + message + "</Message></Error>")
                        .getBytes(StandardCharsets.UTF_8));
    }
}
